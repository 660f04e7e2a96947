"""The experiments of a workspace, and all that was ever tried in it."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from tradecore.contracts.ledger import LedgerEntry
from tradecore.jobs import RunLine, State, Wanted
from tradecore.views.experiments import KINDS, Experiment, experiment_of

if TYPE_CHECKING:
    from tradecore_workbench.workbench import Workbench


def experiments(workbench: "Workbench", limit: int, text: str = "") -> tuple[Experiment, ...]:
    """The newest runs that tried something, at most `limit` of those in whose line `text` occurs."""
    lines = workbench.runs.lines(Wanted(types=KINDS, text=text), limit)
    return tuple(_experiment(workbench, line) for line in lines)


def ledger(workbench: "Workbench") -> Sequence[LedgerEntry]:
    """Every request that tried something, runs that are gone included."""
    with workbench.adapters.ledger.opened() as book:
        return book.entries()


def _experiment(workbench: "Workbench", line: RunLine) -> Experiment:
    done = line.state == State.SUCCEEDED.value
    document: Mapping[str, object] = workbench.runs.record(line.job_id).result if done else {}
    return experiment_of(line, document, workbench.runs.notes(line.job_id))
