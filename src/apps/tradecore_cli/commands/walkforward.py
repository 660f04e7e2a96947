"""`tradecore walkforward`."""

from functools import partial
from pathlib import Path
from typing import Annotated, Literal

import typer

from tradecore_cli.desk import carry_out, open_workbench
from tradecore_cli.groups import grouped
from tradecore_cli.learning import Learning, learning_fields
from tradecore_cli.options import BarsOptions, Common, Job, Step, application
from tradecore_cli.searching import Searching, searching_fields
from tradecore_cli.trading import Trading, trading_fields
from tradecore_cli.windowing import Windowing, windowing_fields

app = application()


@app.command()
@grouped
def walkforward(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE", help="Files of bars, or data sets.", show_default=False)
    ],
    *,
    strategy: Annotated[str, typer.Option("--strategy", metavar="NAME", help="What trades: see tradecore plugins.")],
    windows: Windowing,
    borders: Annotated[
        Literal["flat", "carry"], typer.Option("--borders", help="Close what is open where a window ends, or carry it.")
    ] = "flat",
    no_retune: Annotated[
        bool, typer.Option("--no-retune", help="Choose the set in the first window only, and keep it.")
    ] = False,
    learning: Learning,
    no_retrain: Annotated[
        bool, typer.Option("--no-retrain", help="Fit the model in the first window only, and keep it.")
    ] = False,
    no_leak_check: Annotated[bool, typer.Option("--no-leak-check", help="Walk without looking for leaks.")] = False,
    workers: Annotated[
        int,
        typer.Option(
            "--workers",
            metavar="N",
            min=0,
            show_default=False,
            help="Threads, or processes with --learn [default: as it pays].",
        ),
    ] = 0,
    searching: Searching,
    trading: Trading,
    step: Step,
    bars: BarsOptions,
    job: Job,
    common: Common,
) -> int:
    """Walk a strategy forward: learn and choose on a stretch of bars, trade the next one, move on.

    With --over the best set is chosen on each training stretch, with --learn a model is fitted on it; without both the
    strategy is traded as it is. What is traded was never learned or chosen on. An interrupted walk goes on where it
    was with: tradecore runs resume ID.
    """
    from tradecore_workbench.estimating import announced

    workbench = open_workbench(common)
    fields: dict[str, object] = {
        "strategy": strategy,
        "borders": borders,
        "retune": not no_retune,
        "retrain": not no_retrain,
        "workers": workers,
        **windowing_fields(windows),
        **learning_fields(learning),
        **trading_fields(workbench, files, trading, bars, step),
        **searching_fields(searching),
    }
    if no_leak_check:
        fields["check_leaks"] = False
    return carry_out(workbench, "walkforward", fields, common, job, announce=partial(announced, workbench))
