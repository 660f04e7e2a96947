"""Whether bars come as they should: which symbols are silent, and when a stream is to begin again."""

from collections.abc import Sequence

from tradecore.bars import SECOND
from tradecore.instants import format_instant
from tradecore.live.side import Pace, Side
from tradecore.ports.bar_feed import Flow

# Between two beginnings of a stream: doubled each time until a bar comes. One that is down is tried more often than one
# that is silent, which may be nobody's fault: orders wait for it.
BACKOFF, LONGEST, LONGEST_DOWN = SECOND, 300 * SECOND, 15 * SECOND


class Flowing:
    """Watches the streams of all symbols, and says when that changes.

    A symbol is silent when the bar after its newest is missing for too long while its market is open, or the stream
    says so; until its next bar, since nothing else proves that it is heard. While all are silent, or the stream is
    down, no new order leaves. A stream that is silent without a word begins again, as one that is down does, each time
    after a longer while; one that says so itself is left to mend itself.
    """

    def __init__(self, sides: Sequence[Side], pace: Pace) -> None:
        self._sides, self._pace = sides, pace
        self._silent: dict[str, str] = {}
        self._overdue: set[str] = set()
        self._awaited: set[str] = set()
        self._begun = self._retry = self._tries = 0
        self._said = self._down = self._behind = ""

    @property
    def stops(self) -> str:
        """Why no bars come at all, or only old ones; empty while they do."""
        return self.dead or self._behind

    @property
    def dead(self) -> str:
        """Why no bars come at all."""
        if self._down:
            return f"the stream of bars is down: {self._down}"
        if len(self._silent) < len(self._sides):
            return ""
        return "; ".join(dict.fromkeys(self._silent.values()))

    def begin(self, now: int) -> None:
        """The stream has begun: whoever lacks a bar by now, and was not silent before, is heard soon."""
        self._begun, self._down = now, ""
        lacking = {side.symbol for side in self._sides if self._lacks(side, now, 0)}
        self._awaited = lacking - set(self._silent)

    def is_settled(self, now: int) -> bool:
        """Whether what was missed has come, as far as one can know: each symbol was heard since, or a while is over."""
        return not self._awaited or now >= self._begun + self._pace.silence

    def fall(self, problem: str, now: int) -> tuple[Flow, ...]:
        """The stream is down."""
        self._down = problem
        if now >= self._retry:
            self._plan(now)
        return self._change(f"The stream of bars is down: {problem}.")

    def hush(self, symbol: str, problem: str) -> tuple[Flow, ...]:
        """The stream says that nothing comes, of one symbol or, for an empty one, of all."""
        found: list[Flow] = []
        for side in self._sides:
            if symbol in ("", side.symbol):
                found.extend(self._hush(side, problem or "the source says that no bars come"))
        return tuple(found)

    def hear(self, symbol: str) -> tuple[Flow, ...]:
        """A bar has come, or the stream says that bars come again."""
        self._tries = 0
        for side in self._sides:
            if symbol in ("", side.symbol):
                self._silent.pop(side.symbol, None)
                self._overdue.discard(side.symbol)
                self._awaited.discard(side.symbol)
        return self._change("")

    def fall_behind(self, *, behind: bool) -> tuple[Flow, ...]:
        """Old bars come first, or no more."""
        self._behind = "bars that were missed are taken in" if behind else ""
        return self._change("")

    def look(self, now: int) -> tuple[Flow, ...]:
        """What time alone tells."""
        found: list[Flow] = []
        for side in self._sides:
            if side.symbol not in self._silent and self._is_late(side, now):
                self._overdue.add(side.symbol)
                found.extend(self._hush(side, f"no bar since {format_instant(side.reached)}"))
                if not self._tries:
                    self._retry = now
        return (*found, *self._change(""))

    def is_due(self, now: int) -> bool:
        """Whether the stream is to begin again now; whoever asks does that."""
        trading = any(side.traded.hours(now).is_open(now) for side in self._sides if side.symbol in self._overdue)
        if not (self._down or trading) or now < self._retry:
            return False
        self._plan(now)
        return True

    def _plan(self, now: int) -> None:
        longest = LONGEST_DOWN if self._down else LONGEST
        self._retry = now + min(BACKOFF << min(self._tries, 10), longest)
        self._tries += 1

    def _is_late(self, side: Side, now: int) -> bool:
        return self._lacks(side, now - self._pace.silence, self._begun)

    def _lacks(self, side: Side, now: int, since: int) -> bool:
        """Whether the bar after a symbol's newest, or after the open or `since`, has closed by now."""
        hours = side.traded.hours(now)
        place = hours.session_at(now)
        if place < 0 or not hours.is_open(now):
            return False
        return now > max(side.reached, hours.sessions.time[place], since) + self._pace.source

    def _hush(self, side: Side, problem: str) -> tuple[Flow, ...]:
        if side.symbol in self._silent:
            return ()
        self._silent[side.symbol] = f"{side.symbol}: {problem}"
        alarm = f"Bars of {side.symbol} do not come: {problem}."
        return self._change(alarm) or (Flow(self.stops, alarm),)

    def _change(self, alarm: str) -> tuple[Flow, ...]:
        """Nothing, unless why nothing comes is another one now."""
        if self.stops == self._said:
            return ()
        began = not self._said and bool(self.dead)
        self._said = self.stops
        return (Flow(self.stops, alarm if alarm and began else ""),)
