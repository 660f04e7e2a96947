"""Finding and making a workspace."""

import json
from pathlib import Path

import pytest

from tradecore.contracts.settings import Settings
from tradecore_kit.codec import read
from tradecore_workbench.workspace import NoWorkspace, find, make


@pytest.fixture(autouse=True)
def _nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TRADECORE_WORKSPACE", raising=False)
    monkeypatch.chdir(tmp_path)


def test_given_before_variable_before_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here, named, given = (make(tmp_path / name) for name in ("here", "named", "given"))
    monkeypatch.chdir(here)
    assert find() == here
    monkeypatch.setenv("TRADECORE_WORKSPACE", str(named))
    assert find() == named
    assert find(given) == find(str(given)) == given


def test_relative_folders_become_absolute(tmp_path: Path) -> None:
    make(tmp_path / "desk")
    assert find("desk") == tmp_path / "desk"


def test_the_error_says_how_to_make_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NoWorkspace, match="mkdir configs"):
        find()
    make(tmp_path)
    monkeypatch.setenv("TRADECORE_WORKSPACE", str(tmp_path / "gone"))
    with pytest.raises(NoWorkspace, match="gone"):
        find()


def test_making_twice_keeps_what_is_there(tmp_path: Path) -> None:
    make(tmp_path)
    (tmp_path / "configs" / "active.json").write_text('{"schema": 1, "costs": {"rate": 1}}')
    make(tmp_path)
    assert json.loads((tmp_path / "configs" / "active.json").read_text())["costs"] == {"rate": 1}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["configs", "data", "models", "runs"]


def test_the_example_holds_every_default(tmp_path: Path) -> None:
    make(tmp_path)
    assert read(Settings, (tmp_path / "configs" / "example.json").read_bytes(), "example.json") == Settings()


def test_the_repository_is_a_workspace_with_the_defaults() -> None:
    root = Path(__file__).parents[3]
    assert find(root) == root
    assert read(Settings, (root / "configs" / "active.json").read_bytes(), "active.json") == Settings()
    assert read(Settings, (root / "configs" / "example.json").read_bytes(), "example.json") == Settings()
