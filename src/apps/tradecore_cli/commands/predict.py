"""`tradecore predict`."""

from pathlib import Path
from typing import Annotated

import typer

from tradecore_cli.bars import spec_fields
from tradecore_cli.desk import carry_out, open_workbench
from tradecore_cli.groups import grouped
from tradecore_cli.options import BarsOptions, Common, Job, Naming, Step, application

app = application()


@app.command()
@grouped
def predict(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file of bars, or a data set.", show_default=False)],
    *,
    model: Annotated[str, typer.Option("--model", metavar="NAME", help="A model of the registry.")],
    in_sample: Annotated[
        bool, typer.Option("--in-sample", help="Also predict bars that the model was trained on, marked so.")
    ] = False,
    naming: Naming,
    step: Step,
    bars: BarsOptions,
    job: Job,
    common: Common,
) -> int:
    """Predict every bar of FILE that the model has not seen."""
    workbench = open_workbench(common)
    spec = spec_fields(file, workbench.folder, bars, **naming._asdict(), step=step.step)
    return carry_out(workbench, "predict", {"bars": spec, "model": model, "in_sample": in_sample}, common, job)
