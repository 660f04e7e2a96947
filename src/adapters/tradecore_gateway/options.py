"""What `python -m tradecore_gateway` is told."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tradecore.bars import MINUTE, SECOND
from tradecore.instants import parse_instant
from tradecore.table import Table
from tradecore_gateway.plan import PAPER, AccountPlan, Plan
from tradecore_gateway.tables import read_table
from tradecore_gateway.wire.versions import NEWEST


@dataclass(frozen=True, slots=True)
class Options:
    """A plan, and what belongs to a process: its port, its script, its file, and whether it listens to sentences."""

    plan: Plan
    port: int
    script: str
    name: str
    state: Path | None
    tables: dict[str, Table]
    step: int
    commands: bool


def read_options(arguments: Sequence[str] | None = None) -> Options:
    """The options of a command line; ends the process with code 2 for what is not accepted."""
    found = _parser().parse_args(arguments)
    accounts = tuple(AccountPlan(name, found.cash) for name in found.account or (PAPER,))
    start = parse_instant(found.start, "--start") if found.start else 0
    plan = Plan(accounts, start, found.speed, found.version, found.seed, pacing=not found.no_pacing)
    script = Path(found.script).read_text(encoding="utf-8") if found.script else ""
    name = Path(found.script).name if found.script else "script"
    tables = {symbol: read_table(Path(path)) for symbol, _, path in (one.partition("=") for one in found.bars)}
    state = Path(found.state) if found.state else None
    return Options(plan, found.port, script, name, state, tables, found.step * SECOND, found.commands)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tradecore_gateway",
        description="A fake IBKR gateway on 127.0.0.1. It prints its port as JSON, then a line for each thing it does.",
    )
    add = parser.add_argument
    add("--port", type=int, default=0, help="where to listen; 0, the default, is any free port")
    add("--script", metavar="FILE", help="what goes wrong, and when (docs/gateway.md)")
    add("--account", action="append", metavar="NAME", help=f"an account, repeated for several; {PAPER} unless given")
    add("--cash", type=float, default=1_000_000.0, help="what each account begins with, in US dollars")
    add("--start", metavar="TIME", help="the market's first instant, such as 2026-03-02T14:29:00Z; now unless given")
    add("--speed", type=float, default=1.0, help="how many times as fast as the clock the market runs")
    add("--seed", type=int, default=1, help="which synthetic market")
    add("--bars", action="append", default=[], metavar="SYMBOL=FILE", help="prices of a symbol: a CSV")
    add("--step", type=int, default=MINUTE // SECOND, help="the length of the bars in those files, in seconds")
    add("--state", metavar="FILE", help="where accounts are kept, so that they outlive the process")
    add("--version", type=int, default=NEWEST, help="the newest server version to agree to")
    add("--no-pacing", action="store_true", help="answer however much is asked")
    add("--commands", action="store_true", help="do what standard input says, and end with it")
    return parser
