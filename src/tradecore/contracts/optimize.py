"""Trying many parameter sets of a strategy."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from tradecore.contracts.backtest import BacktestRequest, backtest_of
from tradecore.contracts.bars import BarsSpec
from tradecore.contracts.common import SCHEMA, Provenance
from tradecore.contracts.predict import PredictionsSpec
from tradecore.contracts.settings import (
    AccountSettings,
    CostSettings,
    FillSettings,
    ReportSettings,
    RiskSettings,
    require,
)
from tradecore.errors import UnknownName
from tradecore.metrics.objectives import LARGER_IS_BETTER

Parameters = Mapping[str, float | int | bool]


@dataclass(frozen=True, slots=True)
class Counted:
    """What the trial ledger knew when the request was submitted: `before` sets had been tried on this data.

    `request` is the fingerprint of the rest of the request, so that one which was edited since is counted anew. `look`
    counts the looks at a sealed end of the data with this one, 0 where it stays sealed.
    """

    before: int
    request: str
    look: int = 0


@dataclass(frozen=True, slots=True)
class OptimizeRequest:
    """Try parameter sets of `strategy` over `bars`, several symbols on one account, and judge the best one.

    `parameters` are those that every set has; `over` maps each other one to its axis, as a text such as `5:50:5` or
    `5,10,20` (see tradecore.space). Every combination is tried, or, above 0, the first `random` ones in an order drawn
    by `seed`. The best is that with the best metric `by` among those with at least `min_trades` closed trades.
    `heatmap` names the two axes of the picture; the two that matter most when empty. `workers` are
    threads, 0 for all cores; their number changes nothing but the time. `bar_returns` keeps every set's return over
    each bar beside that over each session. `check_leaks` tries the decisions of the first set on the last bars before
    any is tried. The other fields are those of a backtest.
    """

    bars: tuple[BarsSpec, ...]
    strategy: str
    over: Mapping[str, str]
    parameters: Parameters = field(default_factory=dict[str, float | int | bool])
    random: int = 0
    seed: int = 1
    by: str = "sharpe"
    min_trades: int = 20
    heatmap: tuple[str, ...] = ()
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
    bar_returns: bool = False
    in_sample: bool = False
    check_leaks: bool = True
    counted: Counted | None = None
    schema: int = SCHEMA
    provenance: Provenance = Provenance()

    def __post_init__(self) -> None:
        require(bool(self.bars), "bars", "none", "one file or set of bars for each symbol")
        require(self.random >= 0, "random", self.random, "0 (every combination) or a number of sets")
        require(self.min_trades >= 0, "min_trades", self.min_trades, "0 or more")
        require(self.workers >= 0, "workers", self.workers, "0 (all cores) or a number of threads")
        require(len(self.heatmap) <= 2, "heatmap", ", ".join(self.heatmap), "one axis or two")  # noqa: PLR2004
        if self.by not in LARGER_IS_BETTER:
            raise UnknownName("objective", self.by, LARGER_IS_BETTER, "by")
        for name in self.heatmap:
            if name not in self.over:
                raise UnknownName("axis", name, self.over, "heatmap")


@dataclass(frozen=True, slots=True)
class Leader:
    """One of the best sets: its number among the trials, all its parameters, and its metrics in the sweep."""

    trial: int
    parameters: Parameters
    metrics: Mapping[str, float | int | None]


@dataclass(frozen=True, slots=True)
class OptimizeResult:
    """What was tried and what the best of it is worth.

    Of `combinations` the strategy refused `refused`; `trials` were run, `before` is how many had been run in
    earlier optimisations on this data, and `eligible` of the trials had trades enough. `best` are all parameters of
    the best set, empty when none was eligible; `metrics` come from its own backtest, as `benchmark` does from
    holding. `leaders` are the ten best. `inference` says what is left of the best after so many tries, in the
    fields of schemas.SEARCH. `axes` are the parameters that were varied, in the strategy's order.
    """

    strategy: str
    by: str
    axes: tuple[str, ...]
    trials: int
    combinations: int
    refused: int
    eligible: int
    before: int
    bars: int
    start: str
    end: str
    best: Parameters = field(default_factory=dict[str, float | int | bool])
    metrics: Mapping[str, float | int | None] = field(default_factory=dict[str, float | int | None])
    benchmark: Mapping[str, float | int | None] = field(default_factory=dict[str, float | int | None])
    leaders: tuple[Leader, ...] = ()
    inference: Mapping[str, float | int | None] = field(default_factory=dict[str, float | int | None])
    in_sample: bool = False
    sentences: tuple[str, ...] = ()
    schema: int = SCHEMA


def single(request: OptimizeRequest, parameters: Parameters) -> BacktestRequest:
    """The backtest of one set, whose metrics the set's row in the trial table has."""
    return backtest_of(request, parameters=parameters)
