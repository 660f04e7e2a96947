"""A stream of bars in memory.

`MemoryStream` sends what was published: bars again after `begin`, words once. Told to, it goes down, and then raises
LinkDown until it begins again; `begin` fails as often as `refusals` says. `idle` is called when nothing waits, so that
a test in virtual time can turn its clock there.
"""

from collections import deque
from collections.abc import Callable, Sequence

from tradecore.errors import InvalidValue, LinkDown
from tradecore.ports.bar_stream import BarStream, SourceBar, StreamWanted, Word
from tradecore.steps import format_step


def _nothing(_: float) -> None:
    """Time stands still."""


class MemoryStream:
    """Bars of one `step` in a list, and words about them."""

    def __init__(self, step: int, idle: Callable[[float], None] = _nothing) -> None:
        self.published: list[SourceBar] = []
        self.refusals = self.begun = 0
        self._step, self._idle, self._down, self._silent = step, idle, "nobody has begun", False
        self.waiting: deque[Word] = deque()
        self._since: dict[str, int] = {}

    def publish(self, *words: Word) -> None:
        """Bars that have closed, or words."""
        self.published.extend(one for one in words if isinstance(one, SourceBar))
        if not self._down and not self._silent:
            self.waiting.extend(one for one in words if not isinstance(one, SourceBar) or self._wants(one))

    def fall_silent(self) -> None:
        """Nothing comes any more, and nobody says so, until it begins again."""
        self._silent = True

    def go_down(self, problem: str = "it was dropped") -> None:
        """The next call raises LinkDown."""
        self._down = problem

    def begin(self, wanted: Sequence[StreamWanted], step: int) -> None:
        """From each symbol's `since` on."""
        self.begun += 1
        if self.refusals:
            self.refusals -= 1
            raise LinkDown("it refuses")
        if step != self._step:
            raise InvalidValue("live.source_step", format_step(step), format_step(self._step))
        self._since, self._down, self._silent = {one.instrument.symbol: one.since for one in wanted}, "", False
        self.waiting = deque(one for one in sorted(self.published, key=lambda bar: bar.time) if self._wants(one))

    def next(self, wait: float) -> Word | None:
        """What was published next."""
        if self._down:
            raise LinkDown(self._down)
        if self.waiting:
            return self.waiting.popleft()
        self._idle(wait)
        return None

    def close(self) -> None:
        """Down until it begins again."""
        self._down = "it was closed"

    def stream(self) -> BarStream:
        """Itself: it outlives sessions, as a source does."""
        return self

    def _wants(self, bar: SourceBar) -> bool:
        return bar.symbol in self._since and bar.time >= self._since[bar.symbol]
