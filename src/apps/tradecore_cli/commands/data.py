"""`tradecore data check` and `tradecore data resample`."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from tradecore.contracts.data import DataResult
from tradecore.errors import InvalidValue
from tradecore.jobs import RunRecord
from tradecore_cli.bars import spec_fields
from tradecore_cli.desk import carry_out, open_workbench
from tradecore_cli.exits import DATA, DONE
from tradecore_cli.groups import grouped
from tradecore_cli.options import BarsOptions, Common, Job, Naming, Step, application
from tradecore_cli.output import say

app = application("Check a file of bars, or resample it.")
File = Annotated[Path, typer.Argument(metavar="FILE", help="A file of bars.", show_default=False)]


@app.command()
@grouped
def check(file: File, *, naming: Naming, step: Step, bars: BarsOptions, job: Job, common: Common) -> int:
    """Say what is in FILE and what is wrong with it.

    Ends with exit code 4 when there are findings of severity error and --accept is not given.
    """
    workbench = open_workbench(common)
    spec = spec_fields(file, workbench.folder, bars, **naming._asdict(), step=step.step)
    return carry_out(workbench, "data", {"bars": spec}, common, job, judge=lambda result, _: judged(result, bars))


def judged(result: DataResult, bars: BarsOptions) -> int:
    """The exit code of a look at a file: 4 when a run would refuse it."""
    return DATA if result.errors and not bars.accept else DONE


@app.command()
@grouped
def resample(
    file: File,
    *,
    step: Annotated[str, typer.Option("--step", metavar="STEP", help="Length of the new bars: 1h, 30min, 1d.")],
    anchor: Annotated[
        Literal["session", "clock"] | None,
        typer.Option("--anchor", help="Where bars begin: the session's open (09:30) or the full hour."),
    ] = None,
    out: Annotated[str, typer.Option("--out", metavar="FILE", help="Also copy the new bars here.")] = "",
    compare: Annotated[
        str, typer.Option("--compare", metavar="FILE", help="Hold the new bars against the bars of this file.")
    ] = "",
    naming: Naming,
    bars: BarsOptions,
    job: Job,
    common: Common,
) -> int:
    """Make longer bars of FILE's bars."""
    workbench = open_workbench(common)
    fields: dict[str, object] = {"bars": spec_fields(file, workbench.folder, bars, **naming._asdict()), "step": step}
    if anchor:
        fields["anchor"] = anchor
    if compare:
        fields["compare"] = spec_fields(Path(compare), workbench.folder, bars, symbol=naming.symbol, step=step)
    if not out:
        return carry_out(workbench, "data", fields, common, job)
    copy = checked_copy(Path(out), file, detach=job.detach)
    return carry_out(workbench, "data", fields, common, job, judge=lambda _, record: copied(record, copy, common))


def checked_copy(out: Path, source: Path, *, detach: bool) -> Path:
    """The path to copy to; raises InvalidValue for one that cannot be or must not be written."""
    if detach:
        raise InvalidValue("--out", str(out), "nothing with --detach: the bars will be in the run folder")
    if out.suffix != ".csv" or not out.parent.is_dir():
        raise InvalidValue("--out", str(out), "a file name that ends in .csv, in a folder that exists")
    if out.exists() and out.samefile(source):
        raise InvalidValue("--out", str(out), "another file than the one that is read")
    return out


def copied(record: RunRecord, out: Path, common: Common) -> int:
    """Copies the new bars beside their run folder."""
    from tradecore_kit.atomic import write_bytes

    write_bytes(out, (Path(record.folder) / "bars.csv").read_bytes())
    if not common.json:
        say(f"Copied to: {out}")
    return DONE
