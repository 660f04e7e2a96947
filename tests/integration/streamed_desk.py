"""A week of minutes that are written into growing files while a daemon trades on them, in virtual time."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from random import Random
from time import monotonic
from typing import Any

from live_runs import fills_of

from tradecore.bars import HOUR, MINUTE, SECOND, Bars
from tradecore.contracts.backtest import BacktestRequest
from tradecore.contracts.bars import BarsSpec
from tradecore.contracts.live import LiveSettings
from tradecore.contracts.settings import CostSettings, ReportSettings
from tradecore.instants import format_instant, parse_instant
from tradecore.live.events import BarsClosed, Decided, Fill
from tradecore.live.parity import Chronicle
from tradecore.ports.bar_stream import SourceBar
from tradecore.resample import resample
from tradecore.simulation.rows import row
from tradecore.simulation.run import Simulation
from tradecore.steps import parse_step
from tradecore.usecases.bars import load_bars
from tradecore.usecases.rules import rules_of
from tradecore.usecases.trading_ground import trading_ground
from tradecore_live.daemon import Daemon
from tradecore_workbench.unattended import tools_of
from tradecore_workbench.workbench import Workbench
from tradecore_workbench.workspace import make

SESSION, SYMBOLS = "demo", ("AAA", "BBB")
HEAD = "time,open,high,low,close,volume\n"
# Hours UTC within which the exchange is open on some day.
OPEN, CLOSED, NIGHT = 13, 22, 10 * MINUTE
Holes = Mapping[str, Sequence[tuple[str, str]]]


class Killed(BaseException):
    """The process is gone: nothing of its own may be done about it."""


class VirtualTimes:
    """Time that passes when nobody has anything to do: by `stride` seconds, at night by ten minutes."""

    wait = 0.0

    def __init__(self, start: int, stride: float, passed: Callable[[int], None]) -> None:
        self.time, self._stride, self._passed = start, int(stride * SECOND), passed
        self.turns = 0

    def now(self) -> int:
        return self.time

    def monotonic(self) -> float:
        return monotonic()

    def sleep(self, seconds: float) -> None:
        self.time += int(seconds * SECOND)

    def rest(self) -> None:
        self.turns += 1
        hour = self.time // HOUR % 24
        self.pass_by(self._stride if OPEN <= hour < CLOSED else NIGHT)

    def pass_by(self, nanoseconds: int) -> None:
        self.time += nanoseconds
        self._passed(self.time)


def minutes(sessions: Any, seed: int, holes: Sequence[tuple[str, str]] = ()) -> list[SourceBar]:
    """A random walk over the minutes of sessions, but for those that begin in a hole."""
    draw, price, made = Random(seed), 100.0, list[SourceBar]()
    out = [(parse_instant(begin), parse_instant(end)) for begin, end in holes]
    for begin, end in zip(sessions.time, sessions["close"], strict=True):
        for time in range(int(begin), int(end), MINUTE):
            prices = [round(price * (1.0 + draw.gauss(0.0, 4e-4)), 2) for _ in range(4)]
            price = prices[-1]
            if not any(low <= time < high for low, high in out):
                volume = float(draw.randint(100, 10_000))
                made.append(SourceBar("", time, prices[0], max(prices), min(prices), price, volume))
    return made


def line_of(bar: Any) -> str:
    return ",".join([format_instant(bar.time), *map(repr, (bar.open, bar.high, bar.low, bar.close, bar.volume))]) + "\n"


class StreamedDesk:
    """Two symbols at the calendar XNYS: a history up to `begin`, then minutes that come as they close."""

    def __init__(self, folder: Path, step: str, first: str, begin: str, end: str, holes: Holes, **live: Any) -> None:
        self.workbench = Workbench(make(folder / "desk"))
        self.folder, self.step, self.stride = self.workbench.folder, step, 20.0
        self.begin, self.end = parse_instant(begin), parse_instant(end)
        self._catalog = self.workbench.adapters.catalog
        table = self._catalog.calendar("XNYS").sessions(parse_instant(first), self.end)
        sessions = table.between(parse_instant(first), self.end)
        self.sources = {name: minutes(sessions, seed, holes.get(name, ())) for seed, name in enumerate(SYMBOLS, 1)}
        for name in SYMBOLS:
            self._history(name, sessions)
        self._due = sorted(
            (bar.time + MINUTE, name, bar)
            for name, bars in self.sources.items()
            for bar in bars
            if bar.time >= self.begin
        )
        self._written, self.held_back = 0, list[tuple[int, int]]()
        self.use("sma_cross", parameters={"fast": 3, "slow": 8, "share": 0.4})
        self.live = LiveSettings(
            "SIM-week",
            feed="csv",
            feed_bars=tuple(BarsSpec(f"data/{name}.minutes.csv", name, step="1min") for name in SYMBOLS),
            **live,
        )
        self.times = VirtualTimes(self.begin, self.stride, self._pass)
        self.plans: list[tuple[int, Callable[[Daemon], None]]] = []
        self.daemon: Daemon | None = None
        self.trading: dict[str, Any]
        self._bodies: list[Any] | None = None

    def request(self, more: Mapping[str, Any], end: int) -> BacktestRequest:
        """What is traded, on bars up to `end`."""
        specs = tuple(
            BarsSpec(f"data/{name}.csv", name, step=self.step, calendar="XNYS", end=format_instant(end), **more)
            for name in SYMBOLS
        )
        costs, report = CostSettings(slippage_bps=2.0), ReportSettings(pictures=False)
        return BacktestRequest(specs, costs=costs, report=report, **self.trading)

    name = SESSION

    def use(self, strategy: str, **trading: Any) -> None:
        """Trades this instead, in a session that has not begun."""
        self.trading = {"strategy": strategy, **trading}
        self.trade = self.request({}, self.begin)

    def plan(self, when: int | str, what: Callable[[Daemon], None]) -> None:
        """Does this to the daemon at an instant."""
        self.plans.append((parse_instant(when) if isinstance(when, str) else when, what))
        self.plans.sort(key=lambda one: one[0])

    def start(self) -> int:
        """The exit code of a daemon in this process that is left alone."""
        if SESSION not in self.store.names():
            self.workbench.sessions.create(SESSION, self.trade, self.live)
        self.daemon = Daemon(self.workbench.adapters, SESSION, self.times)
        return self.daemon.run()

    def forget(self) -> None:
        """What was read of the log is read again."""
        self._bodies = None

    @property
    def store(self) -> Any:
        return self.workbench.adapters.sessions

    def bodies(self, kind: type) -> list[Any]:
        """What of a kind is in the log of a session that has ended."""
        if self._bodies is None:
            self._bodies = [line.event.body for line in self.store.lines(SESSION)]
        return [body for body in self._bodies if isinstance(body, kind)]

    @property
    def fills(self) -> list[tuple[Any, ...]]:
        fills: list[Fill] = self.bodies(Fill)
        return [(f.time, f.symbol, f.quantity, f.price, f.commission, f.kind) for f in fills]

    @property
    def wishes(self) -> Mapping[tuple[str, int], Mapping[str, float | None]]:
        decided: list[Decided] = self.bodies(Decided)
        return {(one.symbol, one.time): dict(one.wish) for one in decided if one.wish}

    @property
    def bars(self) -> list[tuple[Any, ...]]:
        return [facts(bar.symbol, bar) for group in self.bodies(BarsClosed) for bar in group.rows]

    def backtest(self) -> tuple[list[tuple[Any, ...]], Any, list[tuple[Any, ...]], Simulation]:
        """Fills, wishes and bars of a backtest of the same minutes, resampled in one batch by an import's own way."""
        for name in SYMBOLS:
            with (self.folder / "data" / f"{name}.csv").open("a") as file:
                file.writelines(line_of(bar) for bar in self._batch(name, self.begin))
        request = self.request({"start": format_instant(self.begin)}, self.end)
        ground = trading_ground(request, tools_of(self.workbench.adapters))
        chronicle = Chronicle(ground.strategy, {})
        simulation = Simulation.start(
            ground.assembled, ground.instruments, chronicle, ground.inputs, rules_of(request), request.account.cash
        )
        simulation.advance()
        wishes = {(SYMBOLS[i], time): dict(wish) for (i, time), wish in chronicle.wishes.items()}
        market = [row(ground.assembled.market, k) for k in range(len(ground.assembled.market.time))]
        bars = [facts(SYMBOLS[bar.instrument], bar) for bar in market]
        return fills_of(simulation), wishes, bars, simulation

    def _history(self, name: str, sessions: Any) -> None:
        data = self.folder / "data"
        (data / f"{name}.minutes.csv").write_text(HEAD)
        whole = data / f"{name}.whole.csv"
        whole.write_text(HEAD + "".join(map(line_of, self.sources[name])))
        (data / f"{name}.csv").write_text(HEAD + "".join(map(line_of, self._batch(name, 0, self.begin))))

    def _batch(self, name: str, begin: int, end: int = 2**62) -> Iterator[Any]:
        spec = BarsSpec(f"data/{name}.whole.csv", name, step="1min", calendar="XNYS")
        loaded = load_bars(spec, self._catalog)
        bars: Bars = resample(loaded.bars, parse_step(self.step), loaded.bars.anchor, loaded.sessions).bars
        columns = [bars[column] for column in ("open", "high", "low", "close", "volume")]
        for time, *values in zip(bars.time, *columns, strict=True):
            if begin <= time < end:
                yield SourceBar(name, time, *values)

    def _pass(self, now: int) -> None:
        """Writes the minutes that are over, unless the source is silent; then does what is planned."""
        while self._written < len(self._due) and self._due[self._written][0] <= now:
            if any(low <= now < high for low, high in self.held_back):
                break
            _, name, bar = self._due[self._written]
            with (self.folder / "data" / f"{name}.minutes.csv").open("a") as file:
                file.write(line_of(bar))
            self._written += 1
        while self.plans and self.plans[0][0] <= now:
            _, plan = self.plans.pop(0)
            assert self.daemon is not None
            plan(self.daemon)


def facts(symbol: str, bar: Any) -> tuple[Any, ...]:
    prices = (bar.open, bar.high, bar.low, bar.close, bar.volume)
    return (symbol, bar.time, bar.available, bar.session, *prices, bar.nights)


def killed(_: Daemon) -> None:
    raise Killed


def stopped(daemon: Daemon) -> None:
    daemon.stop("the week is over")
