"""Noticing that a job's process is gone."""

from datetime import UTC, datetime
from time import time_ns

from tradecore.jobs import Failure, State, Status, ended
from tradecore_files.layout import RunFiles
from tradecore_kit.processes import is_alive, is_here

# Between the submitter's last sign and the job's first one, its interpreter starts.
GRACE_SECONDS = 30


def lost(status: Status, files: RunFiles) -> Status | None:
    """The status FAILED: ProcessLost when nobody works on the run any more; None while somebody may.

    A process on another host cannot be seen from here and is believed.
    """
    mark = status.process
    if status.state.final or mark is None or not is_here(mark) or is_alive(mark):
        return None
    if status.state is State.QUEUED and _age_seconds(status.created) < GRACE_SECONDS:
        return None
    return ended(status, State.FAILED, time_ns(), Failure("ProcessLost", _sentence(status, files), _step(status)))


def _sentence(status: Status, files: RunFiles) -> str:
    seen = f", last seen {status.heartbeat}" if status.heartbeat else ""
    pid = status.process.pid if status.process else 0
    step = f" at step {_step(status)}" if _step(status) else " before its first step"
    partial = ", ".join(path.name for path in (*files.artifacts(), *files.journals()))
    kept = f"Partial results: {partial} in {files.folder}" if partial else f"No partial results in {files.folder}"
    return f"The job's process {pid} is gone{step}{seen}. {kept}; log.txt there may say why."


def _step(status: Status) -> str:
    report = status.progress
    count = f" ({report.done} of {report.total})" if report.total else ""
    return f"{report.step}{count}"


def _age_seconds(created: str) -> float:
    return (datetime.now(UTC) - datetime.fromisoformat(created)).total_seconds()
