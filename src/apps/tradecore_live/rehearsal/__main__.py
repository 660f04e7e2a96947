"""The process of a rehearsal.

    python -m tradecore_live.rehearsal --workspace W --session NAME [--scenario NAME|all]

plays scenarios and prints each outcome as a line of JSON, as it is known. Exit codes: 0 all passed or showed nothing,
1 unexpected, 3 configuration, 4 account refused, 6 a scenario failed.
"""

import argparse
import json
import sys
from collections.abc import Sequence

from tradecore.contracts.live import SessionRequest
from tradecore_kit.codec import decode, encode
from tradecore_live.boundary import told
from tradecore_live.rehearsal.play import play
from tradecore_live.rehearsal.scenario import chosen
from tradecore_workbench.adapters import Adapters
from tradecore_workbench.workspace import find

FAILED = 6


def main(arguments: Sequence[str] | None = None) -> int:
    """Rehearses; see the module."""
    options = _parser().parse_args(arguments)
    try:
        return _rehearse(Adapters(find(options.workspace)), options.session, options.scenario)
    except Exception as error:  # noqa: BLE001 - the boundary of the process
        return told("tradecore_live", error)


def _rehearse(adapters: Adapters, session: str, name: str) -> int:
    where = f"live/{session}/session.json"
    request = decode(SessionRequest, adapters.sessions.request(session), where)
    failed = False
    for one in chosen(name):
        outcome = play(adapters, request, one)
        failed = failed or outcome.verdict == "failed"
        print(json.dumps(encode(outcome)), flush=True)  # noqa: T201
    return FAILED if failed else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tradecore_live.rehearsal", description="Rehearse a session.")
    parser.add_argument("--workspace", required=True, metavar="FOLDER", help="the workspace")
    parser.add_argument("--session", required=True, metavar="NAME", help="the session whose file is rehearsed")
    parser.add_argument("--scenario", default="all", metavar="NAME", help="one scenario, or all")
    return parser


if __name__ == "__main__":
    sys.exit(main())
