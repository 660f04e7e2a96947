"""`tradecore leaks`."""

from pathlib import Path
from typing import Annotated

import typer

from tradecore.contracts.leaks import LeaksResult
from tradecore.jobs import RunRecord
from tradecore_cli.bars import portable, spec_fields
from tradecore_cli.desk import assignments, carry_out, open_workbench
from tradecore_cli.exits import DONE, MODEL
from tradecore_cli.groups import grouped
from tradecore_cli.options import BarsOptions, Common, Job, Naming, Step, application
from tradecore_cli.trading import declared, predictions_path

app = application()


@app.command()
@grouped
def leaks(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file of bars, or a data set.", show_default=False)],
    *,
    feature: Annotated[
        list[str] | None,
        typer.Option("--feature", metavar="NAME", help="A column to check [default: the configured ones]."),
    ] = None,
    strategy: Annotated[str, typer.Option("--strategy", metavar="NAME", help="Check its decisions too.")] = "",
    parameters: Annotated[
        list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="A parameter of the strategy.")
    ] = None,
    model: Annotated[str, typer.Option("--model", metavar="NAME", help="Check what a stored model predicts.")] = "",
    predictions: Annotated[
        str, typer.Option("--predictions", metavar="FILE|RUN", help="Check predictions, and decisions on them.")
    ] = "",
    signals: Annotated[str, typer.Option("--signals", metavar="FILE", help="Targets that the strategy follows.")] = "",
    declare: Annotated[
        list[str] | None,
        typer.Option("--declare", metavar="NAME=VALUE", help="What that file does not say: unit, sigma, horizon ..."),
    ] = None,
    rows: Annotated[
        int | None, typer.Option("--rows", metavar="BARS", help="How many bars to try, 2 or more [default: 300].")
    ] = None,
    naming: Naming,
    step: Step,
    bars: BarsOptions,
    job: Job,
    common: Common,
) -> int:
    """Look for what knows the future: cut FILE at every bar, alter what follows, compare.

    By default that is what a training would use: the configured features, the label and the learner.
    Ends with exit code 5 when something leaks.
    """
    workbench = open_workbench(common)
    chosen = {"features": feature, "strategy": strategy, "model": model, "rows": rows}
    fields: dict[str, object] = {name: value for name, value in chosen.items() if value not in (None, "")}
    fields |= assignments(parameters, "--set", "parameters.")
    if predictions:
        fields["predictions"] = declared(predictions_path(workbench, predictions), declare)
    if signals:
        fields["signals"] = declared(portable(Path(signals), workbench.folder), declare)
    fields["bars"] = spec_fields(file, workbench.folder, bars, **naming._asdict(), step=step.step)
    return carry_out(workbench, "leaks", fields, common, job, judge=judged)


def judged(result: LeaksResult, _: RunRecord) -> int:
    """The exit code of a leak check."""
    return MODEL if result.leaks else DONE
