"""The demo's eight jobs, one after the other, each in its own process and its own run folder."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tradecore.contracts.backtest import BacktestResult
from tradecore.contracts.data import DataResult
from tradecore.contracts.optimize import OptimizeResult
from tradecore.contracts.predict import PredictResult
from tradecore.contracts.promote import PromoteResult
from tradecore.contracts.train import TrainResult
from tradecore.contracts.walkforward import WalkForwardResult
from tradecore.jobs import RunRecord
from tradecore_cli.demo.plan import Plan, cut_of

if TYPE_CHECKING:
    from tradecore_workbench.workbench import Workbench

TITLES = (
    "quality check",
    "minutes against hours",
    "training",
    "promotion",
    "predictions",
    "backtest",
    "search",
    "walk forward",
)
Fields = Mapping[str, object]
# Carries out one request: (title, kind, fields) -> the run's record; raises JobError when it has no result.
Step = Callable[[str, str, Fields], RunRecord]


@dataclass(frozen=True, slots=True)
class Walked:
    """What every step found, and the folder of each run by the step's title."""

    checked: DataResult
    resampled: DataResult
    trained: TrainResult
    promoted: PromoteResult
    predicted: PredictResult
    traded: BacktestResult
    searched: OptimizeResult
    forward: WalkForwardResult
    accepted: bool
    folders: Mapping[str, str]


def walk(workbench: "Workbench", plan: Plan, step: Step) -> Walked:
    """Check, resample, train, hold to the gate, predict, backtest, search, walk forward.

    A file with errors is accepted, which the verdict says.
    """
    folders: dict[str, str] = {}
    titles = iter(TITLES)

    def done(kind: str, fields: Fields) -> Any:  # noqa: ANN401
        title = next(titles)
        record = step(title, kind, fields)
        folders[title] = record.folder
        return workbench.result(record.job_id)

    checked: DataResult = done("data", plan.check())
    plan = replace(plan, accept=checked.errors > 0, cut=cut_of(checked), rows=checked.rows)
    resampled: DataResult = done("data", plan.resample())
    trained: TrainResult = done("train", plan.train())
    promoted: PromoteResult = done("promote", plan.promote())
    predicted: PredictResult = done("predict", plan.predict())
    predictions = Path(folders["predictions"]) / "predictions.csv"
    traded: BacktestResult = done("backtest", plan.backtest(predictions))
    searched: OptimizeResult = done("optimize", plan.search())
    forward: WalkForwardResult = done("walkforward", plan.walk())
    found = (checked, resampled, trained, promoted, predicted, traded, searched, forward)
    return Walked(*found, plan.accept, folders)
