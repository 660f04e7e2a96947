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


class LogReader:
    """Whole lines as they come, each once; a line that is still being written is not there yet."""

    def __init__(self, path: Path) -> None:
        self._path, self._read, self._lines = path, 0, 0

    def __call__(self) -> Sequence[Line]:
        """What has come since the last call."""
        if not self._path.exists() or self._path.stat().st_size <= self._read:
            return ()
        with self._path.open("rb") as stream:
            stream.seek(self._read)
            content = stream.read()
        whole = content.rfind(b"\n") + 1
        self._read += whole
        first = self._lines + 1
        found = [read_line(text, str(self._path), first + k) for k, text in enumerate(content[:whole].splitlines())]
        self._lines += len(found)
        return found


def newest_lines(path: Path, count: int) -> Sequence[Line]:
    """The last `count` whole lines, without a look at those before."""
    if not path.exists():
        return ()
    content = b""
    with path.open("rb") as stream:
        begin = stream.seek(0, os.SEEK_END)
        while begin > 0 and content.count(b"\n") <= count:
            size = min(BLOCK, begin)
            begin -= size
            stream.seek(begin)
            content = stream.read(size) + content
    # What stands before the first newline may be the end of a line that was not read.
    whole = content[: content.rfind(b"\n") + 1].split(b"\n")[:-1]
    texts = (whole if begin == 0 else whole[1:])[-count:]
    return [read_line(text, str(path), _seq(text, path)) for text in texts]


def _seq(text: bytes, path: Path) -> int:
    plain = loads(text, path.name)
    seq = plain.get("seq") if isinstance(plain, dict) else None
    if not isinstance(seq, int):
        raise DamagedLog(str(path), 0, "a line near its end has no number")
    return seq
