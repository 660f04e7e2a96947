"""`tradecore runs rerun`."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tradecore.proof import Proof, Verdict
from tradecore_cli.desk import come_back, open_workbench
from tradecore_cli.exits import DATA, DONE, INTERRUPTED, JOB, exit_code_of
from tradecore_cli.groups import grouped
from tradecore_cli.history.notes import Run
from tradecore_cli.options import Common
from tradecore_cli.output import note, print_json, say
from tradecore_cli.progress import watched
from tradecore_cli.text import prose

if TYPE_CHECKING:
    from tradecore_workbench.workbench import Workbench


@grouped
def rerun(
    run: Run,
    *,
    keep: Annotated[bool, typer.Option("--keep", help="Keep the new run even when it is equal.")] = False,
    changed_data: Annotated[
        bool, typer.Option("--changed-data", help="Run on what the files hold now, although they have changed.")
    ] = False,
    common: Common,
) -> int:
    """Execute a run's request again and compare every file that it makes, byte for byte.

    Equal: the new run is removed again. Different: it is kept, and the first row that differs is named, with the
    versions, code and data that have changed. Ends with exit code 4 when a file it reads has changed, and 6
    when something differs.
    """
    from tradecore_workbench.rerunning import rerun as run_again

    workbench = open_workbench(common)
    job_id, begun = workbench.runs.find(run), list[str]()
    try:
        with watched(quiet=common.json) as show:
            proof = run_again(workbench, job_id, show, begun.append, keep=keep, changed_data=changed_data)
    except KeyboardInterrupt:
        return _interrupted(job_id, begun)
    code = code_of(workbench, proof)
    if common.json:
        print_json({**as_json(proof), "exit": code})
        return code
    say(f"Run {job_id}:", *map(prose, proof.sentences))
    if proof.verdict is Verdict.CHANGED and not any(change.problem for change in proof.changes):
        say(prose("To run it on what the files hold now: add --changed-data."))
    if proof.again:
        say("", f"Run folder: {workbench.runs.location(proof.again)}")
    return code


def code_of(workbench: "Workbench", proof: Proof) -> int:
    """The exit code of a proof; that of the error when the rerun failed."""
    if proof.verdict is Verdict.FAILED:
        error = workbench.runs.status(proof.again).error
        return exit_code_of(error.type) if error else JOB
    return {Verdict.EQUAL: DONE, Verdict.CHANGED: DATA, Verdict.DIFFERENT: JOB}[proof.verdict]


def as_json(proof: Proof) -> dict[str, Any]:
    """The proof as one document."""
    return {**asdict(proof), "verdict": proof.verdict.value, "sentences": list(proof.sentences)}


def _interrupted(job_id: str, begun: list[str]) -> int:
    if not begun:
        note("\nInterrupted while the run was starting. Look for it with: tradecore runs list")
    else:
        compare = f"tradecore runs compare {job_id} {begun[0]}"
        note(f"\nDetached; the new run goes on. {come_back(begun[0])} Compare the two with: {compare}")
    return INTERRUPTED
