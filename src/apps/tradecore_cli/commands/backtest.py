"""`tradecore backtest`."""

from pathlib import Path
from typing import Annotated

import typer

from tradecore_cli.bars import spec_fields
from tradecore_cli.desk import assignments, carry_out, open_workbench
from tradecore_cli.groups import grouped
from tradecore_cli.options import BarsOptions, Common, Job, Step, application
from tradecore_cli.trading import Trading, one_each, trading_fields

app = application()


@app.command()
@grouped
def backtest(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE", help="Files of bars, or data sets.", show_default=False)
    ],
    *,
    strategy: Annotated[str, typer.Option("--strategy", metavar="NAME", help="What trades: see tradecore plugins.")],
    parameters: Annotated[
        list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="A parameter of the strategy.")
    ] = None,
    fill_bars: Annotated[
        list[Path] | None,
        typer.Option(
            "--fill-bars", metavar="FILE", help="Finer bars that orders fill on, one for each FILE, in their order."
        ),
    ] = None,
    bootstrap: Annotated[
        int | None,
        typer.Option("--bootstrap", metavar="DRAWS", help="Draw the returns again so often, for intervals: 2000."),
    ] = None,
    no_leak_check: Annotated[bool, typer.Option("--no-leak-check", help="Trade without looking for leaks.")] = False,
    trading: Trading,
    step: Step,
    bars: BarsOptions,
    job: Job,
    common: Common,
) -> int:
    """Run a strategy over bars, several symbols on one account, beside buying and holding them."""
    workbench = open_workbench(common)
    fields = {
        "strategy": strategy,
        **trading_fields(workbench, files, trading, bars, step),
        **assignments(parameters, "--set", "parameters."),
    }
    if fill_bars:
        finer = one_each("--fill-bars", [str(file) for file in fill_bars], files)
        fields["fill_bars"] = [
            spec_fields(Path(file), workbench.folder, bars, symbol=name)
            for file, name in zip(finer, one_each("--symbol", trading.symbol, files), strict=True)
        ]
    if no_leak_check:
        fields["check_leaks"] = False
    if bootstrap is not None:
        fields["report.bootstrap"] = bootstrap
    return carry_out(workbench, "backtest", fields, common, job)
