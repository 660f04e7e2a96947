"""The process of the server.

    python -m tradecore_ui --port N [--workspace W] [--address A] [--expose]

becomes the server itself, so that whoever started it stops the server by stopping this process. Exit code 2 for what is
not accepted.
"""

import argparse
import os
import sys
from collections.abc import Sequence

from tradecore.errors import TradecoreError
from tradecore_ui.server import arguments
from tradecore_workbench.workspace import VARIABLE, find

REFUSED = 2


def main(given: Sequence[str] | None = None) -> int:
    """Becomes the server; returns only when it cannot."""
    options = _parser().parse_args(given)
    try:
        folder = find(options.workspace or None)
        command = [sys.executable, *arguments(options.address, options.port, expose=options.expose)]
    except TradecoreError as error:
        print(f"tradecore_ui: {error}", file=sys.stderr)  # noqa: T201
        return REFUSED
    os.environ[VARIABLE] = str(folder)
    return os.execv(sys.executable, command)  # noqa: S606 - the list holds nothing that a shell would see


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tradecore_ui", description="Serve the workstation's pages.")
    parser.add_argument("--workspace", default="", metavar="FOLDER", help="the folder with configs/ [default: here]")
    parser.add_argument("--address", default="127.0.0.1", metavar="ADDRESS", help="what to listen on")
    parser.add_argument("--port", type=int, required=True, metavar="N", help="where to listen")
    parser.add_argument("--expose", action="store_true", help="listen beyond this machine, if the address says so")
    return parser


if __name__ == "__main__":
    sys.exit(main())
