"""Comparing runs of a workspace."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from tradecore.errors import TradecoreError
from tradecore.jobs import RunRecord
from tradecore.schemas import EQUITY
from tradecore.table import Table
from tradecore.table_text import read_table
from tradecore.views.compared_runs.compare import compare_runs
from tradecore.views.compared_runs.model import ComparedRun, RunComparison
from tradecore_kit.atomic import writing
from tradecore_workbench.execution import typed_request

if TYPE_CHECKING:
    from tradecore_workbench.workbench import Workbench

CURVE = "equity.csv"


def compare(workbench: "Workbench", job_ids: Iterable[str]) -> RunComparison:
    """The comparison of 2 to 6 runs of one type; raises InvalidValue for others and UnreadableFile for a broken curve.

    A run without a result is compared by what it was asked.
    """
    return compare_runs([_run(workbench, job_id) for job_id in job_ids])


def draw(workbench: "Workbench", view: RunComparison, out: str | Path = "") -> Path | None:
    """Writes the picture of a comparison and returns where; None, and no file, when no run has an equity curve.

    By default it lies beside the run folders, under a name that follows from the runs.
    """
    if not view.curves:
        return None
    name = f"comparison-{'-'.join(run.job_id[-4:] for run in view.runs)}.png"
    path = Path(out) if out else Path(workbench.runs.location(view.runs[0].job_id)).parent / name
    with writing(path) as stream:
        workbench.catalog.reporter("matplotlib").comparison(view, stream)
    return path


def _run(workbench: "Workbench", job_id: str) -> ComparedRun:
    runs = workbench.runs
    record = runs.record(job_id)
    kind, request = typed_request(runs.request(job_id), f"runs/{job_id}/request.json")
    result = record.result.get("result")
    facts: Mapping[str, Any] = cast("Mapping[str, Any]", result) if isinstance(result, Mapping) else {}
    sentences: Sequence[object] = facts.get("sentences") or ("",)
    return ComparedRun(
        job_id=job_id,
        kind=kind.name,
        state=record.state,
        created=record.status.created,
        request=request,
        numbers=_numbers(facts),
        sentence=str(sentences[0]),
        equity=_equity(workbench, record),
        unit=_unit(workbench, facts),
        tags=runs.notes(job_id).tags,
    )


def _numbers(facts: Mapping[str, Any]) -> Mapping[str, float | int | None]:
    """The metrics of a result, or the numbers that it holds itself."""
    metrics = facts.get("metrics")
    found = cast("Mapping[str, Any]", metrics) if isinstance(metrics, Mapping) else facts
    return {
        name: value
        for name, value in found.items()
        if name != "schema" and (value is None or (isinstance(value, int | float) and not isinstance(value, bool)))
    }


def _unit(workbench: "Workbench", facts: Mapping[str, Any]) -> str:
    """The unit of a forecast's errors: that of the model, whose record is in the result or in the registry."""
    model = facts.get("model")
    if isinstance(model, Mapping):
        return str(cast("Mapping[str, Any]", model).get("unit") or "return")
    try:
        return workbench.models.record(model).unit if isinstance(model, str) else "return"
    except TradecoreError:
        return "return"


def _equity(workbench: "Workbench", record: RunRecord) -> Table | None:
    """The curve of a run that has one."""
    path = Path(workbench.runs.location(record.job_id, CURVE))
    if not record.result or not path.is_file():
        return None
    with path.open(encoding="utf-8", newline="") as lines:
        table = read_table(lines, EQUITY, ("available", "equity"), f"runs/{record.job_id}/{CURVE}")
    return table if "equity" in table and "available" in table else None
