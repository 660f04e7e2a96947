"""A live feed over a stream in memory, in virtual time, and the same source bars in one batch."""

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tradecore.adjustments import CorporateAction, applied
from tradecore.bars import COLUMNS, DAY, HOUR, MINUTE, SECOND, Anchor, Bars
from tradecore.contracts.bars import BarsSpec
from tradecore.core_features import CoreFeatures
from tradecore.features import feature
from tradecore.inspection import Market, inspect
from tradecore.instruments import Instrument
from tradecore.live.events import BarRow
from tradecore.live.history import KeptHistory
from tradecore.live.hours import Hours, Intervals, narrowed
from tradecore.live.placing import Placer
from tradecore.live.side import Pace, Traded
from tradecore.live.streamed import StreamedFeed
from tradecore.ports.bar_feed import Closed, Moment
from tradecore.ports.bar_source import RawBars
from tradecore.ports.bar_stream import SourceBar
from tradecore.resample import resample
from tradecore.simulation.rows import MarketRow, typecode
from tradecore.table import Table
from tradecore_testing.memory_stream import MemoryStream

SYMBOLS = ("AAA", "BBB")
# An hour a day from 14:30 on; the third day ends after half of it, the fifth is closed.
FIRST = 20_454
OPEN = 14 * HOUR + 30 * MINUTE
LENGTHS = {FIRST + 2: 30, FIRST + 4: 0}
USUAL = 60


def session_table(days: Sequence[int]) -> Table:
    days = [day for day in days if LENGTHS.get(day, USUAL)]
    opens = array("q", [day * DAY + OPEN for day in days])
    closes = array("q", [day * DAY + OPEN + LENGTHS.get(day, USUAL) * MINUTE for day in days])
    midnights = array("q", [day * DAY for day in days])
    return Table(opens, {"close": closes, "day": array("q", days), "midnight": midnights})


SESSIONS = session_table(range(FIRST - 5, FIRST + 12))


def minute_bar(symbol: str, day: int, minute: int) -> SourceBar:
    """No two are alike."""
    seed = (day * 7919 + minute * 104_729 + len(symbol) * ord(symbol[0])) % 997
    price = 50.0 + seed / 8
    time = day * DAY + OPEN + minute * MINUTE
    return SourceBar(symbol, time, price, price + seed % 5 / 4 + 0.25, price - 0.5, price + 0.125, 100.0 + seed)


def empty(step: int) -> Bars:
    columns = {name: array(typecode(MarketRow, name)) for name in COLUMNS}
    return Bars(array("q"), columns, "", step)


@dataclass(slots=True)
class Time:
    now_: int

    def now(self) -> int:
        return self.now_


@dataclass
class FeedDesk:
    """Two symbols. `known` are a broker's hours; `begin` begins, and begins again where a daemon died."""

    step: int = 5 * MINUTE
    old_bars: bool = True
    barrier: float = 10.0
    silence: float = 60.0
    actions: Mapping[str, Sequence[CorporateAction]] = field(default_factory=dict)  # type: ignore[type-arg]
    known: Intervals = ()
    sessions: Table = SESSIONS
    moments: list[Moment] = field(default_factory=list)  # type: ignore[type-arg]

    def __post_init__(self) -> None:
        self.time = Time(FIRST * DAY + OPEN)
        self.stream = MemoryStream(MINUTE)
        self.logged: list[BarRow] = []
        self.begin()

    def begin(self) -> None:
        """A new process, with what the log holds."""
        pace = Pace(self.step, MINUTE, int(self.barrier * SECOND), int(self.silence * SECOND))
        self.histories = {symbol: self._history(symbol) for symbol in SYMBOLS}
        self.feed = StreamedFeed(
            self.stream,
            [self._traded(symbol) for symbol in SYMBOLS],
            lambda place: (sma(self.histories[SYMBOLS[place]].bars)[-1],),
            self.time,
            pace,
            old_bars=self.old_bars,
        )
        self.feed.begin(self.logged[-1].time if self.logged else -1)

    def poll(self) -> list[Moment]:
        """All that follows now."""
        found: list[Moment] = []
        while True:
            waiting = bool(self.stream.waiting)
            moment = self.feed.next(0.0)
            if moment is None and not waiting:
                break
            if moment is not None:
                found.append(moment)
            if isinstance(moment, Closed):
                self.logged.extend(moment.rows)
        self.moments.extend(found)
        return found

    def at(self, time: int) -> list[Moment]:
        """Time has passed up to an instant."""
        self.time.now_ = time
        return self.poll()

    def kinds(self, kind: type) -> list[Any]:
        return [one for one in self.moments if isinstance(one, kind)]

    def batch(self, symbol: str, bars: Sequence[SourceBar]) -> tuple[Bars, Sequence[float]]:
        """The bars of one import and resampling, and the inputs of one computation over all of them."""
        time = array("q", [bar.time for bar in bars])
        names = ("open", "high", "low", "close", "volume")
        columns: dict[str, Any] = {name: array("d", [getattr(bar, name) for bar in bars]) for name in names}
        columns["split"], columns["dividend"] = applied(self.actions.get(symbol, ()), time, "UTC")
        market = Market(MINUTE, self.sessions, calendar=True, hours="regular")
        found = inspect(RawBars(symbol, Table(time, columns)), market).bars
        whole = resample(found, self.step, Anchor.SESSION, self.sessions).bars
        return whole, sma(whole)

    def _history(self, symbol: str) -> KeptHistory:
        kept = KeptHistory(Bars(array("q"), empty(self.step).columns, symbol, self.step))
        for bar in self.logged:
            if bar.symbol == symbol:
                kept.append(bar)
        return kept

    def _traded(self, symbol: str) -> Traded:
        hours = Hours(narrowed(self.sessions, self.known), self.known)
        history = self.histories[symbol]
        last = history.bars.time[-1] if len(history.bars) else -1
        placer = Placer(MINUTE, lambda _: hours, lambda: self.actions.get(symbol, ()), "UTC", last)
        spec = BarsSpec(f"{symbol}.csv", symbol, step="1min")
        return Traded(Instrument(symbol), spec, Anchor.SESSION, history, lambda _: hours, placer)


def sma(bars: Bars) -> Sequence[float]:
    """A feature that knows of splits, over all bars; short histories give a shorter average of nothing: NaN."""
    return CoreFeatures().compute(bars, feature("sma", 4))


def rows_of(bars: Bars, inputs: Sequence[float]) -> list[BarRow]:
    """Closed bars as a session gets them."""
    made: list[BarRow] = []
    for k, time in enumerate(bars.time):
        fields = {name: bars[name][k] for name in COLUMNS}
        made.append(BarRow(bars.symbol, time, **fields, inputs=(inputs[k],)))
    return made
