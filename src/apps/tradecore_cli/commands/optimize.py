"""`tradecore optimize`."""

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from tradecore_cli.desk import carry_out, open_workbench
from tradecore_cli.groups import grouped
from tradecore_cli.options import BarsOptions, Common, Job, Step, application
from tradecore_cli.searching import Searching, searching_fields
from tradecore_cli.trading import Trading, trading_fields

app = application()


@app.command()
@grouped
def optimize(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE", help="Files of bars, or data sets.", show_default=False)
    ],
    *,
    strategy: Annotated[str, typer.Option("--strategy", metavar="NAME", help="What trades: see tradecore plugins.")],
    heatmap: Annotated[
        str,
        typer.Option("--heatmap", metavar="X,Y", help="Axes of the picture [default: the two that matter most]."),
    ] = "",
    workers: Annotated[
        int,
        typer.Option(
            "--workers",
            metavar="N",
            min=0,
            show_default=False,
            help="Threads of a compiled kernel [default: all cores].",
        ),
    ] = 0,
    bar_returns: Annotated[
        bool, typer.Option("--bar-returns", help="Keep each set's return over every bar too: a large file.")
    ] = False,
    no_leak_check: Annotated[bool, typer.Option("--no-leak-check", help="Search without looking for leaks.")] = False,
    searching: Searching,
    trading: Trading,
    step: Step,
    bars: BarsOptions,
    job: Job,
    common: Common,
) -> int:
    """Try many parameter sets of a strategy over the same bars, and judge the best one.

    How good the best of so many looks by chance alone is part of the answer: every set that was ever tried on this
    data counts. Without an axis every parameter is varied that is not set and declares its range.
    An interrupted search goes on where it was with: tradecore runs resume ID.
    """
    from tradecore_workbench.estimating import announced

    workbench = open_workbench(common)
    fields: dict[str, object] = {
        "strategy": strategy,
        "heatmap": [name.strip() for name in heatmap.split(",") if name],
        "workers": workers,
        "bar_returns": bar_returns,
        **trading_fields(workbench, files, trading, bars, step),
        **searching_fields(searching),
    }
    if no_leak_check:
        fields["check_leaks"] = False
    return carry_out(workbench, "optimize", fields, common, job, announce=partial(announced, workbench))
