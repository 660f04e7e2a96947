"""A session's log as a feed: whoever follows it meets the same bars, at the same instants, and nothing else of it."""

from collections import deque
from collections.abc import Callable, Iterable
from typing import Protocol

from tradecore.live.events import BarRow, BarsClosed, Clock, Line
from tradecore.ports.bar_feed import Closed, Ended, Moment, Opened

Rows = tuple[BarRow, ...]


class Inputs(Protocol):
    """The inputs of the follower's own strategy, at the bars of a log in their order."""

    def learn(self, rows: Rows) -> None:
        """These have closed; nobody decides on them any more."""
        ...

    def at(self, rows: Rows) -> Rows:
        """These have closed: the same bars with the inputs there."""
        ...


class FollowedFeed:
    """The bars of another session's log as they close there, and the clock of whoever follows.

    `lines` gives those that have come since it was last called, `ended` whether none will come any more.
    """

    def __init__(
        self, lines: Callable[[], Iterable[Line]], inputs: Inputs, ended: Callable[[], bool], now: int = 0
    ) -> None:
        self._lines, self._inputs, self._ended = lines, inputs, ended
        self._now, self._after = now, -1
        self._waiting: deque[Line] = deque()

    def begin(self, after: int) -> None:
        """Skips the bars that are not later."""
        self._after = after

    def next(self, wait: float = 0.0) -> Moment | None:  # noqa: ARG002 - whoever asks waits as they please
        """The next moment, None where the log has none by now."""
        over = not self._waiting and self._ended()
        if not self._waiting:
            self._read()
        while self._waiting:
            moment = self._moment(self._waiting.popleft())
            if moment is not None:
                return moment
        return Ended() if over else None

    def now(self) -> int:
        """The instant at which the other session noted the last moment, ns UTC."""
        return self._now

    def close(self) -> None:
        """Nothing is open."""

    def _read(self) -> None:
        for line in self._lines():
            if isinstance(line.event.body, BarsClosed | Clock):
                self._waiting.append(line)

    def _moment(self, line: Line) -> Moment | None:
        match line.event.body:
            case Clock(time, opens) if opens and time > self._after:
                self._now = max(self._now, line.event.time)
                return Opened(time, opens)
            case BarsClosed(time, rows) if rows and time > self._after:
                self._now, self._after = max(self._now, line.event.time), time
                return Closed(self._inputs.at(rows))
            case BarsClosed(_, rows):
                self._now = max(self._now, line.event.time)
                self._inputs.learn(rows)
                return None
            case _:
                return None
