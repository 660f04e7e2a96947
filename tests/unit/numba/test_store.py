"""Kernels on disk."""

import os
from pathlib import Path

import pytest

from tradecore_numba import store as module
from tradecore_numba.store import Store


def test_what_is_written_is_read_and_found(tmp_path: Path) -> None:
    store = Store(tmp_path / "made" / "kernels")
    store.write("abc-1", {"symbol": "f"}, b"\x00\ncode")
    assert Store(store.folder).holds("abc-1")
    assert not store.holds("abc")
    found = store.read("abc-1")
    assert found is not None
    assert (found[0]["symbol"], found[1]) == ("f", b"\x00\ncode")
    assert store.folder.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("damage", [b"", b"{}", b"not json\ncode"])
def test_a_damaged_file_is_not_there(tmp_path: Path, damage: bytes) -> None:
    store = Store(tmp_path)
    tmp_path.chmod(0o700)
    store.write("abc", {}, b"code")
    path = tmp_path / "abc.kernel"
    path.write_bytes(damage or path.read_bytes()[:-1])
    assert store.read("abc") is None


def test_a_folder_that_others_may_write_to_is_not_trusted(tmp_path: Path) -> None:
    store = Store(tmp_path / "kernels")
    store.write("abc", {}, b"code")
    store.folder.chmod(0o777)
    assert store.read("abc") is None
    with pytest.warns(UserWarning, match="others may write"):
        store.write("abd", {}, b"code")


def test_a_folder_that_cannot_be_written_is_said_once(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    store = Store(tmp_path / "file" / "kernels")
    with pytest.warns(UserWarning, match="TRADECORE_CACHE") as said:
        store.write("abc", {}, b"code")
    store.write("abc", {}, b"code")
    assert len(said) == 1
    assert store.read("abc") is None


def test_what_was_not_used_for_longest_goes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_FILES", 2)
    store = Store(tmp_path / "kernels")
    for n, name in enumerate(("old", "older", "new")):
        store.write(name, {}, b"code")
        os.utime(store.folder / f"{name}.kernel", (n, n if name != "older" else -1))
    store.write("newest", {}, b"code")
    assert {path.stem for path in store.folder.iterdir()} == {"new", "newest"}
