"""Noticing that a job's process is gone."""

from datetime import UTC, datetime
from shutil import disk_usage
from time import time_ns

from tradecore.jobs import Failure, State, Status, ended
from tradecore_files.layout import RunFiles
from tradecore_kit.locks import SUPPORTED
from tradecore_kit.processes import is_alive, is_here

# A working process writes every two seconds.
FRESH_SECONDS = 10
FULL_BYTES = 65_536


def lost(status: Status, files: RunFiles, *, held: bool | None) -> Status | None:
    """The status FAILED: ProcessLost when nobody works on the run any more; None while somebody may.

    `held` says whether a living process has the run's place in the queue, None when there is no such place: a
    place ends with its process, so that a later process with the same pid deceives nobody. A process on another
    host cannot be seen from here and is believed.
    """
    mark = status.process
    if status.state.final or mark is None or not is_here(mark):
        return None
    if _works(status, held=held if SUPPORTED else None):
        return None
    return ended(status, State.FAILED, time_ns(), Failure("ProcessLost", _sentence(status, files), _step(status)))


def _works(status: Status, *, held: bool | None) -> bool:
    alive = status.process is not None and is_alive(status.process)
    if held is not None:
        # While it waits to be started, the mark is the submitter's, who may be gone.
        return held and (alive or status.state is State.QUEUED)
    # Without a place: about to take one, or a copy of a folder whose original is at work elsewhere.
    return alive and (status.state is State.QUEUED or _fresh(status.heartbeat) or not SUPPORTED)


def _sentence(status: Status, files: RunFiles) -> str:
    pid = status.process.pid if status.process else 0
    if status.state is State.QUEUED:
        gone = "The job's process is gone before it began to work"
    else:
        step = f" at step {_step(status)}" if _step(status) else " before its first step"
        gone = f"The job's process {pid} is gone{step}, last seen {status.heartbeat}"
    partial = ", ".join(path.name for path in (*files.artifacts(), *files.journals()))
    kept = f"Partial results: {partial} in {files.folder}" if partial else f"No partial results in {files.folder}"
    why = "its disk is full" if _full(files) else "log.txt there may say why"
    return f"{gone}. {kept}; {why}. Go on with: tradecore runs resume {files.folder.name}"


def _full(files: RunFiles) -> bool:
    """Whether the disk takes too little for a process to have said there why it ended."""
    return disk_usage(files.folder).free < FULL_BYTES


def _step(status: Status) -> str:
    report = status.progress
    count = f" ({report.done} of {report.total})" if report.total else ""
    return f"{report.step}{count}"


def _fresh(heartbeat: str) -> bool:
    return abs((datetime.now(UTC) - datetime.fromisoformat(heartbeat)).total_seconds()) < FRESH_SECONDS
