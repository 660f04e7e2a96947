"""Backtesting a strategy."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any, Literal

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
from tradecore.inference.resampling import Resampled


@dataclass(frozen=True, slots=True)
class BacktestRequest:
    """Run `strategy` over `bars`, several symbols on one account.

    `predictions` feeds strategies that ask for a prediction, or a `model` of the registry predicts as the run goes
    (`model_sha256` pins its file); `signals` feeds a strategy that follows a column of targets. `periods_per_year`
    scales metrics; 0 counts the bars. `engine` auto interprets small work and compiles large work. `fill_bars`, one
    file for each of `bars` in their order with a shorter step, decide what was touched first inside a bar. `in_sample`
    allows bars that the model was trained on, and marks the result. `check_leaks` tries the decisions on the last bars,
    cut off and with another future, and refuses those that know it.
    """

    bars: tuple[BarsSpec, ...]
    strategy: str
    parameters: Mapping[str, float | int | bool] = field(default_factory=dict[str, float | int | bool])
    predictions: PredictionsSpec | None = None
    model: str = ""
    model_sha256: str = ""
    signals: PredictionsSpec | None = None
    fill_bars: tuple[BarsSpec, ...] = ()
    account: AccountSettings = AccountSettings()
    costs: CostSettings = CostSettings()
    fills: FillSettings = FillSettings()
    risk: RiskSettings = RiskSettings()
    report: ReportSettings = ReportSettings()
    periods_per_year: float = 0.0
    engine: Literal["auto", "interpreted", "compiled"] = "auto"
    in_sample: bool = False
    check_leaks: bool = True
    schema: int = SCHEMA
    provenance: Provenance = Provenance()

    def __post_init__(self) -> None:
        require(bool(self.bars), "bars", "none", "one file or set of bars for each symbol")


def backtest_of(request: object, **changed: Any) -> BacktestRequest:  # noqa: ANN401
    """The backtest that a request of another kind contains: every field that they share, but for what is `changed`."""
    names = [one.name for one in fields(BacktestRequest) if one.name != "schema" and hasattr(request, one.name)]
    given: dict[str, Any] = {name: getattr(request, name) for name in names} | changed
    return BacktestRequest(**given)


@dataclass(frozen=True, slots=True)
class BacktestResult:
    """`metrics` of the strategy, `benchmark` those of buying and holding the same bars.

    `why` counts the decisions by reason, `rejected` the orders that were not filled by reason. `bootstrap` holds the
    intervals that were asked for.
    """

    strategy: str
    bars: int
    start: str
    end: str
    metrics: Mapping[str, float | int | None]
    benchmark: Mapping[str, float | int | None] = field(default_factory=dict[str, float | int | None])
    why: Mapping[str, int] = field(default_factory=dict[str, int])
    rejected: Mapping[str, int] = field(default_factory=dict[str, int])
    in_sample: bool = False
    bootstrap: Resampled | None = None
    sentences: tuple[str, ...] = ()
    schema: int = SCHEMA
