"""Walking a strategy forward: learn and choose on a stretch of bars, trade the next one, move on."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from tradecore.contracts.backtest import BacktestRequest, backtest_of
from tradecore.contracts.bars import BarsSpec
from tradecore.contracts.common import SCHEMA, Provenance
from tradecore.contracts.optimize import Counted, Parameters
from tradecore.contracts.predict import PredictionsSpec
from tradecore.contracts.settings import (
    AccountSettings,
    CostSettings,
    FillSettings,
    ReportSettings,
    RiskSettings,
    TrainingSettings,
    require,
)
from tradecore.errors import UnknownName
from tradecore.inference.resampling import Resampled
from tradecore.metrics.objectives import LARGER_IS_BETTER
from tradecore.windows import Span, check_spans, parse_span

Numbers = Mapping[str, float | int | None]


@dataclass(frozen=True, slots=True)
class WindowSettings:
    """Where to cut; lengths such as `500 bars`, `90 days`, `6 months` or `2 years` (see tradecore.windows).

    Each window learns on `train` and trades the `test` after it; the next one begins a `step` later, a test's length
    when that is empty. `anchored` lets the training stretch grow from the first bar. `gap` bars are left out between
    the two, as many as the label's horizon when None, and `embargo` more. A stretch has at least `fewest` bars.
    """

    train: str
    test: str
    step: str = ""
    anchored: bool = False
    gap: int | None = None
    embargo: int = 0
    fewest: int = 30

    def __post_init__(self) -> None:
        require(self.gap is None or self.gap >= 0, "windows.gap", self.gap, "0 or more bars")
        require(self.embargo >= 0, "windows.embargo", self.embargo, "0 or more bars")
        require(self.fewest >= 2, "windows.fewest", self.fewest, "2 or more bars")  # noqa: PLR2004

    def spans(self) -> tuple[Span, Span, Span | None]:
        """Training stretch, test and step; raises InvalidValue with what is accepted."""
        train, test = parse_span(self.train, "windows.train"), parse_span(self.test, "windows.test")
        step = parse_span(self.step, "windows.step") if self.step else None
        check_spans(train, test, step or test)
        return train, test, step


@dataclass(frozen=True, slots=True)
class WalkForwardRequest:
    """Walk `strategy` over `bars`, several symbols on one account.

    In each window, on its training stretch alone: with `learn` a model of `training` is fitted (one a symbol), whose
    predictions the strategy decides on, and the best set `over` the axes is chosen `by` a metric among those with at
    least `min_trades` closed trades, as OptimizeRequest does. Sets are tried on predictions out of fold, so that no row
    is traded on by a model that has learned from it. Then the test is traded. Without `retrain` the first window's
    model is used for all, without `retune` its set. A window that has no set to choose is not traded.

    At `borders` what is open is closed at the last close (flat), or carried on into the next window. `check_leaks`
    looks for features that know the future before anything is learned, and for decisions that do on the first test that
    is traded. `workers` are threads of a sweep, or processes
    where models are fitted; 0 lets the machine and the work decide; their number changes nothing but the time.
    The other fields are those of a backtest.
    """

    bars: tuple[BarsSpec, ...]
    strategy: str
    windows: WindowSettings
    parameters: Parameters = field(default_factory=dict[str, float | int | bool])
    over: Mapping[str, str] = field(default_factory=dict[str, str])
    random: int = 0
    seed: int = 1
    by: str = "sharpe"
    min_trades: int = 10
    learn: bool = False
    retrain: bool = True
    retune: bool = True
    borders: Literal["flat", "carry"] = "flat"
    check_leaks: bool = True
    training: TrainingSettings = TrainingSettings()
    predictions: PredictionsSpec | None = None
    model: str = ""
    model_sha256: str = ""
    signals: PredictionsSpec | None = None
    account: AccountSettings = AccountSettings()
    costs: CostSettings = CostSettings()
    fills: FillSettings = FillSettings()
    risk: RiskSettings = RiskSettings()
    report: ReportSettings = ReportSettings()
    periods_per_year: float = 0.0
    engine: Literal["auto", "interpreted", "compiled"] = "auto"
    workers: int = 0
    in_sample: bool = False
    counted: Counted | None = None
    schema: int = SCHEMA
    provenance: Provenance = Provenance()

    def __post_init__(self) -> None:
        require(bool(self.bars), "bars", "none", "one file or set of bars for each symbol")
        require(self.random >= 0, "random", self.random, "0 (every combination) or a number of sets")
        require(self.min_trades >= 0, "min_trades", self.min_trades, "0 or more")
        require(self.workers >= 0, "workers", self.workers, "0 (as many as are worth it) or a number")
        lone = not (self.learn and (self.predictions or self.model))
        given = self.model or (self.predictions.path if self.predictions else "")
        require(lone, "model" if self.model else "predictions", given, "none with learn: each window's model predicts")
        if self.by not in LARGER_IS_BETTER:
            raise UnknownName("objective", self.by, LARGER_IS_BETTER, "by")

    @property
    def horizon(self) -> int:
        """Bars that a label reaches ahead; 0 where nothing is learned."""
        return self.training.horizon if self.learn else 0


@dataclass(frozen=True, slots=True)
class WindowOutcome:
    """One window: opening instants (ISO 8601 UTC) of the first and last bar of both stretches, and what came of it.

    `between` bars lie between the two. `parameters` are all of the chosen set, empty where none could be chosen and
    nothing was traded; `edges` names the axes at whose ends it lies and `plateau` is the share of sets further away
    that its neighbours beat (see tradecore.landscape), None where nobody can say. `model` is the SHA-256 of its file,
    `learned` the rows it has learned from. `inside` holds the metrics of the set on the training stretch, as
    `tradecore.metrics.streamed` gives them, empty where it was not tried there; the others are of the test, in money
    where they are not ratios.
    `costs` are commission and slippage, `share` is that of the profit of the whole walk, `efficiency` growth a bar in
    the test over that in the training stretch; both are None where there was none to share or to hold it against.
    """

    window: int
    train_start: str
    train_end: str
    test_start: str
    test_end: str
    train_bars: int
    test_bars: int
    between: int
    parameters: Parameters
    eligible: int
    edges: tuple[str, ...]
    plateau: float | None
    model: str
    learned: int
    sigma: float | None
    inside: Numbers
    initial: float
    final: float
    sharpe: float | None
    max_drawdown: float
    trades: int
    costs: float
    share: float | None = None
    efficiency: float | None = None

    @property
    def traded(self) -> bool:
        """Whether there was a set to trade."""
        return bool(self.parameters)

    @property
    def profit(self) -> float:
        """What the test added to the account, in money."""
        return self.final - self.initial

    @property
    def total_return(self) -> float:
        """The same as a fraction."""
        return self.final / self.initial - 1.0 if self.initial > 0.0 else 0.0


@dataclass(frozen=True, slots=True)
class Drift:
    """How the chosen value of one axis moved from window to window.

    `changes` of the borders between traded windows changed it; `lowest` and `highest` are the extremes that were
    chosen. `step` is how far it moved at a border on average, as a share of the axis: 0 stays, a third is what
    drawing lots would do on a long axis.
    """

    name: str
    borders: int
    changes: int
    lowest: float
    highest: float
    step: float


@dataclass(frozen=True, slots=True)
class WalkForwardResult:
    """What the strategy did out of sample, all windows behind each other.

    `metrics` are of the stitched equity, `benchmark` of holding over the same bars, `bootstrap` their intervals.
    `facts` has the fields of schemas.WALK. `verdict` is pass, warn or fail for the `reasons`. `sets` were tried in each
    window, `before` is how many had been tried earlier on this data. `axes` are the parameters that were varied.
    `symbols` and `step` are those of the bars.
    """

    strategy: str
    verdict: Literal["pass", "warn", "fail"]
    reasons: tuple[str, ...]
    by: str
    axes: tuple[str, ...]
    sets: int
    before: int
    bars: int
    start: str
    end: str
    metrics: Numbers
    benchmark: Numbers = field(default_factory=dict[str, float | int | None])
    bootstrap: Resampled | None = None
    facts: Numbers = field(default_factory=dict[str, float | int | None])
    drift: tuple[Drift, ...] = ()
    windows: tuple[WindowOutcome, ...] = ()
    in_sample: bool = False
    symbols: tuple[str, ...] = ()
    step: str = ""
    sentences: tuple[str, ...] = ()
    schema: int = SCHEMA


def single(request: WalkForwardRequest, parameters: Parameters, start: str = "", end: str = "") -> BacktestRequest:
    """The backtest of one set, between two instants where they are given: what a window trades is that."""
    bars = request.bars
    if start or end:
        bars = tuple(cut(spec, start, end) for spec in bars)
    return backtest_of(request, bars=bars, parameters=parameters)


def cut(spec: BarsSpec, start: str, end: str) -> BarsSpec:
    """The same bars from `start` to before `end`; an empty one leaves that side as it is."""
    return replace(spec, start=start or spec.start, end=end or spec.end)
