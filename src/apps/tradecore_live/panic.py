"""The process that sweeps a session's account where its daemon does not heed the kill switch.

python -m tradecore_live.panic --workspace W --session NAME [--all] [--flatten]
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from tradecore.live.charge import STOPPED, UNEXPECTED
from tradecore_workbench.adapters import Adapters
from tradecore_workbench.panic import sweep_session
from tradecore_workbench.workspace import find


def main(arguments: Sequence[str] | None = None) -> int:
    """Sweeps; see the module."""
    parser = argparse.ArgumentParser(prog="python -m tradecore_live.panic", description="Take a session's orders back.")
    parser.add_argument("--workspace", required=True, metavar="FOLDER", help="the workspace")
    parser.add_argument("--session", required=True, metavar="NAME", help="the session")
    parser.add_argument("--all", action="store_true", help="all orders of the account, and protection")
    parser.add_argument("--flatten", action="store_true", help="close positions, too")
    options = parser.parse_args(arguments)
    adapters = Adapters(find(Path(options.workspace)))
    swept = sweep_session(adapters, options.session, everything=options.all, flatten=options.flatten)
    print(f"{options.session}: swept beside its daemon: {swept}", file=sys.stderr)  # noqa: T201
    return STOPPED if swept.complete else UNEXPECTED


if __name__ == "__main__":
    sys.exit(main())
