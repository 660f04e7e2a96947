"""The demo's eight jobs, one after the other, each in its own process and its own run folder; then its session."""

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
from tradecore_cli.demo.plan import Plan, cut_of, month_of
from tradecore_cli.demo.session import Rehearsed

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
    "simulated session",
)
Fields = Mapping[str, object]
# Carries out one request: (title, kind, fields) -> the run's record; raises JobError when it has no result.
Step = Callable[[str, str, Fields], RunRecord]
# Lets a session trade: (title, name, fields, the run that says what to expect) -> how it went; raises SessionError when
# it does not reach its end.
Trade = Callable[[str, str, Fields, str], Rehearsed]


@dataclass(frozen=True, slots=True)
class Walked:
    """What every step found, and the folder of each run, and of the session, by the step's title."""

    checked: DataResult
    resampled: DataResult
    trained: TrainResult
    promoted: PromoteResult
    predicted: PredictResult
    traded: BacktestResult
    searched: OptimizeResult
    forward: WalkForwardResult
    live: Rehearsed
    accepted: bool
    folders: Mapping[str, str]


def walk(workbench: "Workbench", plan: Plan, step: Step, trade: Trade) -> Walked:
    """Check, resample, train, hold to the gate, predict, backtest, search, walk forward, trade the last month.

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
    cut, month = cut_of(checked), month_of(checked)
    plan = replace(plan, accept=checked.errors > 0, cut=cut, month=month, rows=checked.rows)
    resampled: DataResult = done("data", plan.resample())
    trained: TrainResult = done("train", plan.train())
    promoted: PromoteResult = done("promote", plan.promote())
    predicted: PredictResult = done("predict", plan.predict())
    predictions = Path(folders["predictions"]) / "predictions.csv"
    traded: BacktestResult = done("backtest", plan.backtest(predictions))
    searched: OptimizeResult = done("optimize", plan.search())
    forward: WalkForwardResult = done("walkforward", plan.walk())
    title = next(titles)
    live = trade(title, plan.model, plan.session(), Path(folders["walk forward"]).name)
    folders[title] = live.folder
    found = (checked, resampled, trained, promoted, predicted, traded, searched, forward, live)
    return Walked(*found, plan.accept, folders)
