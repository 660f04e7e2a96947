"""`tradecore runs list`, `show` and `cancel`."""

from collections.abc import Sequence
from typing import Annotated

import typer

from tradecore.errors import TradecoreError, UnknownName
from tradecore.jobs import RunRecord, State
from tradecore.ports.job_store import JobStore, Plain
from tradecore_cli.desk import open_workbench
from tradecore_cli.groups import grouped
from tradecore_cli.options import Common, application
from tradecore_cli.output import print_json, say
from tradecore_cli.render.listing import headline, shortened, subject, symbols
from tradecore_cli.report import as_json, reason, result_lines, took
from tradecore_cli.text import aligned, moment

app = application("List runs, show one, or stop one.")


@app.command("list")
@grouped
def list_runs(
    *,
    limit: Annotated[int, typer.Option("--limit", min=0, help="How many; 0 shows all.")] = 20,
    common: Common,
) -> int:
    """List runs, the newest first."""
    runs = open_workbench(common).runs
    records = runs.recent(limit)
    if common.json:
        print_json([as_json(record) for record in records])
    elif not records:
        say("There is no run yet. Start with: tradecore demo")
    else:
        head = ("run", "state", "asked for (UTC)", "took", "of", "with", "")
        say(aligned([head, *(row(record, *told(runs, record)) for record in records)], left=7, indent=""))
    return 0


def told(runs: JobStore, record: RunRecord) -> tuple[Plain, Plain]:
    """Request and result of a run, as far as its folder can be read."""
    try:
        request = runs.request(record.job_id)
        return request, runs.record(record.job_id).result
    except TradecoreError:
        return {}, {}


def row(record: RunRecord, request: Plain, result: Plain) -> tuple[str, ...]:
    """One line of the list; its last cell is the headline, what went wrong, or where a run is that goes on."""
    status = record.status
    remark = headline(status.type, result) if status.state.final else status.progress.step
    remark = shortened(status.error.message) if status.error else remark
    cells = record.job_id, status.state.value, moment(status.created), took(status)
    return *cells, symbols(request), subject(request), remark


@app.command()
@grouped
def show(
    run: Annotated[
        str, typer.Argument(metavar="ID", help="A run's id or its beginning [default: the newest].", show_default=False)
    ] = "",
    *,
    common: Common,
) -> int:
    """Show what a run was asked, how it ended and where its files lie."""
    workbench = open_workbench(common)
    record = workbench.runs.record(workbench.runs.find(run) if run else newest(workbench.runs.recent(1)))
    if common.json:
        print_json({**as_json(record), "request": workbench.runs.request(record.job_id)})
        return 0
    status = record.status
    length = took(status) and f" in {took(status)}"
    say(f"Run {record.job_id}: {status.state.value}{length}, asked for {moment(status.created)} UTC.", "")
    if status.state is State.SUCCEEDED:
        say(*result_lines(workbench, record), "", files_of(record))
    elif status.state.final:
        say(reason(record))
    else:
        say(f"At: {status.progress.message or status.progress.step or 'starting'}.")
    say("", f"Run folder: {record.folder}")
    return 0


@app.command()
@grouped
def cancel(
    run: Annotated[str, typer.Argument(metavar="ID", help="A run's id or its beginning.", show_default=False)],
    *,
    common: Common,
) -> int:
    """Stop a run and everything it started; what it had made stays in its folder."""
    workbench = open_workbench(common)
    job_id = workbench.runs.find(run)
    before = workbench.runs.status(job_id).state
    record = workbench.cancel(job_id)
    state = record.status.state
    if common.json:
        print_json(as_json(record))
    elif before.final:
        say(f"Run {job_id} was over already: {state.value}. Nothing was stopped.")
    else:
        at = f" at: {record.status.progress.step}" if record.status.progress.step else ""
        say(f"Run {job_id}: {state.value}{at}.", "", f"Run folder: {record.folder}")
    return 0


def files_of(record: RunRecord) -> str:
    """What lies in the folder, with sizes."""
    manifest = as_json(record)["artifacts"]
    return "Files: " + ", ".join(f"{each['name']} ({each['bytes']:,} bytes)" for each in manifest) + "."


def newest(records: Sequence[RunRecord]) -> str:
    """The id of the newest run; raises UnknownName when there is none."""
    if not records:
        raise UnknownName("run", "newest", ())
    return records[0].job_id
