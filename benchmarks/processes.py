"""Processes: a contestant at the other end of a pipe, and whole commands by the clock."""

import json
import os
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Self

from benchmarks import memory

ROOT = Path(__file__).resolve().parents[1]
THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS")
# The last would have every process compile its modules anew.
OWN = ("PYTHONPATH", "VIRTUAL_ENV", "PYTHONDONTWRITEBYTECODE")


def environment(**more: str) -> dict[str, str]:
    """The environment of a contestant: one thread in every library, nothing of the driver's interpreter."""
    left = {name: value for name, value in os.environ.items() if name not in OWN}
    return {**left, **dict.fromkeys(THREADS, "1"), **more}


class Worker:
    """A contestant's process; what it prints and complains goes to the log."""

    def __init__(self, python: str, contestant: str, log: Path) -> None:
        self._log = log.open("w", encoding="utf-8")
        self._process = subprocess.Popen(
            [python, "-W", "ignore", "-m", f"benchmarks.contestants.{contestant}"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            cwd=ROOT,
            env=environment(),
            text=True,
        )

    def ask(self, **question: Any) -> dict[str, Any]:  # noqa: ANN401
        """The answer; a process that has died gives an error too."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            self._process.stdin.write(json.dumps(question) + "\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            return self._ended()
        line = self._process.stdout.readline()
        return json.loads(line) if line else self._ended()

    def _ended(self) -> dict[str, Any]:
        self._process.wait()
        said = Path(self._log.name).read_text(encoding="utf-8").strip()
        return {"error": said or f"its process has ended with {self._process.returncode}"}

    def close(self) -> None:
        """Lets it end."""
        self._process.communicate()
        self._log.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def timed(command: Sequence[str], folder: Path, output: Path, **variables: str) -> tuple[float, float, int]:
    """Wall and CPU seconds and peak memory in bytes of a whole process; raises RuntimeError with what it said."""
    with output.open("wb") as out:
        start = time.perf_counter()
        env = environment(**variables)
        process = subprocess.Popen(command, cwd=folder, env=env, stdout=out, stderr=subprocess.STDOUT)
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        said = output.read_text(encoding="utf-8", errors="replace")
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}\n{said}")
    return wall, used.ru_utime + used.ru_stime, used.ru_maxrss * memory.UNIT
