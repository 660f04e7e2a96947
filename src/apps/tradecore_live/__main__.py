"""The process of one session.

    python -m tradecore_live --session FILE [--workspace W]

trades what FILE, the session.json of a session's folder, asks for, from where its log ends. SIGTERM and SIGINT stop
it; positions and their protection stay at the broker. Exit codes: 0 stopped, 1 unexpected, 3 configuration, 4 account
refused, 5 the broker holds something else than the log says.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from tradecore.errors import InvalidValue
from tradecore_live.boundary import carry_out
from tradecore_live.daemon import Daemon
from tradecore_workbench.adapters import Adapters


def main(arguments: Sequence[str] | None = None) -> int:
    """Trades; see the module."""
    options = _parser().parse_args(arguments)
    file = Path(options.session).absolute()
    return carry_out(
        "tradecore_live",
        options.workspace or file.parents[2],
        lambda adapters: _daemon(file, adapters),
        lambda adapters: (adapters.sessions, file.parent.name),
    )


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
