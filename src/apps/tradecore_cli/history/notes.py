"""`tradecore runs note`, `tag`, `pin` and `unpin`."""

from collections.abc import Callable
from time import time_ns
from typing import Annotated, Any

import typer

from tradecore.notes import PINNED, Notes, noted, tagged
from tradecore.views.text import moment, visible
from tradecore_cli.desk import open_workbench
from tradecore_cli.groups import grouped
from tradecore_cli.options import Common
from tradecore_cli.output import print_json, say
from tradecore_cli.text import prose

Run = Annotated[str, typer.Argument(metavar="ID", help="A run's id or its beginning.", show_default=False)]


@grouped
def note(
    run: Run,
    text: Annotated[str, typer.Argument(metavar="TEXT", help="What there is to say of it.", show_default=False)],
    *,
    common: Common,
) -> int:
    """Write a remark about a run into notes.json in its folder."""
    return _changed(run, lambda notes: noted(notes, text, time_ns()), common)


@grouped
def tag(
    run: Run,
    tags: Annotated[
        list[str] | None, typer.Argument(metavar="TAG ...", help="Words to find it by.", show_default=False)
    ] = None,
    *,
    remove: Annotated[
        list[str] | None, typer.Option("--remove", metavar="TAG", help="Take this tag away. May be repeated.")
    ] = None,
    common: Common,
) -> int:
    """Give a run tags, or take some away; without any, show those it has."""
    if not tags and not remove:
        workbench = open_workbench(common)
        job_id = workbench.runs.find(run)
        return _shown(job_id, workbench.runs.notes(job_id), common)
    return _changed(run, lambda notes: tagged(notes, tags or (), remove or ()), common)


@grouped
def pin(run: Run, *, common: Common) -> int:
    """Keep a run from being pruned; the same as giving it the tag `pinned`."""
    return _changed(run, lambda notes: tagged(notes, (PINNED,)), common)


@grouped
def unpin(run: Run, *, common: Common) -> int:
    """Let a run be pruned again."""
    return _changed(run, lambda notes: tagged(notes, remove=(PINNED,)), common)


def notes_lines(notes: Notes) -> list[str]:
    """Tags and remarks for a person; nothing where nothing was said."""
    lines = [f"Tags: {', '.join(notes.tags)}."] if notes.tags else []
    lines += [f"A rerun of {notes.rerun_of}."] if notes.rerun_of else []
    return lines + [prose(f"Note of {moment(each.at)} UTC: {visible(each.text)}") for each in notes.notes]


def notes_json(notes: Notes) -> dict[str, Any]:
    """The same for machines."""
    return {
        "tags": list(notes.tags),
        "pinned": notes.pinned,
        "rerun_of": notes.rerun_of,
        "notes": [{"at": each.at, "text": each.text} for each in notes.notes],
    }


def _changed(run: str, change: Callable[[Notes], Notes], common: Common) -> int:
    workbench = open_workbench(common)
    job_id = workbench.runs.find(run)
    return _shown(job_id, workbench.runs.annotate(job_id, change), common)


def _shown(job_id: str, notes: Notes, common: Common) -> int:
    if common.json:
        print_json({"run": job_id, **notes_json(notes)})
    else:
        say(f"Run {job_id}:", *(notes_lines(notes) or ["Nothing was said of it, and it has no tags."]))
    return 0
