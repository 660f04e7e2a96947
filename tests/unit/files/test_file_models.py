"""Models on a disk: private, whole, and named when damaged."""

import os
import stat
from pathlib import Path

import pytest

from tradecore.errors import ModelError, StorageError, UntrustedModel
from tradecore_files.models import FileModels
from tradecore_testing.contracts.model_store import CONTENT, a_record


@pytest.fixture
def store(tmp_path: Path) -> FileModels:
    models = FileModels(str(tmp_path))
    models.save(a_record(), CONTENT)
    return models


def test_a_model_is_two_private_files(store: FileModels, tmp_path: Path) -> None:
    folder = tmp_path / "models" / "ridge-aapl"
    assert sorted(path.name for path in folder.iterdir()) == ["model.skops", "record.json"]
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    assert [path.name for path in (tmp_path / "models").iterdir()] == ["ridge-aapl"]
    assert list(store.names()) == ["ridge-aapl"]


def test_a_failed_save_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    (tmp_path / "models").mkdir()
    with pytest.raises(StorageError, match="No space"):
        FileModels(str(tmp_path)).save(a_record(), CONTENT)
    assert not list((tmp_path / "models").iterdir())


@pytest.mark.parametrize("name", ["record.json", "model.skops"])
def test_missing_and_linked_files_are_named(store: FileModels, tmp_path: Path, name: str) -> None:
    path = tmp_path / "models" / "ridge-aapl" / name
    path.rename(tmp_path / "elsewhere")
    with pytest.raises(ModelError, match=name.replace(".", r"\.")):
        store.content("ridge-aapl")
    path.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ModelError, match=name.replace(".", r"\.")):
        store.content("ridge-aapl")


def test_a_damaged_model_cannot_be_saved_over(store: FileModels, tmp_path: Path) -> None:
    (tmp_path / "models" / "ridge-aapl" / "model.skops").write_bytes(b"other")
    with pytest.raises(UntrustedModel, match="Remove the folder and train it again"):
        store.save(a_record(), CONTENT)
