"""Journals as files: what survives a kill, a full disk, a power cut."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from tradecore.errors import InvalidValue, JobError, StorageError, UnsupportedVersion
from tradecore_files import journal as journal_module
from tradecore_files.journal import opened


def entries(path: Path) -> list[Mapping[str, object]]:
    with opened(path) as journal:
        return list(journal.entries())


@pytest.fixture
def path(tmp_path: Path) -> Path:
    with opened(tmp_path / "trials.partial.jsonl") as journal:
        for index in range(3):
            journal.append({"index": index})
    return tmp_path / "trials.partial.jsonl"


def test_a_line_is_on_its_way_to_disk_before_append_returns(tmp_path: Path) -> None:
    with opened(tmp_path / "a.partial.jsonl") as journal:
        journal.append({"index": 0})
        assert (tmp_path / "a.partial.jsonl").read_bytes() == b'{"schema":1}\n{"index":0}\n'
    assert (tmp_path / "a.partial.jsonl").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("torn", [b'{"ind', b'{"index": 7', b"\x00" * 40, b"\x00" * 40 + b'\n{"index":9}\n', b"x\n"])
def test_what_a_power_cut_tore_is_cut_off(path: Path, torn: bytes) -> None:
    whole = path.read_bytes()
    path.write_bytes(whole + torn)
    assert [entry["index"] for entry in entries(path)] == [0, 1, 2]
    assert path.read_bytes() == whole
    with opened(path) as journal:
        journal.append({"index": 3})
    assert [entry["index"] for entry in entries(path)] == [0, 1, 2, 3]


def test_a_torn_first_line_begins_again(path: Path) -> None:
    path.write_bytes(b'{"sche')
    assert entries(path) == []
    assert path.read_bytes() == b'{"schema":1}\n'


def test_a_newer_journal_is_refused(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b'"schema":1', b'"schema":2'))
    with pytest.raises(UnsupportedVersion, match=r"trials\.partial\.jsonl, line 1 has schema version 2"):
        entries(path)


@pytest.mark.parametrize("head", [b"{}\n", b'{"schema":true}\n', b'{"schema":0}\n'])
def test_a_journal_has_a_version(path: Path, head: bytes) -> None:
    path.write_bytes(head)
    with pytest.raises(InvalidValue, match="schema"):
        entries(path)


def test_damage_is_named_by_its_line(path: Path) -> None:
    path.write_bytes(path.read_bytes().replace(b'{"index":1}', b'{"index":NaN}'))
    with pytest.raises(JobError, match=r"line 3: index is NaN.*Delete it and resume"):
        entries(path)


def test_a_full_disk_takes_a_line_whole_or_not_at_all(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real, room = journal_module.os.write, [5]

    def write(descriptor: int, content: bytes) -> int:
        if not room:
            raise OSError(28, "No space left on device")
        return real(descriptor, content[: room.pop()])

    whole = path.read_bytes()
    with opened(path) as journal:
        monkeypatch.setattr(journal_module.os, "write", write)
        with pytest.raises(StorageError, match=r"trials\.partial\.jsonl could not be written: No space left"):
            journal.append({"index": 3})
        monkeypatch.undo()
        assert path.read_bytes() == whole
        journal.append({"index": 4})
    assert [entry["index"] for entry in entries(path)] == [0, 1, 2, 4]


def test_a_journal_that_is_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret").write_text("{}\n")
    (tmp_path / "a.partial.jsonl").symlink_to(tmp_path / "secret")
    with pytest.raises(OSError, match="symbolic link"):
        entries(tmp_path / "a.partial.jsonl")
    assert (tmp_path / "secret").read_text() == "{}\n"
