"""What every command takes that trades: the files it decides on, what they are of, and how the kernel runs."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, NamedTuple

import typer

from tradecore.errors import InvalidValue
from tradecore_cli.bars import portable, spec_fields
from tradecore_cli.desk import assignments
from tradecore_cli.options import BarsOptions, Step

if TYPE_CHECKING:
    from tradecore_workbench.workbench import Workbench


class Trading(NamedTuple):
    """The options; their fields in a request are those of `trading_fields`."""

    predictions: Annotated[
        str, typer.Option("--predictions", metavar="FILE|RUN", help="Predictions to trade on: a file or a run.")
    ] = ""
    model: Annotated[
        str, typer.Option("--model", metavar="NAME", help="A model of the registry that predicts, instead of a file.")
    ] = ""
    signals: Annotated[str, typer.Option("--signals", metavar="FILE", help="Targets to follow.")] = ""
    declare: Annotated[
        list[str] | None,
        typer.Option("--declare", metavar="NAME=VALUE", help="What that file does not say: unit, sigma, horizon ..."),
    ] = None
    symbol: Annotated[
        list[str] | None, typer.Option("--symbol", metavar="NAME", help="One for each FILE, in their order.")
    ] = None
    factors: Annotated[
        list[str] | None, typer.Option("--factors", metavar="FILE", help="One for each FILE, in their order.")
    ] = None
    engine: Annotated[
        Literal["auto", "interpreted", "compiled"], typer.Option("--engine", help="How the kernel runs.")
    ] = "auto"
    in_sample: Annotated[
        bool, typer.Option("--in-sample", help="Allow bars that the model was trained on, marked so.")
    ] = False


def trading_fields(
    workbench: "Workbench", files: Sequence[Path], trading: Trading, bars: BarsOptions, step: Step
) -> dict[str, object]:
    """What they say, as fields of a request; raises InvalidValue where there is not one of a kind for each file."""
    symbols = one_each("--symbol", trading.symbol, files)
    factors = one_each("--factors", trading.factors, files)
    fields: dict[str, object] = {
        "engine": trading.engine,
        "in_sample": trading.in_sample,
        "bars": [
            spec_fields(file, workbench.folder, bars, symbol=name, factors=splits, step=step.step)
            for file, name, splits in zip(files, symbols, factors, strict=True)
        ],
    }
    if trading.predictions:
        fields["predictions"] = declared(predictions_path(workbench, trading.predictions), trading.declare)
    if trading.model:
        fields["model"] = trading.model
    if trading.signals:
        fields["signals"] = declared(portable(Path(trading.signals), workbench.folder), trading.declare)
    return fields


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
    return {"path": path, **assignments(declare, "--declare")}
