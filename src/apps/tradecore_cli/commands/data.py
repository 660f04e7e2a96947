"""`tradecore data`: check, resample, import, update, list and show."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from tradecore.contracts.data import DataResult
from tradecore.errors import InvalidValue
from tradecore.jobs import RunRecord
from tradecore_cli.bars import spec_fields
from tradecore_cli.desk import carry_out, open_workbench
from tradecore_cli.exits import DATA, DONE
from tradecore_cli.groups import grouped
from tradecore_cli.options import BarsOptions, Common, Download, Job, Naming, Step, application
from tradecore_cli.output import print_json, say
from tradecore_cli.text import aligned, prose

if TYPE_CHECKING:
    from tradecore_workbench.workbench import Workbench

app = application("Check bars, resample them, and keep them as prepared data sets.")
File = Annotated[Path, typer.Argument(metavar="FILE|SET", help="A file of bars, or a data set.", show_default=False)]
Files = Annotated[
    list[Path],
    typer.Argument(metavar="FILE", help="Files of bars; with --from, instruments.", show_default=False),
]
More = Annotated[
    list[Path] | None,
    typer.Argument(metavar="FILE", help="Files of bars; with --from, instruments, or none.", show_default=False),
]
COPIES = {".csv": "csv", ".parquet": "parquet"}


@app.command("import")
@grouped
def import_files(
    files: Files,
    *,
    name: Annotated[str, typer.Option("--name", metavar="NAME", help="What the data set is to be called.")],
    download: Download,
    naming: Naming,
    step: Step,
    bars: BarsOptions,
    job: Job,
    common: Common,
) -> int:
    """Check FILEs of one symbol, write what the calendar knows beside their bars, and keep them as one data set.

    A file with errors is refused unless --accept is given; what was left out stays on record. With --from, FILE is
    an instrument whose bars are downloaded from --start on; --step says how long they are.
    """
    workbench = open_workbench(common)
    fields = {"bars": files_of(workbench, files, download, naming, step, bars), "name": name}
    return carry_out(workbench, "import", fields, common, job)


@app.command()
@grouped
def update(
    name: Annotated[str, typer.Argument(metavar="SET", help="A data set.", show_default=False)],
    files: More = None,
    *,
    revise: Annotated[
        bool, typer.Option("--revise", help="Let FILEs replace bars that they contradict; each is listed.")
    ] = False,
    download: Download,
    naming: Naming,
    step: Step,
    bars: BarsOptions,
    job: Job,
    common: Common,
) -> int:
    """Add the rows of FILEs that SET has not yet; those that it has must agree.

    The files are read as the set's own were, unless options say otherwise. With --from, what SET lacks since its last
    bar is downloaded.
    """
    if not files and not download.origin:
        raise InvalidValue("FILE", "", "at least one file, or --from NAME for what is to be downloaded")
    workbench = open_workbench(common)
    fields = {"bars": files_of(workbench, files or (), download, naming, step, bars), "base": name, "revise": revise}
    return carry_out(workbench, "update", fields, common, job)


@app.command("list")
@grouped
def list_sets(*, common: Common) -> int:
    """List the data sets of the workspace."""
    sets = open_workbench(common).sets
    manifests = [sets.manifest(name) for name in sets.names()]
    if common.json:
        from tradecore_kit.codec import encode

        print_json([encode(manifest) for manifest in manifests])
    elif not manifests:
        say("There is no data set yet. Make one with: tradecore data import FILE --name NAME")
    else:
        from tradecore.views.sets import sets_grid

        listed = sets_grid(manifests)
        say(aligned([listed.head, *([str(cell) for cell in row] for row in listed.rows)], left=3, indent=""))
    return DONE


@app.command()
@grouped
def show(
    name: Annotated[str, typer.Argument(metavar="SET", help="A data set.", show_default=False)], *, common: Common
) -> int:
    """Show what a data set holds, what is to be said of it, and which files it came from."""
    from tradecore.views.sets import about

    workbench = open_workbench(common)
    manifest = workbench.sets.manifest(name)
    if common.json:
        from tradecore_kit.codec import encode

        print_json(encode(manifest))
    else:
        say("\n".join(prose(line) for line in about(manifest)))
    return DONE


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
    into: Annotated[str, typer.Option("--into", metavar="NAME", help="Keep the new bars as this data set.")] = "",
    out: Annotated[
        str, typer.Option("--out", metavar="FILE", help="Also copy the new bars here: a .csv or .parquet file.")
    ] = "",
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
    if into:
        fields["into"] = into
    if compare:
        fields["compare"] = spec_fields(Path(compare), workbench.folder, bars, symbol=naming.symbol, step=step)
    if not out:
        return carry_out(workbench, "data", fields, common, job)
    copy = checked_copy(Path(out), file, detach=job.detach)
    return carry_out(
        workbench, "data", fields, common, job, judge=lambda _, record: copied(workbench, record, copy, common)
    )


def files_of(
    workbench: "Workbench", files: Sequence[Path], download: Download, naming: Naming, step: Step, bars: BarsOptions
) -> list[object]:
    """The files, or what is to be downloaded, as specs; what is said holds for each of them."""
    said = {**naming._asdict(), "step": step.step}
    if not download.origin:
        return [spec_fields(file, workbench.folder, bars, **said) for file in files]
    beside = {"source": download.origin, **({"prices": download.prices} if download.prices else {})}
    return [
        {**spec_fields(Path(), workbench.folder, bars, **said), **beside, "path": str(each) if each else ""}
        for each in files or (None,)
    ]


def checked_copy(out: Path, source: Path, *, detach: bool) -> Path:
    """The path to copy to; raises InvalidValue for one that cannot be or must not be written."""
    if detach:
        raise InvalidValue("--out", str(out), "nothing with --detach: the bars will be in the run folder")
    if out.suffix not in COPIES or not out.parent.is_dir():
        raise InvalidValue("--out", str(out), "a file name that ends in .csv or .parquet, in a folder that exists")
    if out.exists() and source.exists() and out.samefile(source):
        raise InvalidValue("--out", str(out), "another file than the one that is read")
    return out


def copied(workbench: "Workbench", record: RunRecord, out: Path, common: Common) -> int:
    """Copies the new bars beside their run folder."""
    from tradecore_kit.atomic import write_bytes, writing

    made = Path(record.folder) / "bars.csv"
    if out.suffix == ".csv":
        write_bytes(out, made.read_bytes())
    else:
        from tradecore.contracts.bars import BarsSpec
        from tradecore.usecases.bars import load_bars

        bars = load_bars(BarsSpec(str(made), zone="UTC", accept=True), workbench.catalog).bars
        with writing(out) as stream:
            workbench.catalog.table_writer(COPIES[out.suffix]).write(bars, stream)
    if not common.json:
        say(f"Copied to: {out}")
    return DONE
