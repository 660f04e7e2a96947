"""Pruning the runs of a workspace."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, cast

from tradecore.errors import TradecoreError, UnknownName
from tradecore.jobs import RunRecord, State
from tradecore.notes import Notes
from tradecore.pruning import Candidate, PrunePlan, PruneRule, plan

if TYPE_CHECKING:
    from tradecore_workbench.workbench import Workbench

RUN = re.compile(r"(?<![0-9a-z_-])\d{8}-\d{6}-[a-z0-9][a-z0-9_-]{0,40}?-[0-9a-f]{4}(?![0-9a-z_-])", re.ASCII)
SECOND = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Pruned:
    """What became of a plan: the runs that were removed, and why others were not after all."""

    removed: tuple[Candidate, ...]
    failed: Mapping[str, str]

    @property
    def bytes(self) -> int:
        """What was freed."""
        return sum(run.bytes for run in self.removed)


def planned(workbench: "Workbench", rule: PruneRule) -> PrunePlan:
    """What pruning by this rule would remove, and what it would spare and why; nothing is changed."""
    return plan(candidates(workbench), rule, used_by_models(workbench))


def carry_out(
    workbench: "Workbench",
    agreed: PrunePlan,
    rule: PruneRule,
    on_run: Callable[[int, int], None] = lambda _done, _total: None,
) -> Pruned:
    """Removes the runs of a plan, newest first.

    The rule is applied once more: what was pinned, taken up again or used since the plan was made stays. So does what
    cannot be removed, with the reason. What an earlier pruning left when it was interrupted is freed as well.
    """
    workbench.runs.tidy()
    still = {run.job_id for run in planned(workbench, rule).remove}
    removed: list[Candidate] = []
    failed = {run.job_id: "it is wanted by now" for run in agreed.remove if run.job_id not in still}
    for done, run in enumerate(agreed.remove, 1):
        try:
            if run.job_id in still:
                workbench.runs.remove(run.job_id)
                removed.append(run)
        except UnknownName:
            # Somebody else has removed it meanwhile.
            continue
        except (TradecoreError, OSError) as error:
            failed[run.job_id] = str(error)
        on_run(done, len(agreed.remove))
    return Pruned(tuple(removed), failed)


def candidates(workbench: "Workbench") -> Iterator[Candidate]:
    """Every run of the workspace, with what it was made from."""
    for record in workbench.runs.recent():
        yield _candidate(workbench, record)


def used_by_models(workbench: "Workbench") -> Mapping[str, str]:
    """The runs in which stored models were trained and promoted, with a sentence that says so."""
    found: dict[str, str] = {}
    for name in workbench.models.names():
        try:
            record, standing = workbench.models.record(name), workbench.models.standing(name)
        except TradecoreError:
            # A damaged model names no run; `tradecore models` says what is wrong with it.
            continue
        found.setdefault(record.run, f"model {name} was trained in it")
        if standing.state == "promoted":
            found.setdefault(standing.last.run, f"model {name} was promoted in it")
    return found


def refers_to(plain: object) -> frozenset[str]:
    """The ids of runs that occur in any text of plain data, such as the path of a file of predictions."""
    found: set[str] = set()
    waiting = [plain]
    while waiting:
        value = waiting.pop()
        if isinstance(value, str):
            found.update(RUN.findall(value))
        elif isinstance(value, Mapping):
            waiting.extend(cast("Mapping[str, object]", value).values())
        elif isinstance(value, list | tuple):
            waiting.extend(cast("Sequence[object]", value))
    return frozenset(found)


def _candidate(workbench: "Workbench", record: RunRecord) -> Candidate:
    runs, job_id, status = workbench.runs, record.job_id, record.status
    problem, refers, notes, bytes_ = "", frozenset[str](), Notes(), 0
    try:
        notes, bytes_ = runs.notes(job_id), runs.size(job_id)
        result = runs.record(job_id).result.get("result") if status.state is State.SUCCEEDED else None
        refers = refers_to([runs.request(job_id), result, notes.rerun_of]) - {job_id}
        if not record.known:
            host = status.process.host if status.process else "another host"
            problem = f"it is {status.state.value} on {host}, which cannot be seen from here"
    except (TradecoreError, OSError) as error:
        problem = f"it cannot be judged: {error}"
    created = int(datetime.fromisoformat(status.created).timestamp()) * SECOND if status.created else 0
    if not created and not problem:
        problem = status.error.message if status.error else "nobody can tell when it was made"
    return Candidate(job_id, status.type, status.state, created, bytes_, notes.pinned, refers, problem)
