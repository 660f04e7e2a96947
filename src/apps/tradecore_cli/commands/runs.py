"""`tradecore runs list` and `tradecore runs show`."""

from collections.abc import Sequence
from typing import Annotated

import typer

from tradecore.errors import UnknownName
from tradecore.jobs import RunRecord, State
from tradecore_cli.desk import open_workbench
from tradecore_cli.groups import grouped
from tradecore_cli.options import Common, application
from tradecore_cli.output import print_json, say
from tradecore_cli.report import as_json, reason, result_lines, took
from tradecore_cli.text import aligned, moment

app = application("List runs, or show one.")


@app.command("list")
@grouped
def list_runs(
    *,
    limit: Annotated[int, typer.Option("--limit", min=0, help="How many; 0 shows all.")] = 20,
    common: Common,
) -> int:
    """List runs, the newest first."""
    records = open_workbench(common).runs.recent(limit)
    if common.json:
        print_json([as_json(record) for record in records])
    elif not records:
        say("There is no run yet. Start with: tradecore demo")
    else:
        head = ("run", "state", "asked for (UTC)", "took", "")
        say(aligned([head, *map(row, records)], left=5, indent=""))
    return 0


def row(record: RunRecord) -> tuple[str, str, str, str, str]:
    """One line of the list; its last cell says what went wrong, or where a run is that goes on."""
    status = record.status
    remark = status.error.type if status.error else "" if status.state.final else status.progress.step
    return record.job_id, status.state.value, moment(status.created), took(status), remark


@app.command()
@grouped
def show(
    run: Annotated[
        str, typer.Argument(metavar="ID", help="A run's id [default: the newest].", show_default=False)
    ] = "",
    *,
    common: Common,
) -> int:
    """Show what a run was asked, how it ended and where its files lie."""
    workbench = open_workbench(common)
    record = workbench.runs.record(run or newest(workbench.runs.recent(1)))
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


def files_of(record: RunRecord) -> str:
    """What lies in the folder, with sizes."""
    manifest = as_json(record)["artifacts"]
    return "Files: " + ", ".join(f"{each['name']} ({each['bytes']:,} bytes)" for each in manifest) + "."


def newest(records: Sequence[RunRecord]) -> str:
    """The id of the newest run; raises UnknownName when there is none."""
    if not records:
        raise UnknownName("run", "newest", ())
    return records[0].job_id
