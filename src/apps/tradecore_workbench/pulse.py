"""The signs of life of a running job."""

import threading
from _thread import interrupt_main
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from time import monotonic, time_ns
from types import TracebackType
from typing import Self

from tradecore.errors import JobError, StorageError, UnknownName
from tradecore.jobs import Failure, ProgressReport, State, Status, beaten, ended, started
from tradecore.ports.job_store import JobStore
from tradecore.ports.place import Place
from tradecore_kit.processes import mark_of
from tradecore_workbench.pace import Pace

BEAT_SECONDS = 2.0
SHORTEST_SECONDS = 0.2


class Pulse:
    """Writes a run's status: RUNNING at entry, progress at most five times a second, a heartbeat from a thread.

    It is the job's Progress. `end` is called inside the block; the first call decides. A job whose run was
    taken away meanwhile (cancelled, deleted) is interrupted.
    """

    def __init__(
        self, runs: JobStore, job_id: str, place: Place, on_status: Callable[[Status], None] = lambda _: None
    ) -> None:
        """`on_status` is told each status that was written."""
        self._runs, self._job_id, self._place, self._on_status = runs, job_id, place, on_status
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._written = 0.0
        self._pace = Pace()
        self._status: Status = runs.status(job_id)
        self._thread = threading.Thread(target=self._beat, name="heartbeat", daemon=True)

    @property
    def attempt(self) -> int:
        """Which attempt of the run this is, from 1."""
        return self._status.attempt

    def __enter__(self) -> Self:
        with self._lock:
            self._write(started(self._status, time_ns(), mark_of(), self._job_id))
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopped.set()
        self._thread.join()

    def step(self, message: str, done: int = 0, total: int = 0, best: str = "", left: float | None = None) -> None:
        """Notes where the job is; the first report of each step is always written."""
        with self._lock:
            new_step = message != self._status.progress.step
            text = f"{message}: {done} of {total}" if total else message
            left = self._pace.left(message, done, total, monotonic()) if left is None else round(left, 1)
            report = ProgressReport(message, done, total, text, best, left)
            self._status = replace(self._status, progress=report)
            if new_step or monotonic() - self._written >= SHORTEST_SECONDS:
                self._sign()
        if new_step:
            with suppress(StorageError):
                self._runs.log(self._job_id, f"{self._status.heartbeat} {message}")

    def end(self, state: State, error: Failure | None = None) -> None:
        """Writes the final state, with the last progress; harmless when the run is final already."""
        self._stopped.set()
        with self._lock:
            if self._runs.status(self._job_id).state.final:
                return
            self._write(ended(self._status, state, time_ns(), error, self._job_id))

    def _beat(self) -> None:
        while not self._stopped.wait(BEAT_SECONDS):
            try:
                with self._lock:
                    if not self._status.state.final:
                        self._place.renew()
                        self._sign()
            except (JobError, UnknownName):
                interrupt_main()
                return

    def _sign(self) -> None:
        """What a full disk does not take is written with the next sign: the work itself may still fit."""
        with suppress(StorageError):
            self._write(beaten(self._status, time_ns()))

    def _write(self, status: Status) -> None:
        self._runs.update(self._job_id, status)
        self._status, self._written = status, monotonic()
        self._on_status(status)
