"""A stream of source bars as the feed of a session: closed bars of its step, together, each once, with their inputs."""

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TypeAlias

from tradecore.errors import LinkDown
from tradecore.live.barrier import Barrier, Group
from tradecore.live.events import BarRow
from tradecore.live.flowing import Flowing
from tradecore.live.side import Pace, Side, Traded, bar_row
from tradecore.ports.bar_feed import Closed, Moment, Opened, Remark, Shut
from tradecore.ports.bar_stream import BarStream, Corrected, Recovered, SourceBar, Stale, Word
from tradecore.ports.clock import Clock
from tradecore.resample import Row

# So many words are taken in at most before others have their turn, as when days were missed.
BURST = 500
# The inputs of one symbol at the end of its history, by its place.
InputsAt: TypeAlias = Callable[[int], tuple[float | None, ...]]


class StreamedFeed:
    """A BarFeed over a stream. Everything that it does follows from the words of the stream and the clock's instants.

    With `old_bars`, as at a broker that fills on them, bars that were missed are decided on like any other; else only
    the newest are, and those before it pass by.
    """

    def __init__(
        self,
        stream: BarStream,
        traded: Sequence[Traded],
        inputs_at: InputsAt,
        clock: Clock,
        pace: Pace,
        *,
        old_bars: bool,
    ) -> None:
        self._stream, self._traded, self._inputs_at = stream, traded, inputs_at
        self._clock, self._pace, self._old_bars = clock, pace, old_bars
        self._queue: deque[Moment] = deque()
        self._shut: tuple[str, ...] | None = None
        self._down = True
        self._arrange(-1, 0)

    def begin(self, after: int) -> None:
        """See BarFeed; the histories end with the bars of `after`. A stream that is down is begun again later."""
        known = [one.history.bars for one in self._traded]
        ends = [bars["available"][-1] for bars in known if len(bars) and bars.time[-1] == after]
        self._arrange(after, max(ends, default=0))
        self._begin()

    def next(self, wait: float) -> Moment | None:
        """See BarFeed; waits in the stream only."""
        for _ in range(BURST):
            if self._queue or not self._step(wait):
                break
        return self._queue.popleft() if self._queue else None

    @property
    def waiting(self) -> int:
        """The closed bars that were not handed out: they wait for another symbol's, or behind others."""
        return self._barrier.waiting + sum(len(one.rows) for one in self._queue if isinstance(one, Closed))

    def _step(self, wait: float) -> bool:
        """Takes one word, if there is one, and does what follows; False when none is left for now."""
        word = self._read(wait)
        now = self._clock.now()
        if word is not None:
            self._hear(word, now)
        self._turn(now, drained=word is None)
        return word is not None

    def close(self) -> None:
        """Closes the stream."""
        self._stream.close()

    def _arrange(self, after: int, known: int) -> None:
        self.sides = [Side(one, self._pace, known) for one in self._traded]
        self._by_symbol = {side.symbol: side for side in self.sides}
        self._flowing = Flowing(self.sides, self._pace)
        self._barrier = Barrier(list(self._by_symbol), self._pace.barrier, after)

    def _begin(self) -> None:
        self._down = False
        try:
            self._stream.begin([side.wanted for side in self.sides], self._pace.source)
        except LinkDown as error:
            self._fall(error)
        else:
            self._flowing.begin(self._clock.now())

    def _fall(self, error: LinkDown) -> None:
        self._down = True
        self._queue.extend(self._flowing.fall(error.problem, self._clock.now()))

    def _read(self, wait: float) -> Word | None:
        if self._down:
            return None
        try:
            return self._stream.next(wait)
        except LinkDown as error:
            self._fall(error)
            return None

    def _hear(self, word: Word, now: int) -> None:
        match word:
            case SourceBar() as bar:
                self._take(bar, now)
            case Corrected(bar):
                self._take(bar, now)
            case Stale(symbol, problem):
                self._queue.extend(self._flowing.hush(symbol, problem))
            case Recovered(symbol):
                self._queue.extend(self._flowing.hear(symbol))

    def _take(self, bar: SourceBar, now: int) -> None:
        side = self._by_symbol.get(bar.symbol)
        if side is None:
            return
        before, side.heard = side.reached, now
        closed, remarks = side.take(bar)
        if side.reached > before:
            self._queue.extend(self._flowing.hear(bar.symbol))
        self._queue.extend(remarks)
        self._gather(side, closed, now)

    def _gather(self, side: Side, closed: Iterable[Row], now: int) -> None:
        for row in closed:
            if not self._barrier.add(side.symbol, row, now):
                said = f"{side.symbol}: the bar closed when the others of its time had been decided on without it"
                self._queue.append(Remark(f"{said}: {bar_row(side.symbol, row)}."))

    def _turn(self, now: int, *, drained: bool) -> None:
        """What follows from the words so far, and, when none waits, from the time."""
        if drained:
            self._queue.extend(self._flowing.look(now))
            if self._flowing.is_due(now):
                self._begin()
        if not self._old_bars:
            # What is decided on bars that come late is ordered at the market's own time.
            self._close_markets(self._closed_markets(now))
        alive = drained and not self._flowing.dead
        timed = alive and self._flowing.is_settled(now)
        if timed:
            self._seal(now)
        while group := self._barrier.next(self._is_missing, now, timed=timed):
            self._close(group, now)
        if alive:
            self._queue.extend(self._flowing.fall_behind(behind=False))
            self._open(now)

    def _seal(self, now: int) -> None:
        """By the clock: what another symbol has gone beyond, or nobody has for as long as a silence lasts."""
        reached = max(side.reached for side in self.sides)
        for side in self.sides:
            row = side.forms
            if row is None:
                continue
            patient = now >= max(row.available, side.heard) + self._pace.source + self._pace.silence
            if (reached >= row.available or patient) and (sealed := side.seal(now)):
                self._gather(side, [sealed], now)

    def _is_missing(self, symbol: str, group: Group) -> bool:
        """Whether a symbol's bar of a group may still come: it is not beyond it, and its market was open."""
        side = self._by_symbol[symbol]
        if side.done >= group.end:
            return False
        return side.traded.hours(group.time).meets(group.time, group.end)

    def _close(self, group: Group, now: int) -> None:
        symbols = tuple(side.symbol for side in self.sides if side.symbol in group.rows)
        if not self._old_bars:
            behind = any(now >= self._by_symbol[symbol].following_end(row) for symbol, row in group.rows.items())
            self._queue.extend(self._flowing.fall_behind(behind=behind))
        elif self._shut and set(self._shut) & set(symbols):
            # At a broker that fills on bars it is as late as the bars are.
            self._close_markets(tuple(one for one in self._shut if one not in symbols))
        self._open_bars(group.time, [self._by_symbol[symbol] for symbol in symbols])
        self._queue.append(Closed(tuple(self._decided(side, group.rows[side.symbol]) for side in self._of(symbols))))

    def _of(self, symbols: Sequence[str]) -> list[Side]:
        return [self._by_symbol[symbol] for symbol in symbols]

    def _decided(self, side: Side, row: Row) -> BarRow:
        bar = bar_row(side.symbol, row)
        side.traded.history.append(bar)
        return replace(bar, inputs=self._inputs_at(self.sides.index(side)))

    def _open(self, now: int) -> None:
        """Says which markets are closed and which bars begin, when nothing waits to be decided before."""
        if self._old_bars:
            self._close_markets(self._closed_markets(now))
        if not self._barrier.is_empty:
            return
        begins = {side.symbol: side.begins(now) for side in self.sides}
        for time in sorted({time for time in begins.values() if time >= 0}):
            ready = [side for side in self.sides if begins[side.symbol] == time and self._is_ready(side, time)]
            self._open_bars(time, ready)

    def _is_ready(self, side: Side, time: int) -> bool:
        return time > self._barrier.closed and side.has_all_before(time)

    def _open_bars(self, time: int, sides: Iterable[Side]) -> None:
        fresh = [side for side in sides if side.opened < time]
        for side in fresh:
            side.opened = time
        if fresh:
            self._queue.append(Opened(time, tuple(side.symbol for side in fresh)))

    def _closed_markets(self, now: int) -> tuple[str, ...]:
        return tuple(side.symbol for side in self.sides if not side.traded.hours(now).is_open(now))

    def _close_markets(self, symbols: tuple[str, ...]) -> None:
        if symbols != self._shut:
            self._shut = symbols
            self._queue.append(Shut(symbols))
