"""`tradecore optimize`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from tradecore.contracts.optimize import OptimizeRequest
from tradecore.errors import InvalidValue
from tradecore.space import searched
from tradecore_cli.desk import assignments, carry_out, open_workbench
from tradecore_cli.groups import grouped
from tradecore_cli.options import BarsOptions, Common, Job, Step, application
from tradecore_cli.trading import Trading, trading_fields

if TYPE_CHECKING:
    from tradecore_workbench.workbench import Workbench

app = application()


@app.command()
@grouped
def optimize(
    files: Annotated[list[Path], typer.Argument(metavar="FILE", help="Files of bars.", show_default=False)],
    *,
    strategy: Annotated[str, typer.Option("--strategy", metavar="NAME", help="What trades: see tradecore plugins.")],
    over: Annotated[
        list[str] | None,
        typer.Option(
            "--over",
            metavar="NAME[=VALUES]",
            help="An axis: fast=5:50:5 or fast=5,10,20, or fast for all it declares. May be repeated [default: all].",
        ),
    ] = None,
    random: Annotated[
        int, typer.Option("--random", metavar="N", min=0, help="Try N sets drawn at random [default: every one].")
    ] = 0,
    seed: Annotated[int | None, typer.Option("--seed", metavar="S", help="Of the drawing [default: 1].")] = None,
    by: Annotated[str, typer.Option("--by", metavar="METRIC", help="What is best [default: sharpe].")] = "",
    min_trades: Annotated[
        int | None,
        typer.Option("--min-trades", metavar="N", min=0, help="Sets with fewer cannot be the best [default: 20]."),
    ] = None,
    parameters: Annotated[
        list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="A parameter that every set has.")
    ] = None,
    heatmap: Annotated[
        str,
        typer.Option("--heatmap", metavar="X,Y", help="Axes of the picture [default: the two that matter most]."),
    ] = "",
    workers: Annotated[
        int, typer.Option("--workers", metavar="N", min=0, help="Threads of a compiled kernel [default: all cores].")
    ] = 0,
    bar_returns: Annotated[
        bool, typer.Option("--bar-returns", help="Keep each set's return over every bar too: a large file.")
    ] = False,
    trading: Trading,
    step: Step,
    bars: BarsOptions,
    job: Job,
    common: Common,
) -> int:
    """Try many parameter sets of a strategy over the same bars, and judge the best one.

    How good the best of so many looks by chance alone is part of the answer: every set that was ever tried on this
    data counts. An interrupted search goes on where it was with: tradecore runs resume ID.
    """
    workbench = open_workbench(common)
    chosen = {"by": by, "seed": seed, "min_trades": min_trades, "heatmap": [x.strip() for x in heatmap.split(",") if x]}
    fields: dict[str, object] = {
        "strategy": strategy,
        "random": random,
        "workers": workers,
        "bar_returns": bar_returns,
        **trading_fields(workbench, files, trading, bars, step),
        **{name: value for name, value in chosen.items() if value not in ("", None)},
        **{f"over.{name}": values for name, values in map(axis, over or ())},
        **assignments(parameters, "parameters."),
    }
    return carry_out(workbench, "optimize", fields, common, job, announce=lambda asked: announced(workbench, asked))


def axis(text: str) -> tuple[str, str]:
    """`NAME=VALUES`, or NAME alone for everything that the strategy declares."""
    name, _, values = text.partition("=")
    if not name.strip() or "." in name:
        raise InvalidValue("--over", text, "a parameter with its values, such as fast=5:50:5 or fast=5,10,20")
    return name.strip(), values.strip()


def announced(workbench: "Workbench", request: OptimizeRequest) -> str:
    """How many sets are about to be tried."""
    strategy = workbench.catalog.strategy(request.strategy)
    _, sets = searched(strategy, request.parameters, request.over, request.random, request.seed)
    refused = f", {sets.refused:,} of them refused by {request.strategy}" if sets.refused else ""
    if request.random:
        refused = ""
    over = ", ".join(f"{name}={text}" for name, text in request.over.items())
    return f"Trying {len(sets.strategies):,} of {sets.size:,} combinations of {over}{refused}."
