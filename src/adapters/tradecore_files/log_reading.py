"""Reading a session's log while somebody else writes it: from where one was, or from its end."""

import os
from collections.abc import Sequence
from pathlib import Path

from tradecore.errors import DamagedLog
from tradecore.live.events import Line
from tradecore_files.event_log import read_line
from tradecore_kit.plain import loads

# The newest lines are looked for in so many bytes at first, then in twice as many, and in no more than the most.
BLOCK, FARTHEST = 262_144, 4_194_304
# So much may have come since the last look before whoever wants the newest lines only skips to them.
FAR = 1_000_000
# The type of an event stands within so many bytes of its line.
HEAD = 120


class LogReader:
    """Whole lines as they come, each once; a line that is still being written is not there yet.

    Whoever wants the `newest` so many only does not wait for the others, 0 wants all; lines of types that are `passed`
    over are not even read closer.
    """

    def __init__(self, path: Path, newest: int = 0, passed: Sequence[str] = ()) -> None:
        self._path, self._newest = path, newest
        self._passed = tuple(f'"type":"{name}"'.encode() for name in passed)
        self._read = 0
        self._lines: int | None = 0

    def __call__(self) -> Sequence[Line]:
        """What has come since the last call."""
        size = self._path.stat().st_size if self._path.exists() else 0
        if size <= self._read:
            return ()
        with self._path.open("rb") as stream:
            if self._newest and (self._read == 0 or size - self._read > FAR):
                self._skip(stream.fileno(), size)
            stream.seek(self._read)
            content = stream.read()
        whole = content.rfind(b"\n") + 1
        texts = content[:whole].split(b"\n")[:-1]
        if not texts:
            return ()
        self._read += whole
        first = _seq(texts[0], self._path) if self._lines is None else self._lines + 1
        self._lines = first + len(texts) - 1
        wanted = [(number, text) for number, text in enumerate(texts, first) if self._wants(text)]
        return [read_line(text, str(self._path), number) for number, text in wanted[-self._newest :]]

    def _wants(self, text: bytes) -> bool:
        return not any(name in text[:HEAD] for name in self._passed)

    def _skip(self, descriptor: int, size: int) -> None:
        """To where the newest lines begin, or so far back as one looks."""
        span = BLOCK
        while span < size - self._read:
            begin = size - span
            content = os.pread(descriptor, span, begin)
            # What stands before the first newline is the end of another line.
            start = content.find(b"\n") + 1
            found = sum(map(self._wants, content[start:].split(b"\n"))) - 1
            if start and (found >= self._newest or span >= FARTHEST):
                self._read, self._lines = begin + start, None
                return
            span *= 2


def _seq(text: bytes, path: Path) -> int:
    plain = loads(text, path.name)
    seq = plain.get("seq") if isinstance(plain, dict) else None
    if not isinstance(seq, int):
        raise DamagedLog(str(path), 0, "a line near its end has no number")
    return seq
