"""From options to a finished run: the path that every long command takes."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from tradecore.jobs import RunRecord, State
from tradecore_cli.exits import DONE, INTERRUPTED
from tradecore_cli.options import Common, Job
from tradecore_cli.output import note, print_json, say
from tradecore_cli.progress import watched
from tradecore_cli.report import as_json, failure_code, report
from tradecore_workbench.checks import check

if TYPE_CHECKING:
    from tradecore_workbench.workbench import Workbench

# Of each option that takes a name and its value.
EXAMPLES = {"--config": "costs.slippage_bps=1.5", "--declare": "unit=return", "--set": "fast=10"}
Fields = Mapping[str, object]
# Turns the result of a run that succeeded into an exit code.
Judge = Callable[[Any, RunRecord], int]


def open_workbench(common: Common) -> "Workbench":
    """The workspace that the options name, or the one we stand in; raises NoWorkspace."""
    from tradecore_workbench.workbench import Workbench

    return Workbench(common.workspace or None)


def assignments(pairs: Sequence[str] | None, option: str, prefix: str = "") -> dict[str, object]:
    """`KEY=VALUE` texts of an option as a mapping, each key under `prefix`; a key given twice takes the last value."""
    from tradecore_workbench.configuration import assignment

    given = (assignment(pair, option, EXAMPLES[option]) for pair in pairs or ())
    return {prefix + key: value for key, value in given}


def carry_out(
    workbench: "Workbench",
    kind: str,
    fields: Fields,
    common: Common,
    job: Job,
    judge: Judge | None = None,
    announce: Callable[[Any], str] | None = None,
) -> int:
    """Submits a job, watches it unless --detach, prints its result; returns the exit code.

    `announce` says, of a request that was accepted, what is about to be done.
    """
    request = workbench.request(kind, {**assignments(job.config, "--config"), **fields})
    check(workbench, kind, request)
    if announce is not None and not common.json:
        note(announce(request))
    try:
        job_id = workbench.submit(request)
    except KeyboardInterrupt:
        note("\nInterrupted while the job was starting; it may go on. Look for it with: tradecore runs list")
        return INTERRUPTED
    return finished(workbench, job_id, common, judge, detach=job.detach)


def finished(
    workbench: "Workbench", job_id: str, common: Common, judge: Judge | None = None, *, detach: bool = False
) -> int:
    """Watches a job that was started, unless it is to be left alone, and prints its result; returns the exit code."""
    if detach:
        return _detached(workbench, job_id, common)
    try:
        record = watch(workbench, job_id, quiet=common.json)
    except KeyboardInterrupt:
        note(f"\nDetached; the run goes on. {come_back(job_id)}")
        return INTERRUPTED
    report(workbench, record, quiet=common.json)
    code = code_of(workbench, record, judge)
    if common.json:
        print_json({**as_json(record), "exit": code})
    return code


def code_of(workbench: "Workbench", record: RunRecord, judge: Judge | None) -> int:
    """The exit code of a command whose run is final."""
    if record.status.state is not State.SUCCEEDED:
        return failure_code(record)
    return DONE if judge is None else judge(workbench.result(record.job_id), record)


def watch(workbench: "Workbench", job_id: str, *, quiet: bool) -> RunRecord:
    """Waits for a run and shows its progress on stderr."""
    with watched(quiet=quiet) as show:
        return workbench.wait(job_id, on_status=show)


def _detached(workbench: "Workbench", job_id: str, common: Common) -> int:
    if common.json:
        print_json({**as_json(workbench.runs.record(job_id)), "exit": DONE})
    else:
        say(f"Started run {job_id}. {come_back(job_id)}")
    return DONE


def come_back(job_id: str) -> str:
    """How to stop a run, and how to see it again."""
    return f"Stop it with: tradecore runs cancel {job_id}. Come back with: tradecore runs show {job_id}"
