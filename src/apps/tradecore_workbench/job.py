"""The process of one job.

    python -m tradecore_workbench.job --workspace W --job-id ID --type T --request FILE

is what a launcher starts for a run that is QUEUED. By hand,

    python -m tradecore_workbench.job --request runs/X/request.json

runs the same request again as a new run, whose result and artifacts have the same bytes.
Exit codes: 0 succeeded, 1 failed, 2 the request or the workspace was refused and no run was made, 3 cancelled.
"""

import argparse
import signal
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from time import time_ns
from types import FrameType
from typing import cast

from tradecore.errors import InvalidValue, RequestError, TradecoreError
from tradecore.jobs import queued
from tradecore_kit.codec import loads
from tradecore_kit.processes import mark_of
from tradecore_workbench.adapters import Adapters
from tradecore_workbench.execution import Cancelled, execute, plain_request, typed_request
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
    return _run(adapters, job_id, by_hand=not options.job_id)


def _run(adapters: Adapters, job_id: str, *, by_hand: bool) -> int:
    if by_hand:
        print(f"Run {job_id} in {adapters.runs.location(job_id)}")  # noqa: T201
    try:
        execute(adapters, job_id)
    except Cancelled:
        return CANCELLED
    except Exception:  # noqa: BLE001
        # The run has recorded what went wrong; who started it by hand wants to see it here as well.
        failure = adapters.runs.status(job_id).error
        if by_hand and failure is not None:
            print(failure.message, file=sys.stderr)  # noqa: T201
        return FAILED
    return SUCCEEDED


def _new_run(adapters: Adapters, file: Path, expected: str) -> str:
    """Stores a checked copy of the request as a new run."""
    plain = loads(file.read_bytes(), str(file))
    if not isinstance(plain, Mapping):
        raise InvalidValue("value", plain, "an object of keys and values", str(file))
    kind, request = typed_request(cast("Mapping[str, object]", plain), str(file))
    if expected not in ("", kind.name):
        raise RequestError(f"{file} asks for {kind.name}, --type for {expected}.")
    return adapters.runs.create(plain_request(kind, request), queued(kind.name, time_ns(), mark_of()))


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
    parser.add_argument("--type", default="", help="the job type that is expected")
    return parser


if __name__ == "__main__":
    sys.exit(main())
