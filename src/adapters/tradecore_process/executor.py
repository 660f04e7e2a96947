"""Units of a job spread over processes of this machine."""

import json
import os
import subprocess
import sys
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from queue import SimpleQueue
from time import monotonic

from tradecore.ports.executor import Entry, Work

# A worker takes about so long to start, to import its libraries and to read its data: less work is sooner done here.
START_SECONDS = 4.0
# Libraries that count the cores for themselves would make threads of their own in each worker.
PINNED = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


class ProcessExecutor:
    """An `Executor` whose workers are processes, each with one thread for arithmetic.

    Without a number of workers it does the first unit here, and starts as many as there are cores where they save more
    time than they take to start.
    """

    def __init__(self, workspace: str) -> None:
        self._workspace = workspace

    @contextmanager
    def spread(
        self, work: Work, units: Sequence[int], workers: int, arguments: Sequence[str]
    ) -> Generator[Iterator[Entry]]:
        """See the port."""
        crew = Crew(arguments, self._workspace)
        try:
            yield _entries(work, list(units), workers, crew)
        finally:
            crew.dismiss()


def _entries(work: Work, left: list[int], workers: int, crew: "Crew") -> Iterator[Entry]:
    wanted = workers or os.cpu_count() or 1
    if not workers and left:
        begun = monotonic()
        yield work(left.pop(0))
        saved = (monotonic() - begun) * len(left) * (1.0 - 1.0 / wanted)
        wanted = wanted if saved > START_SECONDS else 1
    count = min(wanted, len(left))
    if count < 2:  # noqa: PLR2004
        yield from map(work, left)
        return
    for unit, answer in zip(left, crew.answers(left, count), strict=True):
        yield work(unit) if answer is None else answer


class Crew:
    """The workers of one job, none before they are needed."""

    def __init__(self, arguments: Sequence[str], workspace: str) -> None:
        self._arguments, self._workspace = arguments, workspace
        self._workers: list[Worker] = []
        self._pool: ThreadPoolExecutor | None = None

    def answers(self, units: Sequence[int], count: int) -> Iterator[Entry | None]:
        """What `count` workers make of the units, in the order of these; None where one failed or died."""
        idle: SimpleQueue[Worker] = SimpleQueue()
        for _ in range(count):
            self._workers.append(Worker(self._arguments, self._workspace))
            idle.put(self._workers[-1])

        def ask(unit: int) -> Entry | None:
            worker = idle.get()
            try:
                return worker.ask(unit)
            finally:
                idle.put(worker)

        self._pool = ThreadPoolExecutor(count, thread_name_prefix="worker")
        return self._pool.map(ask, units)

    def dismiss(self) -> None:
        """Ends all workers, whatever they do; harmless when there are none."""
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
        for worker in self._workers:
            worker.kill()
        if self._pool is not None:
            self._pool.shutdown()
        for worker in self._workers:
            worker.close()
        self._workers.clear()


class Worker:
    """One process that answers numbers of units by their entries."""

    def __init__(self, arguments: Sequence[str], workspace: str) -> None:
        self._process = subprocess.Popen(  # noqa: S603
            [sys.executable, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=workspace,
            env={**os.environ, **PINNED},
        )

    def ask(self, unit: int) -> Entry | None:
        """The entry of a unit; None where the worker failed at it or has ended."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            self._process.stdin.write(f"{unit}\n".encode())
            self._process.stdin.flush()
            answer = self._process.stdout.readline()
        except OSError:
            return None
        return json.loads(answer) if answer.strip() else None

    def kill(self) -> None:
        """Ends it at once; whoever waits for its answer gets none."""
        self._process.kill()
        self._process.wait()

    def close(self) -> None:
        """Closes the pipes of a worker that was killed."""
        for stream in (self._process.stdin, self._process.stdout):
            assert stream is not None
            try:
                stream.close()
            except BrokenPipeError:
                # What it was last asked never reached it.
                continue
