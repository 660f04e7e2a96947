"""Preparing a session once: what a process has read and computed serves again while nothing has changed."""

from collections.abc import Callable
from pathlib import Path

from tradecore.contracts.live import SessionRequest
from tradecore.usecases.session import Prepared

State = tuple[tuple[str, int, int, int], ...]


class Preparations:
    """Remembers what was prepared last, for as long as the request and the files that it names are as they were.

    What comes from anything but plain files, live bars among it, is prepared anew each time.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._last: tuple[SessionRequest, State, Prepared] | None = None

    def of(self, request: SessionRequest, make: Callable[[], Prepared]) -> Prepared:
        """What `make` makes, or made before."""
        state = self._state(request)
        if state is None:
            return make()
        if self._last is None or self._last[:2] != (request, state):
            self._last = (request, state, make())
        return self._last[2]

    def _state(self, request: SessionRequest) -> State | None:
        """Which files there are and how they are; None where one of them is none."""
        if request.live.streams:
            return None
        trade = request.trade
        named = [name for spec in trade.bars for name in (spec.path, spec.factors) if name]
        named += [one.path for one in (trade.predictions, trade.signals) if one is not None]
        found = [self._folder / name for name in named]
        if not all(path.is_file() for path in found):
            return None
        looked = [(str(path), path.stat()) for path in found]
        return tuple((name, one.st_ino, one.st_size, one.st_mtime_ns) for name, one in looked)
