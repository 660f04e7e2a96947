"""The trial ledger on disk: it only grows, and what a crash left of a line does no harm."""

import os
import stat
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from tradecore.errors import RequestError, StorageError, UnsupportedVersion
from tradecore_files.ledger import FileLedger
from tradecore_testing.contracts.trial_ledger import ENTRY


def ledger(folder: Path) -> FileLedger:
    return FileLedger(str(folder))


def path(folder: Path) -> Path:
    return folder / "ledger" / "trials.jsonl"


def kept(folder: Path) -> int:
    with ledger(folder).opened() as book:
        return len(book.entries())


def append(folder: str) -> None:
    with FileLedger(folder).opened() as book:
        book.append(replace(ENTRY, trials=len(book.entries())))


@pytest.mark.parametrize("torn", [1, 20, 100])
def test_a_torn_line_is_cut_off_by_the_next_writer(tmp_path: Path, torn: int) -> None:
    append(str(tmp_path))
    append(str(tmp_path))
    content = path(tmp_path).read_bytes()
    path(tmp_path).write_bytes(content[:-torn])
    assert kept(tmp_path) == 1
    append(str(tmp_path))
    assert kept(tmp_path) == 2
    assert path(tmp_path).read_bytes() == content


def test_processes_take_turns(tmp_path: Path) -> None:
    with ProcessPoolExecutor(3) as pool:
        list(pool.map(append, [str(tmp_path)] * 24))
    with ledger(tmp_path).opened() as book:
        assert [entry.trials for entry in book.entries()] == list(range(24))


@pytest.mark.parametrize(
    ("line", "error"),
    [
        (b"nonsense", RequestError),
        (b"{}", RequestError),
        (b'{"run":"x","trials":NaN}', RequestError),
        (b'{"schema":99}', UnsupportedVersion),
    ],
)
def test_a_damaged_line_is_named_and_nothing_is_counted(tmp_path: Path, line: bytes, error: type[Exception]) -> None:
    append(str(tmp_path))
    path(tmp_path).write_bytes(path(tmp_path).read_bytes() + line + b"\n")
    with ledger(tmp_path).opened() as book, pytest.raises(error, match=r"ledger/trials\.jsonl, line 2"):
        book.entries()


def test_the_file_is_the_users_own(tmp_path: Path) -> None:
    append(str(tmp_path))
    assert stat.S_IMODE(path(tmp_path).stat().st_mode) == 0o600
    assert stat.S_IMODE(path(tmp_path).parent.stat().st_mode) == 0o700


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "ledger").mkdir()
    (tmp_path / "elsewhere").write_bytes(b"")
    path(tmp_path).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match="symbolic links"), ledger(tmp_path).opened():
        pass


def test_a_full_disk_leaves_the_ledger_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    append(str(tmp_path))
    before, write = path(tmp_path).read_bytes(), os.write

    def full(descriptor: int, content: bytes) -> int:
        if len(content) < 50:
            raise OSError(28, "No space left on device")
        return write(descriptor, content[: len(content) - 40])

    with ledger(tmp_path).opened() as book:
        monkeypatch.setattr(os, "write", full)
        with pytest.raises(StorageError, match=r"trials\.jsonl could not be written: No space left"):
            book.append(ENTRY)
        monkeypatch.undo()
        assert len(book.entries()) == 1
    assert path(tmp_path).read_bytes() == before
