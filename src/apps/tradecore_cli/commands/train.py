"""`tradecore train`."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from tradecore_cli.bars import spec_fields
from tradecore_cli.desk import carry_out, open_workbench
from tradecore_cli.groups import grouped
from tradecore_cli.options import BarsOptions, Common, Job, Naming, Step, application

app = application()


@app.command()
@grouped
def train(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file of bars, or a data set.", show_default=False)],
    *,
    model: Annotated[
        str, typer.Option("--model", metavar="NAME", help="Name in the registry [default: made from the run].")
    ] = "",
    learner: Annotated[str, typer.Option("--learner", metavar="NAME", help="What learns: ridge, logistic ...")] = "",
    target: Annotated[
        Literal["return", "price", "direction"] | None, typer.Option("--target", help="What is predicted.")
    ] = None,
    feature: Annotated[
        list[str] | None,
        typer.Option("--feature", metavar="NAME", help="A column to learn from: talib.rsi(14). May be repeated."),
    ] = None,
    horizon: Annotated[int | None, typer.Option("--horizon", metavar="BARS", help="How far ahead to predict.")] = None,
    no_leak_check: Annotated[bool, typer.Option("--no-leak-check", help="Train without looking for leaks.")] = False,
    naming: Naming,
    step: Step,
    bars: BarsOptions,
    job: Job,
    common: Common,
) -> int:
    """Train a model on FILE and keep it in the registry.

    The last part of the rows is held out and judges the model beside the naive forecast; training rows whose
    label reaches into it are purged. A feature that knows the future stops the training.
    """
    workbench = open_workbench(common)
    chosen = {
        "training.learner": learner,
        "training.target": target,
        "training.features": feature,
        "training.horizon": horizon,
        "model": model,
    }
    fields: dict[str, object] = {name: value for name, value in chosen.items() if value not in (None, "")}
    fields["bars"] = spec_fields(file, workbench.folder, bars, **naming._asdict(), step=step.step)
    if no_leak_check:
        fields["check_leaks"] = False
    return carry_out(workbench, "train", fields, common, job)
