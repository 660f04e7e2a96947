"""Recorded bars as a feed: each bar once, in the order in which they were known."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tradecore.instruments import Instrument
from tradecore.live.events import BarRow
from tradecore.live.orders import told
from tradecore.ports.bar_feed import Closed, Ended, Moment, Opened
from tradecore.simulation.market import Assembled
from tradecore.simulation.rows import Columns, MarketRow, row


class Recording(NamedTuple):
    """The bars of several instruments with a strategy's inputs, as columns over the market's rows."""

    assembled: Assembled
    instruments: Sequence[Instrument]
    inputs: Columns

    @property
    def groups(self) -> int:
        """How many opening instants there are."""
        return len(self.assembled.first) - 1

    def group(self, t: int) -> tuple[BarRow, ...]:
        """The bars of one opening instant."""
        return tuple(self._bar(k) for k in range(self.assembled.first[t], self.assembled.first[t + 1]))

    def _bar(self, k: int) -> BarRow:
        bar: MarketRow = row(self.assembled.market, k)
        inputs = tuple(told(value) for value in row(self.inputs, k))
        symbol = self.instruments[bar.instrument].symbol
        prices = (bar.open, bar.high, bar.low, bar.close, bar.volume)
        facts = (bar.nights, bar.split, bar.dividend)
        return BarRow(symbol, bar.time, bar.available, bar.session, *prices, *facts, inputs)


class RecordedFeed:
    """Plays a recording without a pause, and is the clock of whoever trades on it: the instant of the last moment."""

    def __init__(self, recording: Recording) -> None:
        self._recording = recording
        self._moments = self._play(0)
        self._now: int = recording.assembled.market.time[0] if recording.groups else 0

    def begin(self, after: int) -> None:
        """Skips what is not later."""
        market, first = self._recording.assembled.market, self._recording.assembled.first
        count = self._recording.groups
        begin = next((t for t in range(count) if market.time[first[t]] > after), count)
        if begin:
            past = self._recording.group(begin - 1)
            self._now = max(bar.available for bar in past)
        self._moments = self._play(begin)

    def next(self, wait: float) -> Moment | None:  # noqa: ARG002 - everything is there
        """The next moment, at once."""
        moment = next(self._moments, Ended())
        if isinstance(moment, Opened):
            self._now = moment.time
        elif isinstance(moment, Closed):
            self._now = max(bar.available for bar in moment.rows)
        return moment

    def now(self) -> int:
        """The instant of the last moment, ns UTC."""
        return self._now

    def close(self) -> None:
        """Nothing is open."""

    def _play(self, begin: int) -> Iterator[Moment]:
        for t in range(begin, self._recording.groups):
            rows = self._recording.group(t)
            yield Opened(rows[0].time, tuple(bar.symbol for bar in rows))
            yield Closed(rows)
