"""The process of one job.

    python -m tradecore_workbench.job --workspace W --job-id ID --type T --request FILE

is what a launcher starts for a run that is QUEUED; `--place` is the open file by which the run has its place among
those that wait. By hand,

    python -m tradecore_workbench.job --request runs/X/request.json

runs the same request again as a new run, whose result and artifacts have the same bytes.
Exit codes: 0 succeeded, 1 failed, 2 the request or the workspace was refused and no run was made, 3 cancelled.
"""

import argparse
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from time import time_ns
from types import FrameType
from typing import cast

from tradecore.errors import InvalidValue, RequestError, TradecoreError
from tradecore.jobs import State, ended
from tradecore.ports.job_store import JobStore
from tradecore_kit.codec import loads
from tradecore_workbench.adapters import Adapters
from tradecore_workbench.counting import new_run
from tradecore_workbench.execution import Cancelled, execute, typed_request
from tradecore_workbench.kinds import is_heavy
from tradecore_workbench.turn import NotQueued, wait_for_turn
from tradecore_workbench.workspace import find

SUCCEEDED, FAILED, REFUSED, CANCELLED = range(4)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one job; see the module."""
    options = _parser().parse_args(arguments)
    request = Path(options.request)
    try:
        adapters = Adapters(find(options.workspace or _around(request)))
        job_id = options.job_id or _new_run(adapters, request, options.type)
    except (TradecoreError, OSError) as error:
        print(error, file=sys.stderr)  # noqa: T201
        return REFUSED
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _cancel)
    return _run(adapters, job_id, options.place, by_hand=not options.job_id)


def _run(adapters: Adapters, job_id: str, handle: int, *, by_hand: bool) -> int:
    tell = print if by_hand else _silent
    tell(f"Run {job_id} in {adapters.runs.location(job_id)}", flush=True)
    try:
        _take_turn(adapters, job_id, handle, lambda ahead: tell(f"Waiting: {ahead} ahead.", flush=True))
    except (Cancelled, NotQueued):
        _cancelled(adapters.runs, job_id)
        return CANCELLED
    except Exception as error:  # noqa: BLE001 - the boundary of the process
        # The run has recorded it, if it could; who started it by hand wants to see it here as well.
        told = _recorded(adapters.runs, job_id)
        if by_hand or not told:
            print(told or error, file=sys.stderr)  # noqa: T201
        return FAILED
    return SUCCEEDED


def _take_turn(adapters: Adapters, job_id: str, handle: int, on_wait: Callable[[int], None]) -> None:
    runs = adapters.runs
    place = runs.join(job_id, waits=is_heavy(runs.status(job_id).type), handle=handle)
    try:
        wait_for_turn(adapters, job_id, place, on_wait)
        execute(adapters, job_id, place)
    finally:
        place.leave()


def _recorded(runs: JobStore, job_id: str) -> str:
    """Why the run failed, as it says itself; nothing when its folder is gone or full."""
    with suppress(TradecoreError, OSError):
        failure = runs.status(job_id).error
        return failure.message if failure else ""
    return ""


def _cancelled(runs: JobStore, job_id: str) -> None:
    """The last word of a run that was asked to end while it waited, unless it was said already."""
    with suppress(TradecoreError):
        status = runs.status(job_id)
        if status.state is State.QUEUED:
            runs.update(job_id, ended(status, State.CANCELLED, time_ns(), job_id=job_id))


def _silent(*_: object, **__: object) -> None:
    """What is said by hand goes nowhere in a process of its own: its status says it."""


def _new_run(adapters: Adapters, file: Path, expected: str) -> str:
    """Stores a checked copy of the request as a new run."""
    plain = loads(file.read_bytes(), str(file))
    if not isinstance(plain, Mapping):
        raise InvalidValue("value", plain, "an object of keys and values", str(file))
    kind, request = typed_request(cast("Mapping[str, object]", plain), str(file))
    if expected not in ("", kind.name):
        raise RequestError(f"{file} asks for {kind.name}, --type for {expected}.")
    return new_run(adapters, kind, request)


def _around(request: Path) -> Path | None:
    """The workspace whose run the request belongs to, if it does."""
    runs = request.absolute().parent.parent
    return runs.parent if runs.name == "runs" and (runs.parent / "configs").is_dir() else None


def _cancel(number: int, _: FrameType | None) -> None:
    # A second signal would interrupt the writing down of the first.
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, signal.SIG_IGN)
    raise Cancelled(signal.Signals(number).name)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tradecore_workbench.job", description="Run one job.")
    parser.add_argument("--request", required=True, help="the request.json to run")
    parser.add_argument("--workspace", default="", help="the workspace; by default the one around the request")
    parser.add_argument("--job-id", default="", help="the QUEUED run to work on; without it a new run is made")
    parser.add_argument("--place", type=int, default=-1, help="the open file that holds the run's place")
    parser.add_argument("--type", default="", help="the job type that is expected")
    return parser


if __name__ == "__main__":
    sys.exit(main())
