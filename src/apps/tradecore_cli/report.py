"""A run as a person or a machine reads it."""

from collections.abc import Mapping
from datetime import datetime
from importlib import import_module
from typing import TYPE_CHECKING, Any

from tradecore.jobs import RunLine, RunRecord, State, Status
from tradecore_cli.boundary import complain
from tradecore_cli.exits import JOB, exit_code_of
from tradecore_cli.output import say

if TYPE_CHECKING:
    from tradecore_workbench.workbench import Workbench

# Job types whose results are rendered by another module than that of their name.
RENDERED = {"import": "sets", "update": "sets"}


def report(workbench: "Workbench", record: RunRecord, *, quiet: bool) -> None:
    """Prints the result of a run to stdout, unless `quiet`, or why there is none to stderr."""
    if record.status.state is not State.SUCCEEDED:
        complain(failure(record))
    elif not quiet:
        say(*result_lines(workbench, record), "", f"Run folder: {record.folder}")


def result_lines(workbench: "Workbench", record: RunRecord) -> list[str]:
    """The result of a run that succeeded, rendered by the module of its type."""
    kind = record.status.type
    render = import_module(f"tradecore_cli.render.{RENDERED.get(kind, kind)}")
    lines: list[str] = render.lines(workbench.result(record.job_id))
    return lines


def as_json(record: RunRecord) -> dict[str, Any]:
    """The run as one document; `error` is null unless it failed, `result` is null unless it succeeded."""
    kept: Mapping[str, Any] = record.result
    status = record.status
    error = status.error and {"type": status.error.type, "message": status.error.message, "where": status.error.where}
    return {
        "run": record.job_id,
        "type": status.type,
        "state": record.state,
        "attempt": status.attempt,
        "folder": record.folder,
        "created": status.created,
        "started": status.started,
        "finished": status.finished,
        "step": status.progress.step,
        "ahead": status.ahead,
        "error": error,
        "result": kept.get("result"),
        "artifacts": kept.get("manifest", []),
    }


def failure(record: RunRecord) -> str:
    """Why a run has no result, at which step, and where what it left behind lies."""
    told = reason(record)
    return told if record.folder in told else f"{told} Run folder: {record.folder}"


def reason(record: RunRecord) -> str:
    """Why a run has no result; of one that was cancelled, at which step that was and how to go on."""
    status = record.status
    if status.error:
        return f"{status.error.message.rstrip('.')}."
    step = f" It was at: {status.progress.step}." if status.progress.step else ""
    return f"The run is {status.state.value}.{step} {go_on(record)}"


def go_on(record: RunRecord) -> str:
    """How a run that was stopped is taken up again."""
    return f"Go on with: tradecore runs resume {record.job_id}"


def failure_code(record: RunRecord) -> int:
    """The exit code of a run that has no result."""
    return exit_code_of(record.status.error.type) if record.status.error else JOB


def took(status: Status | RunLine) -> str:
    """Seconds from start to end, empty while it is not over."""
    if not (status.started and status.finished):
        return ""
    seconds = (datetime.fromisoformat(status.finished) - datetime.fromisoformat(status.started)).total_seconds()
    return f"{seconds:.1f} s"
