"""One symbol of a live feed: from source bars to closed bars of the session's step."""

from dataclasses import dataclass
from typing import NamedTuple

from tradecore.bars import DAY, Anchor
from tradecore.contracts.bars import BarsSpec
from tradecore.instants import format_instant
from tradecore.instruments import Instrument
from tradecore.live.events import BarRow
from tradecore.live.forming import Forming
from tradecore.live.history import KeptHistory
from tradecore.live.hours import HoursAround
from tradecore.live.placing import Placer, corrected
from tradecore.ports.bar_feed import Remark
from tradecore.ports.bar_stream import SourceBar, StreamWanted
from tradecore.resample import NEVER, Row, Rule, begun, make_rule


class Pace(NamedTuple):
    """Lengths in ns: of the session's bars, of source bars, how long a late bar and a silent feed are waited for."""

    step: int
    source: int
    barrier: int
    silence: int


@dataclass(frozen=True, slots=True)
class Traded:
    """What is known of one symbol before the first live bar: how its bars come, its history, and its hours.

    `spec` is the stream's. `history` ends with the last bar that is known.
    """

    instrument: Instrument
    spec: BarsSpec
    anchor: Anchor
    history: KeptHistory
    hours: HoursAround
    placer: Placer


class Side:
    """Takes a symbol's source bars in, and hands closed ones back; says what became of those that it leaves out."""

    def __init__(self, traded: Traded, pace: Pace, after: int) -> None:
        """Source bars that begin before the last history bar was known, or before `after` (ns UTC), are late."""
        self.traded, self.symbol = traded, traded.instrument.symbol
        self._pace, self._forming = pace, Forming()
        known = traded.history.bars["available"]
        # Until when its bars are closed and handed back, and until when source bars have come.
        self.done = max(known[-1] if len(known) else 0, after)
        self.reached = self.done
        # The newest bar's instant, the newest that was said to have opened, and when a bar came last, by the clock.
        self.newest, self.opened, self.heard = -1, -1, 0
        # The bars of the newest session and of the one before it, which a source may repeat.
        self._recent: dict[int, dict[int, SourceBar]] = {}
        self._told: set[str] = set()
        self._session: int = -1

    @property
    def wanted(self) -> StreamWanted:
        """What a stream is to begin with: all that forms, so that a gap in it is filled."""
        pending = self._forming.pending
        since = self.done if pending is None else min(pending.row.time, self.reached)
        return StreamWanted(self.traded.instrument, self.traded.spec, since)

    @property
    def forms(self) -> Row | None:
        """The bar that is forming."""
        return None if self._forming.pending is None else self._forming.pending.row

    def take(self, bar: SourceBar) -> tuple[tuple[Row, ...], tuple[Remark, ...]]:
        """A source bar, whenever it comes: the bars that it closed, and what is to be remembered of it."""
        if any(known.get(bar.time) == bar for known in self._recent.values()):
            return (), ()
        row = self.traded.placer.place(bar)
        if isinstance(row, str):
            return (), self._left_out(bar, row)
        if row.session > self._session:
            self._recent = {self._session: self._recent.get(self._session, {})}
            self._session, self._told = row.session, set()
        if self.newest < row.time < self.newest + self._pace.source and self.newest >= 0:
            return (), self._left_out(bar, "it begins inside the one before it: live.source_step says longer bars")
        self._recent.setdefault(row.session, {})[bar.time] = bar
        self.reached = max(self.reached, row.available)
        if row.time < self.done:
            return (), (self._remark(bar, "came too late and is not decided on"),)
        if row.time <= self.newest:
            return (), (self._amended(bar, row),)
        self.newest = row.time
        return self._closed(row), ()

    def seal(self, now: int) -> Row | None:
        """What forms, closed by the clock: when it has ended, and nothing has come for as long as a bar may be late."""
        row = self.forms
        if row is None or now < max(row.available, self.heard) + self._pace.barrier:
            return None
        sealed = self._with_nights(self._forming.seal())
        self.done = sealed.available
        return sealed

    def begins(self, now: int) -> int:
        """The opening instant of the bar in which `now` lies; -1 while the market is closed."""
        hours = self.traded.hours(now)
        place = hours.session_at(now)
        if place < 0 or not hours.is_open(now):
            return -1
        nothing = Row(now, 0.0, 0.0, 0.0, 0.0, 0.0, now, hours.sessions["day"][place], 0, 1.0, 0.0)
        return begun(self._rule(now), nothing).row.time

    def has_all_before(self, time: int) -> bool:
        """Whether no bar before the one that begins at `time` (ns UTC) can come any more.

        A bar in which nothing was traded may still end with a trade, and that is known when the next has begun.
        """
        if self.forms is not None:
            return self.forms.time >= time
        hours = self.traded.hours(time)
        place = hours.session_at(time)
        return place < 0 or max(self.reached, self.done, hours.sessions.time[place]) >= time

    def following_end(self, row: Row) -> int:
        """When the bar after a closed one closes, by the hours; far away where they are not known."""
        hours = self.traded.hours(row.available)
        closes = hours.sessions["close"]
        place = next((k for k, close in enumerate(closes) if close > row.available), -1)
        if place < 0:
            return NEVER
        end = max(row.available, hours.sessions.time[place]) + self._pace.step
        return min(end, closes[place]) if self._pace.step < DAY else closes[place]

    def _closed(self, row: Row) -> tuple[Row, ...]:
        if self._pace.step == self._pace.source:
            closed: tuple[Row, ...] = (row,)
        else:
            closed = tuple(map(self._with_nights, self._forming.take(self._rule(row.time), row)))
        if closed:
            self.done = closed[-1].available
        return closed

    def _with_nights(self, row: Row) -> Row:
        """A bar that ends at the close holds the nights, whether its last minute was traded in or not."""
        return row._replace(nights=self.traded.hours(row.time).nights(row.session, row.available))

    def _amended(self, bar: SourceBar, row: Row) -> Remark:
        if not self._forming.holds(row):
            return self._remark(bar, "came too late and is not decided on")
        known = self._forming.known(row.time)
        self._forming.amend(self._rule(row.time), corrected(row, known))
        return self._remark(bar, "came out of its turn" if known is None else "was corrected before it was decided on")

    def _rule(self, time: int) -> Rule:
        return make_rule(self._pace.step, self.traded.anchor, self.traded.hours(time).sessions)

    def _left_out(self, bar: SourceBar, why: str) -> tuple[Remark, ...]:
        """Said once a session."""
        if why in self._told:
            return ()
        self._told.add(why)
        return (self._remark(bar, f"is left out: {why}"),)

    def _remark(self, bar: SourceBar, what: str) -> Remark:
        prices = f"{bar.open:g} {bar.high:g} {bar.low:g} {bar.close:g}, volume {bar.volume:g}"
        return Remark(f"{self.symbol}: the bar of {format_instant(bar.time)} ({prices}) {what}.")


def bar_row(symbol: str, row: Row, inputs: tuple[float | None, ...] = ()) -> BarRow:
    """A closed bar as the session gets it."""
    facts = (row.available, row.session, row.open, row.high, row.low, row.close, row.volume)
    return BarRow(symbol, row.time, *facts, row.nights, row.split, row.dividend, inputs)
