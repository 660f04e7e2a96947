"""Whose turn it is to ask for history: one budget of this workspace, whichever of its processes asks."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from tradecore.errors import RequestError
from tradecore_ibkr.history.pacing import Pace
from tradecore_kit.atomic import make_folder, read_bytes, write_bytes
from tradecore_kit.codec import dumps, encode, read
from tradecore_kit.locks import alone

FILE = "pace.json"
# Nobody sleeps longer than this before he looks again: others may ask meanwhile.
LOOK = 30.0


@dataclass(frozen=True, slots=True)
class Time:
    """What time it is (seconds since 1970), and how to let some pass."""

    now: Callable[[], float]
    sleep: Callable[[float], None]


class Turns:
    """The budget, kept in a folder: a process that died has asked all the same."""

    def __init__(self, folder: Path, time: Time) -> None:
        self._folder, self._time = make_folder(folder), time

    def take(self, request: str, contract: str) -> None:
        """Returns when the request may leave, which is noted: it has to leave now."""
        while seconds := self._taken(request, contract):
            self._time.sleep(min(seconds, LOOK))

    def refused(self, times: int) -> None:
        """Notes a refusal, the `times`-th in a row."""
        with alone(self._folder):
            self._write(self._read().refused(self._time.now(), times))

    def seconds(self, count: int) -> float:
        """How long so many more requests will take."""
        return self._read().seconds(self._time.now(), count)

    def _taken(self, request: str, contract: str) -> float:
        """0 when it is this request's turn, else the seconds until it may be."""
        with alone(self._folder):
            pace, now = self._read(), self._time.now()
            seconds = pace.wait(now, request, contract)
            if not seconds:
                self._write(pace.after(now, request, contract))
            return seconds

    def _read(self) -> Pace:
        """What was asked; a file that cannot be read has nothing to say."""
        with suppress(FileNotFoundError, RequestError):
            return read(Pace, read_bytes(self._folder / FILE), FILE)
        return Pace()

    def _write(self, pace: Pace) -> None:
        write_bytes(self._folder / FILE, dumps(encode(pace), FILE), sync=False)
