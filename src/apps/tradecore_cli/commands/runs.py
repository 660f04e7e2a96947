"""`tradecore runs`: list, show, cancel and resume here, what looks back in `tradecore_cli.history`."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tradecore.errors import TradecoreError, UnknownName
from tradecore.jobs import EVERY_RUN, UNKNOWN, RunLine, RunRecord, State, Wanted
from tradecore.notes import Notes
from tradecore.ports.job_store import JobStore
from tradecore.views.listing import doing, shortened
from tradecore.views.text import moment, visible
from tradecore_cli.desk import finished, open_workbench
from tradecore_cli.groups import grouped
from tradecore_cli.history.compare import compare
from tradecore_cli.history.notes import note, notes_json, notes_lines, pin, tag, unpin
from tradecore_cli.history.prune import prune
from tradecore_cli.history.rerun import rerun
from tradecore_cli.options import Common, application
from tradecore_cli.output import print_json, say
from tradecore_cli.report import as_json, go_on, reason, result_lines, took
from tradecore_cli.text import aligned, prose

if TYPE_CHECKING:
    from tradecore_workbench.workbench import Workbench

app = application("List runs, show one, stop one, go on with one; compare, repeat, remember and prune them.")


@app.command("list")
@grouped
def list_runs(
    *,
    limit: Annotated[int, typer.Option("--limit", min=0, help="How many; 0 shows all.")] = 20,
    state: Annotated[
        list[str] | None,
        typer.Option("--state", metavar="STATE", help="Only those in this state: failed, running ... Repeatable."),
    ] = None,
    kind: Annotated[
        list[str] | None,
        typer.Option("--type", metavar="TYPE", help="Only those of this type: backtest, train ... Repeatable."),
    ] = None,
    text: Annotated[
        str,
        typer.Option("--text", metavar="TEXT", help="Only those with this in id, symbol, strategy, model or error."),
    ] = "",
    tagged: Annotated[
        list[str] | None, typer.Option("--tag", metavar="TAG", help="Only those with this tag. Repeatable.")
    ] = None,
    common: Common,
) -> int:
    """List runs, the newest first."""
    runs = open_workbench(common).runs
    wanted = Wanted(states_of(state or ()), types_of(kind or ()), text)
    lines = [(line, said(runs, line)) for line in runs.lines(wanted, 0 if tagged else limit)]
    lines = [(line, notes) for line, notes in lines if set(tagged or ()) <= set(notes.tags)][: limit or None]
    if common.json:
        print_json([{**plain(line), "tags": list(notes.tags), "notes": len(notes.notes)} for line, notes in lines])
    elif not lines:
        nothing = "There is no run yet. Start with: tradecore demo"
        say(nothing if wanted == EVERY_RUN and not tagged else "No run is like that; tradecore runs list shows all.")
    else:
        head = ("run", "state", "asked for (UTC)", "took", "of", "with", "", "")
        say(aligned([head, *((*row(line), remark(notes)) for line, notes in lines)], left=8, indent=""))
    return 0


def plain(line: RunLine) -> dict[str, Any]:
    """A line as a document; `run` is its id, as in every other one."""
    facts = asdict(line)
    return {"run": facts.pop("job_id"), **facts}


def said(runs: JobStore, line: RunLine) -> Notes:
    """What people said of a run; nothing where its notes cannot be read, which `show` says."""
    try:
        return runs.notes(line.job_id)
    except TradecoreError:
        return Notes()


def remark(notes: Notes) -> str:
    """Tags, and the beginning of the last note."""
    last = f'"{shortened(visible(notes.notes[-1].text))}"' if notes.notes else ""
    return " ".join((*(f"#{tag}" for tag in notes.tags), *((last,) if last else ())))


def states_of(names: Sequence[str]) -> tuple[str, ...]:
    """The states as they are written, whatever case they are given in; raises UnknownName."""
    known = (*(state.value for state in State), UNKNOWN)
    for name in names:
        if name.upper() not in known:
            raise UnknownName("state", name.upper(), known)
    return tuple(name.upper() for name in names)


def types_of(names: Sequence[str]) -> tuple[str, ...]:
    """Names of job types; raises UnknownName."""
    from tradecore_workbench.kinds import kind_of

    return tuple(kind_of(name).name for name in names)


def row(line: RunLine) -> tuple[str, ...]:
    """One line of the list; its last cell is the headline, what went wrong, or where a run is that goes on."""
    remark = shortened(line.error.message) if line.error else line.headline or line.doing
    again = f"{line.state}, attempt {line.attempt}" if line.attempt > 1 else line.state
    cells = line.job_id, again, moment(line.created), took(line)
    return *cells, line.symbols, line.subject, remark


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
    notes = workbench.runs.notes(record.job_id)
    if common.json:
        request = workbench.runs.request(record.job_id)
        print_json({**as_json(record), **in_full(record), **notes_json(notes), "request": request})
        return 0
    status = record.status
    length = took(status) and f" in {took(status)}"
    again = f", attempt {status.attempt}" if status.attempt > 1 else ""
    say(f"Run {record.job_id}: {record.state}{length}{again}, asked for {moment(status.created)} UTC.", "")
    if status.state is State.SUCCEEDED:
        say(*result_lines(workbench, record), "", *changes(workbench, record), files_of(record))
    elif status.state.final:
        say(reason(record))
    else:
        say(f"At: {doing(status, known=record.known)}.")
    say("", *notes_lines(notes), "", f"Run folder: {record.folder}")
    return 0


def changes(workbench: "Workbench", record: RunRecord) -> list[str]:
    """The files and data sets of a run that are others by now, in sentences."""
    from tradecore_workbench.since import changed_since

    found = changed_since(workbench.adapters, record.job_id)
    return [*(prose(change.sentence) for change in found), ""] if found else []


def in_full(record: RunRecord) -> dict[str, Any]:
    """What a list leaves out of a run: signs of life, progress, and where its log and its page lie."""
    status, folder = record.status, Path(record.folder)
    page = folder / "report.html"
    return {
        "heartbeat": status.heartbeat,
        "process": asdict(status.process) if status.process else None,
        "progress": asdict(status.progress),
        "log": str(folder / "log.txt"),
        "report": str(page) if page.is_file() else None,
    }


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
        say(f"Run {job_id}: {state.value}{at}. {go_on(record)}", "", f"Run folder: {record.folder}")
    return 0


@app.command()
@grouped
def resume(
    run: Annotated[str, typer.Argument(metavar="ID", help="A run's id or its beginning.", show_default=False)],
    *,
    take_over: Annotated[
        bool, typer.Option("--take-over", help="Also a run of another host, which works on it no longer.")
    ] = False,
    detach: Annotated[bool, typer.Option("--detach", help="Start it and return at once.")] = False,
    common: Common,
) -> int:
    """Go on with a run that failed, was lost or was cancelled, in its folder; what is finished is not done again."""
    workbench = open_workbench(common)
    job_id = workbench.runs.find(run)
    record = workbench.runs.record(job_id)
    if record.status.state is not State.SUCCEEDED:
        return finished(workbench, workbench.resume(job_id, take_over=take_over), common, detach=detach)
    if common.json:
        print_json(as_json(record))
    else:
        say(f"Run {job_id} has SUCCEEDED already: nothing is left to do.")
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


# Last, as the help lists commands in this order.
for command in (compare, rerun, note, tag, pin, unpin, prune):
    app.command()(command)
