"""Reading a session's log while somebody else writes it: from where one was, or from its end."""

import os
from collections.abc import Sequence
from pathlib import Path

from tradecore.errors import DamagedLog
from tradecore.live.events import Line
from tradecore_files.event_log import read_line
from tradecore_kit.plain import loads

# How much of a file is read at once.
BLOCK = 65_536
# So much may have come since the last look before whoever wants the newest lines only skips to them.
FAR = 1_000_000


class LogReader:
    """Whole lines as they come, each once; a line that is still being written is not there yet.

    Whoever wants the `newest` so many only does not wait for the others; 0 wants all.
    """

    def __init__(self, path: Path, newest: int = 0) -> None:
        self._path, self._newest, self._read = path, newest, 0
        self._lines: int | None = 0

    def __call__(self) -> Sequence[Line]:
        """What has come since the last call."""
        size = self._path.stat().st_size if self._path.exists() else 0
        if size <= self._read:
            return ()
        with self._path.open("rb") as stream:
            if self._newest and (self._read == 0 or size - self._read > FAR):
                self._skip(newest_at(stream.fileno(), size, self._newest))
            stream.seek(self._read)
            content = stream.read()
        whole = content.rfind(b"\n") + 1
        texts = content[:whole].split(b"\n")[:-1]
        if not texts:
            return ()
        self._read += whole
        first = _seq(texts[0], self._path) if self._lines is None else self._lines + 1
        self._lines = first + len(texts) - 1
        return [read_line(text, str(self._path), first + place) for place, text in enumerate(texts)]

    def _skip(self, begin: int) -> None:
        if begin > self._read:
            self._read, self._lines = begin, None


def newest_at(descriptor: int, size: int, count: int) -> int:
    """Where the last `count` whole lines of a file begin."""
    end, wanted = size, count + 1
    while end > 0:
        begin = max(0, end - BLOCK)
        content = os.pread(descriptor, end - begin, begin)
        found = content.count(b"\n")
        if found >= wanted:
            place = len(content)
            for _ in range(wanted):
                place = content.rfind(b"\n", 0, place)
            return begin + place + 1
        wanted -= found
        end = begin
    return 0


def _seq(text: bytes, path: Path) -> int:
    plain = loads(text, path.name)
    seq = plain.get("seq") if isinstance(plain, dict) else None
    if not isinstance(seq, int):
        raise DamagedLog(str(path), 0, "a line near its end has no number")
    return seq
