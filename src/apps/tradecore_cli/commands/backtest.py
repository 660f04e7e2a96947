"""`tradecore backtest`."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from tradecore.errors import InvalidValue
from tradecore_cli.bars import portable, spec_fields
from tradecore_cli.desk import assignments, carry_out, open_workbench
from tradecore_cli.groups import grouped
from tradecore_cli.options import BarsOptions, Common, Job, Step, application

if TYPE_CHECKING:
    from tradecore_workbench.workbench import Workbench

app = application()


@app.command()
@grouped
def backtest(
    files: Annotated[list[Path], typer.Argument(metavar="FILE", help="Files of bars.", show_default=False)],
    *,
    strategy: Annotated[str, typer.Option("--strategy", metavar="NAME", help="What trades: see tradecore plugins.")],
    parameters: Annotated[
        list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="A parameter of the strategy.")
    ] = None,
    predictions: Annotated[
        str, typer.Option("--predictions", metavar="FILE|RUN", help="Predictions to trade on: a file or a run.")
    ] = "",
    signals: Annotated[str, typer.Option("--signals", metavar="FILE", help="Targets to follow.")] = "",
    declare: Annotated[
        list[str] | None,
        typer.Option("--declare", metavar="NAME=VALUE", help="What that file does not say: unit, sigma, horizon ..."),
    ] = None,
    symbol: Annotated[
        list[str] | None, typer.Option("--symbol", metavar="NAME", help="One for each FILE, in their order.")
    ] = None,
    factors: Annotated[
        list[str] | None, typer.Option("--factors", metavar="FILE", help="One for each FILE, in their order.")
    ] = None,
    fill_bars: Annotated[
        list[Path] | None,
        typer.Option(
            "--fill-bars", metavar="FILE", help="Finer bars that orders fill on, one for each FILE, in their order."
        ),
    ] = None,
    engine: Annotated[
        Literal["auto", "interpreted", "compiled"], typer.Option("--engine", help="How the kernel runs.")
    ] = "auto",
    in_sample: Annotated[
        bool, typer.Option("--in-sample", help="Allow bars that the predictions' model was trained on, marked so.")
    ] = False,
    bootstrap: Annotated[
        int | None,
        typer.Option("--bootstrap", metavar="DRAWS", help="Draw the returns again so often, for intervals: 2000."),
    ] = None,
    step: Step,
    bars: BarsOptions,
    job: Job,
    common: Common,
) -> int:
    """Run a strategy over bars, several symbols on one account, beside buying and holding them."""
    workbench = open_workbench(common)
    symbols, factor_files = one_each("--symbol", symbol, files), one_each("--factors", factors, files)
    fields: dict[str, object] = {
        "strategy": strategy,
        "engine": engine,
        "in_sample": in_sample,
        "bars": [
            spec_fields(file, workbench.folder, bars, symbol=name, factors=splits, step=step.step)
            for file, name, splits in zip(files, symbols, factor_files, strict=True)
        ],
        **assignments(parameters, "parameters."),
    }
    if fill_bars:
        finer = one_each("--fill-bars", [str(file) for file in fill_bars], files)
        fields["fill_bars"] = [
            spec_fields(Path(file), workbench.folder, bars, symbol=name)
            for file, name in zip(finer, symbols, strict=True)
        ]
    if bootstrap is not None:
        fields["report.bootstrap"] = bootstrap
    if predictions:
        fields["predictions"] = declared(predictions_path(workbench, predictions), declare)
    if signals:
        fields["signals"] = declared(portable(Path(signals), workbench.folder), declare)
    return carry_out(workbench, "backtest", fields, common, job)


def one_each(option: str, given: Sequence[str] | None, files: Sequence[Path]) -> Sequence[str]:
    """The values of a repeated option, one a file; none given means none for any."""
    if given and len(given) != len(files):
        raise InvalidValue(option, ", ".join(given), f"one for each of the {len(files)} files, in their order")
    return given or [""] * len(files)


def predictions_path(workbench: "Workbench", text: str) -> str:
    """The file itself, or the predictions of the run of that id."""
    file = Path(text)
    if file.exists() or file.suffix or len(file.parts) > 1:
        return portable(file, workbench.folder)
    return portable(Path(workbench.runs.location(workbench.runs.find(text), "predictions.csv")), workbench.folder)


def declared(path: str, declare: Sequence[str] | None) -> Mapping[str, object]:
    """A predictions or signals file with what was said about it."""
    return {"path": path, **assignments(declare)}
