"""The process of one session.

    python -m tradecore_live --session FILE [--workspace W]

trades what FILE, the session.json of a session's folder, asks for, from where its log ends. SIGTERM and SIGINT stop
it; positions and their protection stay at the broker. Exit codes: 0 stopped, 1 unexpected, 3 configuration, 4 account
refused, 5 the broker holds something else than the log says.
"""

import argparse
import signal
import sys
import traceback
from collections.abc import Sequence
from contextlib import redirect_stderr
from pathlib import Path

from tradecore.errors import InvalidValue, SessionBusy
from tradecore.live.charge import UNEXPECTED
from tradecore_live.daemon import Daemon
from tradecore_live.discretion import Discreet
from tradecore_live.exits import exit_code
from tradecore_live.last_words import leave
from tradecore_workbench.adapters import Adapters
from tradecore_workbench.workspace import find


def main(arguments: Sequence[str] | None = None) -> int:
    """Trades; see the module."""
    options = _parser().parse_args(arguments)
    output = Discreet(sys.stderr)
    with redirect_stderr(output):
        return _trade(Path(options.session).absolute(), options.workspace, output)


def _trade(file: Path, workspace: str, output: Discreet) -> int:
    adapters = None
    try:
        adapters = Adapters(find(workspace or file.parents[2]))
        daemon = _daemon(file, adapters)
        output.hide(daemon.account)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda number, _: daemon.stop(signal.Signals(number).name))
        return daemon.run()
    except Exception as error:  # noqa: BLE001 - the boundary of the process
        code = exit_code(error)
        if code == UNEXPECTED:
            traceback.print_exception(error)
        print(f"tradecore_live: {error}", file=sys.stderr)  # noqa: T201
        if adapters is not None:
            why, busy = output.cover(str(error)), isinstance(error, SessionBusy)
            leave(adapters.sessions, file.parent.name, why, code, busy=busy)
        return code


def _daemon(file: Path, adapters: Adapters) -> Daemon:
    if file != Path(adapters.sessions.location(file.parent.name, "session.json")):
        raise InvalidValue("--session", str(file), "the session.json of a folder of the workspace's live/")
    return Daemon(adapters, file.parent.name)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tradecore_live", description="Trade one session.")
    parser.add_argument("--session", required=True, metavar="FILE", help="the session.json of the session's folder")
    parser.add_argument("--workspace", default="", metavar="FOLDER", help="the workspace [default: around FILE]")
    return parser


if __name__ == "__main__":
    sys.exit(main())
