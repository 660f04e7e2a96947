"""The entry point: finds the command's module by name and runs it inside the error boundary.

Only the module of the command asked for is imported; `tradecore --help` imports none of them.
"""

import sys
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

GROUPS = {
    "Begin": {
        "demo": "The whole path on real prices, from their check to a session, with a verdict.",
        "ui": "The workstation in the browser.",
    },
    "Data and models": {
        "data": "Check bars, download or resample them, and keep them as data sets.",
        "train": "Train a model on bars and keep it in the registry.",
        "leaks": "Look for features or decisions that know the future.",
        "predict": "Predict bars with a trained model.",
        "models": "List models, show one, promote it to be traded, or retire it.",
    },
    "Strategies": {
        "backtest": "Run a strategy over bars, beside buying and holding them.",
        "optimize": "Try many parameter sets of a strategy, and judge the best of them.",
        "walkforward": "Learn and choose on a stretch, trade the next, move on: what is left out of sample.",
        "compile": "Compile strategies ahead, so that no run has to wait.",
    },
    "Trading": {
        "live": "Trade: start a session, watch, stop or rehearse it, hold it against the backtest.",
        "gateway": "Stand in for a broker's gateway on this machine, and let things go wrong.",
    },
    "Workspace": {
        "runs": "List, show, stop, continue, compare, repeat, note, tag or remove runs.",
        "config": "Show the configuration and where each value comes from, or set one.",
        "plugins": "What is registered: strategies, learners, sources, and what is broken.",
        "schema": "JSON Schema of requests and results, and the columns of files.",
    },
}
COMMANDS = {name: text for group in GROUPS.values() for name, text in group.items()}

USAGE = """\
Usage: tradecore COMMAND [OPTIONS]

A workstation for one person who trades with machine-learning models:
what you backtest is what you trade.

{commands}

Options:
  --version  The version of tradecore.
  --help     This text; after a command, the help of that command.

Start with: tradecore demo, then: tradecore ui
Exit codes: 0 done, 1 unexpected, 2 not accepted, 3 configuration, 4 data,
5 model, leak or strategy, 6 job failed or lost, 7 plugin, 130 interrupted.
"""


def main(arguments: "Sequence[str] | None" = None) -> int:
    """Runs one command; returns the exit code of docs/command-line.md."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    first = given[0] if given else "--help"
    if first in {"--help", "-h", "help"}:
        sys.stdout.write(overview())
        return 0
    if first == "--version":
        version = import_module("importlib.metadata").version("tradecore")
        sys.stdout.write(f"tradecore {version}\n")
        return 0
    from tradecore_cli.boundary import guarded, refuse_unknown_command

    if first not in COMMANDS:
        return refuse_unknown_command(first, COMMANDS)
    return guarded(first, given[1:])


def overview() -> str:
    """The text of `tradecore --help`."""
    width = max(len(name) for name in COMMANDS)
    blocks = [
        "\n".join([f"{title}:", *(f"  {name:<{width}}  {text}" for name, text in group.items())])
        for title, group in GROUPS.items()
    ]
    return USAGE.format(commands="\n\n".join(blocks))


if __name__ == "__main__":
    sys.exit(main())
