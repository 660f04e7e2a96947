"""Names that are taken; those that are refused stand in tests/integration/test_refused.py."""

from pathlib import Path

import pytest

from tradecore.errors import InvalidValue
from tradecore_files.layout import Layout, RunFiles
from tradecore_kit.names import checked_artifact, checked_name, inside


@pytest.mark.parametrize("name", ["a", "0", "a-b_c", "a" * 64, "20261123-183012-backtest-ab12"])
def test_names(name: str) -> None:
    assert checked_name(name) == checked_artifact(name) == name


def test_artifacts_have_one_ending() -> None:
    assert checked_artifact("equity.csv") == "equity.csv"


@pytest.mark.parametrize("own", ["request.json", "status.json", "result.json", "log.txt"])
def test_a_run_keeps_its_own_files(own: str, tmp_path: Path) -> None:
    with pytest.raises(InvalidValue):
        RunFiles(tmp_path).artifact(own)


def test_links_are_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    (tmp_path / "runs").mkdir()
    outside.mkdir()
    (tmp_path / "runs" / "link").symlink_to(outside)
    (tmp_path / "runs" / "dangling").symlink_to(tmp_path / "nowhere")
    for name in ("link", "dangling"):
        with pytest.raises(InvalidValue, match="not a link"):
            inside(tmp_path / "runs", name)
        with pytest.raises(InvalidValue, match="not a link"):
            Layout(tmp_path).run(name)


def test_a_workspace_may_itself_be_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert Layout(tmp_path / "link").run("a").folder == tmp_path / "link" / "runs" / "a"
