"""The log on disk: whatever tears it, what is left is whole lines that count up."""

import errno
import os
from pathlib import Path

import pytest

from tradecore.errors import DamagedLog, StorageError, UnsupportedVersion
from tradecore.live.actions import Alarm
from tradecore.live.events import Event, Note
from tradecore_files.alerts import FileAlerts
from tradecore_files.event_log import FileEventLog, last_newline
from tradecore_files.kill_switch import FileKillSwitch

# Every byte of this many events is a place to tear the file at.
EVENTS = 20 if os.environ.get("HYPOTHESIS_PROFILE") == "thorough" else 4
NOON = 1_767_268_800_000_000_000


def written(path: Path, count: int = 20) -> bytes:
    log = FileEventLog(path)
    for number in range(count):
        log.append(Event(NOON + number * 1_000, Note(f"line {number} é", "me")))
    log.close()
    return path.read_bytes()


def texts(path: Path) -> list[str]:
    log = FileEventLog(path)
    try:
        return [line.event.body.text for line in log.lines()]  # type: ignore[union-attr]
    finally:
        log.close()


def test_lines_are_ascii_and_end_in_a_newline(tmp_path: Path) -> None:
    content = written(tmp_path / "events.jsonl", 2)
    assert content.isascii()
    assert content.count(b"\n") == 2
    assert content.endswith(b"\n")
    assert (tmp_path / "events.jsonl").stat().st_mode & 0o777 == 0o600


def test_cut_anywhere_it_opens_with_the_whole_lines_and_keeps_the_rest_beside(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "fsync", lambda _: None)
    content = written(tmp_path / "whole" / "events.jsonl", EVENTS)
    folder = tmp_path / "cut"
    folder.mkdir()
    path = folder / "events.jsonl"
    for cut in range(len(content) + 1):
        path.write_bytes(content[:cut])
        whole = content[:cut].count(b"\n")
        assert texts(path) == [f"line {number} é" for number in range(whole)]
        torn = content[:cut].rpartition(b"\n")[2]
        beside = list(folder.glob("events.torn-*"))
        assert [file.read_bytes() for file in beside] == ([torn] if torn else [])
        for file in beside:
            file.unlink()


@pytest.mark.parametrize("kind", [errno.ENOSPC, errno.EIO, "short"])
@pytest.mark.parametrize("at", range(1, EVENTS + 1))
def test_a_write_that_fails_leaves_whole_lines_and_ends_the_log(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: int | str, at: int
) -> None:
    path, calls, write = tmp_path / "events.jsonl", 0, os.write
    log = FileEventLog(path)

    def failing(descriptor: int, content: bytes) -> int:
        nonlocal calls
        calls += 1
        if calls != at:
            return write(descriptor, content)
        if kind == "short":
            return write(descriptor, content[: len(content) // 2])
        raise OSError(kind, os.strerror(int(kind)))

    monkeypatch.setattr(os, "write", failing)
    for number in range(at - 1):
        log.append(Event(NOON, Note(f"line {number}")))
    with pytest.raises(StorageError):
        log.append(Event(NOON, Note("torn")))
    for _ in range(2):
        with pytest.raises(StorageError):
            log.append(Event(NOON, Note("never")))
    monkeypatch.setattr(os, "write", write)
    log.close()
    assert texts(path) == [f"line {number}" for number in range(at - 1)]


def test_a_sync_that_fails_is_not_tried_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = FileEventLog(tmp_path / "events.jsonl")
    log.append(Event(NOON, Note("one")))
    asked = []

    def failing(_: int) -> None:
        asked.append(1)
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(os, "fsync", failing)
    for _ in range(2):
        with pytest.raises(StorageError):
            log.sync()
    with pytest.raises(StorageError):
        log.append(Event(NOON, Note("two")))
    assert len(asked) == 1
    log.close()


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (lambda line: line.replace(b'"seq":2', b'"seq":3'), DamagedLog),
        (lambda line: line.replace(b'"type":"note"', b'"type":"surprise"'), DamagedLog),
        (lambda line: line.replace(b'"text"', b'"words"'), DamagedLog),
        (lambda line: b"[]\n", DamagedLog),
        (lambda line: b"\xff\n", DamagedLog),
        (lambda line: line.replace(b'"schema":1', b'"schema":2'), UnsupportedVersion),
    ],
)
def test_a_line_that_is_not_what_was_written_is_named(tmp_path: Path, change: object, error: type[Exception]) -> None:
    path = tmp_path / "events.jsonl"
    lines = written(path, 3).splitlines(keepends=True)
    path.write_bytes(lines[0] + change(lines[1]) + lines[2])  # type: ignore[operator]
    log = FileEventLog(path)
    with pytest.raises(error, match="line 2"):
        list(log.lines())
    log.close()


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_bytes(b"")
    (tmp_path / "events.jsonl").symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match="symbolic links"):
        FileEventLog(tmp_path / "events.jsonl")


def test_the_last_newline_is_found_over_block_borders(tmp_path: Path) -> None:
    path = tmp_path / "file"
    for content in (b"", b"abc", b"\n", b"ab\ncdefghij", b"abcdefgh\n"):
        path.write_bytes(content)
        descriptor = os.open(path, os.O_RDONLY)
        assert last_newline(descriptor, len(content), block=3) == content.rfind(b"\n")
        os.close(descriptor)


def test_alarms_of_all_sessions_are_lines_of_one_file(tmp_path: Path) -> None:
    alerts = FileAlerts(str(tmp_path))
    alerts.tell("demo", Alarm("halt", "There is no folder to write to."))
    (tmp_path / "live").mkdir()
    alerts.tell("demo", Alarm("lost", "One\nline."))
    alerts.tell("other", Alarm("halt", "Another."))
    lines = (tmp_path / "live" / "alarms.log").read_text().splitlines()
    assert [line.split(" ", 1)[1] for line in lines] == ["demo lost: One line.", "other halt: Another."]


def test_touching_the_file_throws_the_switch(tmp_path: Path) -> None:
    switch = FileKillSwitch(tmp_path / "KILL")
    assert switch.state() == ""
    (tmp_path / "KILL").touch()
    assert switch.state() == "no reason given"


def test_what_cannot_be_read_counts_as_on(tmp_path: Path) -> None:
    folder = tmp_path / "live"
    switch = FileKillSwitch(folder / "KILL")
    assert "missing" in switch.state()
    folder.mkdir(mode=0o700)
    (folder / "KILL").symlink_to(tmp_path / "nothing")
    assert "cannot be read" in switch.state()
    (folder / "KILL").unlink()
    folder.chmod(0o777)
    assert "others" in switch.state()
    folder.chmod(0o700)
    assert switch.state() == ""
