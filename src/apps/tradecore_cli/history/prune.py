"""`tradecore runs prune`."""

from collections.abc import Sequence
from time import time_ns
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tradecore.errors import UnknownName
from tradecore.jobs import State
from tradecore.pruning import Candidate, PrunePlan, PruneRule, parse_age
from tradecore.views.text import counted, minute, size
from tradecore_cli.desk import open_workbench
from tradecore_cli.exits import DONE, JOB
from tradecore_cli.groups import grouped
from tradecore_cli.options import Common
from tradecore_cli.output import note, print_json, say
from tradecore_cli.text import aligned, prose

if TYPE_CHECKING:
    from tradecore_workbench.pruning import Pruned

# More lines than this nobody reads.
SHOWN = 40


@grouped
def prune(
    *,
    older_than: Annotated[
        str, typer.Option("--older-than", metavar="AGE", help="Only runs asked for longer ago: 30d, 12h, 2w.")
    ] = "",
    keep: Annotated[
        int | None, typer.Option("--keep", metavar="N", min=0, help="Spare the newest N of those that are meant.")
    ] = None,
    failed: Annotated[bool, typer.Option("--failed", help="Only runs that failed or were cancelled.")] = False,
    state: Annotated[
        list[str] | None, typer.Option("--state", metavar="STATE", help="Only runs in this state. Repeatable.")
    ] = None,
    kind: Annotated[
        list[str] | None, typer.Option("--type", metavar="TYPE", help="Only runs of this type. Repeatable.")
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help="Do it; without this, only say what would be done.")] = False,
    common: Common,
) -> int:
    """Remove runs that nobody needs any more, after saying which; nothing is removed without --yes.

    Runs at work are spared, and so is a run that is pinned, that a stored model was trained in, or that a run which
    stays refers to.
    """
    from tradecore_workbench.pruning import carry_out, planned

    rule = rule_of(older_than, keep, state or (), kind or (), failed=failed)
    workbench = open_workbench(common)
    plan = planned(workbench, rule)
    done = carry_out(workbench, plan, rule) if yes and plan.remove else None
    code = JOB if done is not None and done.failed else DONE
    if common.json:
        print_json({**as_json(plan, done), "exit": code})
        return code
    say(*plan_lines(plan, done))
    if done is not None:
        for job_id, reason in done.failed.items():
            note(f"tradecore: {job_id} was not removed: {reason}")
    return code


def rule_of(
    older_than: str, keep: int | None, states: Sequence[str], kinds: Sequence[str], *, failed: bool
) -> PruneRule:
    """The rule that the options say; raises UnknownName or InvalidValue for what is none."""
    from tradecore_workbench.kinds import kind_of

    known = [each.value for each in State if each.final]
    for name in states:
        if name.upper() not in known:
            raise UnknownName("state of a run that is over", name, known)
    chosen = [State(name.upper()) for name in states] + ([State.FAILED, State.CANCELLED] if failed else [])
    before = time_ns() - parse_age(older_than, "--older-than") if older_than else None
    return PruneRule(before, keep, tuple(dict.fromkeys(chosen)), tuple(kind_of(name).name for name in kinds))


def plan_lines(plan: PrunePlan, done: "Pruned | None") -> list[str]:
    """The plan for a person: what goes, what stays and why, and how much that frees."""
    spared = [prose(f"Spared: {each.run.job_id}, since {each.reason}.", "") for each in plan.spared[:SHOWN]]
    if len(plan.spared) > SHOWN:
        spared.append(f"Spared: {len(plan.spared) - SHOWN:,} more; --json lists them all.")
    if not plan.remove:
        return ["No run is to be removed.", *spared]
    rows = [(run.job_id, run.state.value, minute(run.created), size(run.bytes)) for run in plan.remove[:SHOWN]]
    lines = [aligned([("run", "state", "asked for (UTC)", "size"), *rows], left=3, indent="")]
    if len(plan.remove) > SHOWN:
        lines.append(f"... and {len(plan.remove) - SHOWN:,} more; --json lists them all.")
    if done is not None:
        verdict = f"Removed {counted(len(done.removed), 'run')}: {size(done.bytes)} are free again."
    else:
        verdict = f"{counted(len(plan.remove), 'run').capitalize()} would go and {size(plan.bytes)} be free again."
        verdict += " Nothing was removed: to do it, add --yes."
    return [*lines, "", *spared, "", verdict]


def as_json(plan: PrunePlan, done: "Pruned | None") -> dict[str, Any]:
    """The plan, and what became of it, as one document."""
    return {
        "remove": [_plain(run) for run in plan.remove],
        "bytes": plan.bytes,
        "spared": [{**_plain(each.run), "reason": each.reason} for each in plan.spared],
        "removed": [run.job_id for run in done.removed] if done else [],
        "freed": done.bytes if done else 0,
        "failed": dict(done.failed) if done else {},
    }


def _plain(run: Candidate) -> dict[str, Any]:
    return {"run": run.job_id, "type": run.kind, "state": run.state.value, "bytes": run.bytes}
