"""A process that works off units of a run beside the run's own.

    python -m tradecore_workbench.worker --workspace W --job-id ID

reads numbers of units from its input, a line each, and answers each by a line of JSON: the unit's entry, or nothing
but a new line where it failed, so that the run does it itself and sees why. It writes nothing into the run's folder,
and ends when its input does.
"""

import argparse
import os
import signal
import sys
import traceback
from collections.abc import Sequence

from tradecore.usecases.tools import Tools
from tradecore_kit.plain import line
from tradecore_workbench.adapters import Adapters
from tradecore_workbench.execution import typed_request
from tradecore_workbench.workspace import find

NOTHING = b"\n"


class Silent:
    """Progress that the run itself reports."""

    def step(self, message: str, done: int = 0, total: int = 0, best: str = "", left: float | None = None) -> None:
        """Nothing."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Works until there is nothing left to read; see the module."""
    parser = argparse.ArgumentParser(prog="python -m tradecore_workbench.worker", description=__doc__)
    parser.add_argument("--workspace", required=True)
    parser.add_argument("--job-id", required=True)
    options = parser.parse_args(arguments)
    # Whoever interrupts the run ends its workers too.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # What a plugin prints must not come among the answers.
    answers = os.dup(sys.stdout.fileno())
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    adapters = Adapters(find(options.workspace))
    kind, request = typed_request(adapters.runs.request(options.job_id), f"runs/{options.job_id}/request.json")
    artifacts = adapters.runs.artifacts(options.job_id, adapters.catalog.table_writer)
    work = kind.load_worker()(request, Tools(adapters.catalog, artifacts, adapters.models, Silent()))
    for number in sys.stdin:
        try:
            answer = line(work(int(number)), f"unit {number.strip()}")
        except Exception:  # noqa: BLE001 - the boundary of the process; the run raises it again
            traceback.print_exc()
            answer = NOTHING
        view = memoryview(answer)
        while view:
            view = view[os.write(answers, view) :]
    return 0


if __name__ == "__main__":
    sys.exit(main())
