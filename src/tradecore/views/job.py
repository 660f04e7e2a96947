"""A run while it is at work, or after it ended without a result: what a panel about it shows."""

from dataclasses import dataclass
from datetime import datetime

from tradecore.jobs import UNKNOWN, Failure, RunRecord, State
from tradecore.views.charts import Tone
from tradecore.views.listing import doing
from tradecore.views.text import duration

TONES = {State.SUCCEEDED: Tone.GOOD, State.FAILED: Tone.BAD, State.RUNNING: Tone.FIRST}


@dataclass(frozen=True, slots=True)
class JobView:
    """`fraction` of the present step is done, None where nobody knows; `took` is how long it has worked.

    `words` say what it does or why it ended, `remedy` what to do then. `alive` runs can be stopped, `again` says that
    a run can go on where it was.
    """

    job_id: str
    kind: str
    state: str
    tone: Tone
    words: str
    took: str = ""
    best: str = ""
    fraction: float | None = None
    count: str = ""
    where: str = ""
    remedy: str = ""
    alive: bool = False
    again: bool = False


def job_view(record: RunRecord, now: str) -> JobView:
    """The panel of a run at the instant `now` (ISO 8601 UTC)."""
    status = record.status
    progress, error = status.progress, status.error
    final = status.state.final
    return JobView(
        job_id=record.job_id,
        kind=status.type,
        state=record.state,
        tone=TONES.get(status.state, Tone.QUIET) if record.known else Tone.QUIET,
        words=_ended(status.state, error) if final else f"{doing(status, known=record.known)}.",
        took=_between(status.started, status.finished or now),
        best="" if final else progress.best,
        fraction=progress.done / progress.total if progress.total and not final else None,
        count=f"{progress.done:,} of {progress.total:,}" if progress.total and not final else "",
        where=error.where if error else "",
        remedy=_remedy(record),
        alive=not final and record.known,
        again=status.state in (State.FAILED, State.CANCELLED),
    )


def _ended(state: State, error: Failure | None) -> str:
    if error is not None:
        return error.message
    return "It was stopped; what was finished is kept." if state is State.CANCELLED else "It is done."


def _remedy(record: RunRecord) -> str:
    state = record.status.state
    if record.state == UNKNOWN:
        return "It is at work on another machine: watch it and stop it there."
    if state is State.CANCELLED:
        return "Resume it to go on where it was."
    if state is State.FAILED:
        lost = record.status.error is not None and record.status.error.type == "ProcessLost"
        return "Resume it to go on where it was." if lost else "Mend the cause, then resume it, or ask anew."
    return ""


def _between(start: str, end: str) -> str:
    if not start:
        return ""
    return duration(max(0.0, (datetime.fromisoformat(end) - datetime.fromisoformat(start)).total_seconds()))
