"""From a closed bar to its order: features over a long history, a model's word, the decision, and the log on disk."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter
from typing import Any, NamedTuple

from benchmarks.contest import Ground, Say
from benchmarks.start import prepared
from benchmarks.table import grid, seconds
from tradecore.bars import Bars
from tradecore.contracts.backtest import BacktestRequest
from tradecore.contracts.bars import BarsSpec
from tradecore.contracts.live import Faults
from tradecore.contracts.settings import ReportSettings, TrainingSettings
from tradecore.contracts.train import TrainRequest
from tradecore.features import Feature, feature
from tradecore.instruments import Instrument
from tradecore.live.engine import Engine
from tradecore.live.events import BarRow, SessionBegan
from tradecore.live.history import KeptHistory
from tradecore.live.orders import Order, told
from tradecore.live.recorded import Recording
from tradecore.live.state import Setup, State
from tradecore.ports.bar_feed import Closed, Opened
from tradecore.ports.broker import AccountWanted, Broker
from tradecore.simulation.market import assemble
from tradecore.strategy import Account, Bar, Decision, NoState
from tradecore.table import Column, Table
from tradecore.usecases import predicting, train
from tradecore.usecases.bars import load_bars
from tradecore.usecases.engine import Engine as Loops
from tradecore.usecases.engine import choose_loops
from tradecore.usecases.inputs_at import inputs_at
from tradecore.usecases.rules import rules_of
from tradecore.usecases.tools import Tools
from tradecore_csv.writer import CsvWriter
from tradecore_files.event_log import FileEventLog
from tradecore_plugins.registry import Registry
from tradecore_testing.fakes import MemoryArtifacts, MemoryModels, RecordedProgress

LEARNER, LIMIT = "hist_gradient_boosting", 0.050
ENGINE: Loops = "compiled"
FEATURES = (
    "change(1)",
    "change(5)",
    "sma(50)",
    "volatility(20)",
    "volatility_ratio(10,60)",
    "position_in_range(30)",
    "talib.rsi(14)",
    "talib.atr(14)",
    "talib.ema(20)",
    "hour",
)
WARM = 10
ACCOUNT = "SIM-BENCH"


class TurnInputs(NamedTuple):
    """What the model says."""

    predicted_return: float = 0.0


class Turn(NamedTuple):
    """Turns the position at every bar, so that every bar has an order."""

    Inputs = TurnInputs
    State = NoState
    REASONS = ("turned",)

    def features(self) -> tuple[Feature, ...]:
        """The prediction."""
        return (feature("predicted_return"),)

    def decide(self, state: NoState, bar: Bar, inputs: TurnInputs, account: Account) -> tuple[Decision, NoState]:  # noqa: ARG002
        """The other way round."""
        return Decision(-1.0 if account.position > 0.0 else 1.0), state


@dataclass(slots=True)
class Stopwatch:
    """A model and a broker whose parts of the time are known, and the clock of the session."""

    model: Any
    broker: Any
    time: int = 0
    predicted: float = 0.0
    traded: float = 0.0
    submitted: float = 0.0

    def predict(self, features: Table) -> Column:
        """The model's word."""
        began = perf_counter()
        try:
            return self.model.predict(features)
        finally:
            self.predicted = perf_counter() - began

    def trade(self, rows: Sequence[BarRow]) -> None:
        """The simulated market's own work, which no real session has to wait for."""
        self.broker.trade(rows)
        self.traded = perf_counter()

    def submit(self, order: Order) -> None:
        """The moment that is waited for."""
        self.submitted = perf_counter()
        self.broker.submit(order)

    def now(self) -> int:
        """The instant of the last bar."""
        return self.time

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401
        return getattr(self.broker, name)


@dataclass(slots=True)
class Part:
    """A part of the way, in seconds, bar by bar."""

    label: str
    times: list[float] = field(default_factory=list)

    @property
    def p99(self) -> float:
        """What one bar in a hundred exceeds."""
        return quantiles(self.times, n=100, method="inclusive")[98]


def hold(ground: Ground, market: Path, bars: int, say: Say) -> tuple[str, list[Part]]:
    """The title, and the parts with all of it last, over the last `bars` bars of the market."""
    workspace = prepared(ground.folder / "order", market).parent
    catalog: Any = Registry(str(workspace))
    tools = Tools(catalog, MemoryArtifacts(lambda _: CsvWriter()), MemoryModels(), RecordedProgress())
    spec = BarsSpec("prices.csv", "MADE", step="1min")
    say("A model for the way of an order")
    plain = ReportSettings(pictures=False, html=False)
    training = TrainingSettings(learner=LEARNER, features=FEATURES)
    train.run(TrainRequest(spec, training, model="bench", check_leaks=False, report=plain), tools)
    history = load_bars(spec, catalog).bars
    say(f"The way of {bars:,} orders")
    title = f"A closed bar to its order, {len(history):,} bars of history"
    return title, measured(history, spec, bars, tools, workspace)


def measured(history: Bars, spec: BarsSpec, bars: int, tools: Tools, workspace: Path) -> list[Part]:
    """Trades the last bars one by one."""
    opened = predicting.open_model("bench", "", tools)
    setup, engine, watch = session(history, spec, tools, workspace, opened.model)
    opened = replace(opened, model=watch)
    loops = choose_loops(ENGINE, len(history), tools.catalog)
    first = len(history) - bars - WARM
    kept, later = KeptHistory(history.slice(0, first)), history.slice(first, len(history))
    recording = Recording(assemble([later]), setup.instruments, TurnInputs(later["close"]))  # type: ignore[arg-type]
    labels = (f"{len(FEATURES)} features", f"the word of {LEARNER}", "decision, log on disk, order out", "all")
    parts = [Part(label) for label in labels]
    for t in range(len(later)):
        [bar] = recording.group(t)
        watch.time = bar.time
        engine.opened(Opened(bar.time, (bar.symbol,)))
        watch.time = bar.available
        began = perf_counter()
        kept.append(bar)
        inputs = inputs_at(setup.strategy, kept.bars, tools.catalog, opened, loops)
        known = perf_counter() - began
        engine.closed(Closed((replace(bar, inputs=tuple(map(told, inputs))),)))
        if watch.submitted < began:
            raise RuntimeError(f"no order left on bar {t}: {engine.state.halted or engine.stopped}")
        decided = watch.submitted - watch.traded
        if t >= WARM:
            taken = (known - watch.predicted, watch.predicted, decided, known + decided)
            for part, each in zip(parts, taken, strict=True):
                part.times.append(each)
    return parts


def session(
    history: Bars,
    spec: BarsSpec,
    tools: Tools,
    workspace: Path,
    model: Any,  # noqa: ANN401
) -> tuple[Setup, Engine, Stopwatch]:
    """A session at the simulated broker with its log on disk."""
    instruments, folder = (Instrument(history.symbol),), str(workspace / "live" / "bench")
    rules = rules_of(BacktestRequest(bars=(spec,), strategy="turn"))
    setup = Setup("bench", ACCOUNT, "turn", Turn(), instruments, rules, 1_000_000.0)
    wanted = AccountWanted(ACCOUNT, instruments, rules, setup.cash, folder, Faults())
    broker: Broker = tools.catalog.broker("simulated").open(wanted)
    watch = Stopwatch(model, broker, history.time[0])
    engine = Engine(State.begin(setup), FileEventLog(Path(folder) / "events.jsonl"), watch, watch)
    engine.begin(SessionBegan("bench", ACCOUNT, "simulated", "turn", "", setup.symbols, 1, {}))
    return setup, engine, watch


def section(title: str, parts: Sequence[Part]) -> str:
    """One table; what is promised is of the whole way."""
    found = [(one.label, seconds(median(one.times)), seconds(one.p99), seconds(max(one.times))) for one in parts]
    kept = "kept" if parts[-1].p99 <= LIMIT else "missed"
    rows = [*((*one, "-", "") for one in found[:-1]), (*found[-1], seconds(LIMIT), kept)]
    return f"## {title}\n\n{grid(('', 'median', 'p99', 'longest', 'p99 at most', ''), rows)}"


def record(parts: Sequence[Part]) -> Mapping[str, Sequence[float]]:
    """Every single time, by label."""
    return {one.label: one.times for one in parts}
