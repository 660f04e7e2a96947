"""`tradecore runs compare`."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tradecore.errors import InvalidValue
from tradecore.proof import Proof
from tradecore.views.compared_runs.model import Row, RunComparison, differing
from tradecore.views.text import NOTHING, counted, day, moment, signed_percent
from tradecore_cli.desk import open_workbench
from tradecore_cli.groups import grouped
from tradecore_cli.options import Common
from tradecore_cli.output import print_json, say
from tradecore_cli.text import aligned, marked, prose

if TYPE_CHECKING:
    from tradecore_workbench.workbench import Workbench


@grouped
def compare(
    runs: Annotated[
        list[str], typer.Argument(metavar="ID ID ...", help="Runs of one type, two to six.", show_default=False)
    ],
    *,
    everything: Annotated[bool, typer.Option("--all", help="Show also what is the same in all of them.")] = False,
    out: Annotated[str, typer.Option("--out", metavar="FILE.png", help="Where to draw their curves.")] = "",
    no_picture: Annotated[bool, typer.Option("--no-picture", help="Draw nothing.")] = False,
    common: Common,
) -> int:
    """Compare runs: what was asked differently, what came out differently, and their equity over each other.

    Runs that were asked the same are compared file by file: they are equal, or the first row that differs is named.
    """
    from tradecore_workbench import comparing

    picture = checked_picture(out, no_picture=no_picture)
    workbench = open_workbench(common)
    ids = [workbench.runs.find(run) for run in runs]
    view = comparing.compare(workbench, ids)
    proofs = outputs(workbench, view)
    drawn = None if no_picture else comparing.draw(workbench, view, picture)
    if common.json:
        print_json({**as_json(view), "outputs": proofs_json(proofs), "picture": str(drawn) if drawn else None})
        return 0
    say(*lines(view, everything=everything))
    for letter, proof in zip(view.letters[1:], proofs, strict=False):
        say(*proof_lines(letter, proof))
    if drawn:
        say("", f"Picture: {drawn}")
    return 0


def checked_picture(out: str, *, no_picture: bool) -> str:
    """The path itself; raises InvalidValue for one that no picture can be written to."""
    path = Path(out).expanduser()
    if out and no_picture:
        raise InvalidValue("--out", out, "nothing with --no-picture")
    if out and (path.suffix.lower() != ".png" or not path.parent.is_dir()):
        raise InvalidValue("--out", out, "a file name that ends in .png, in a folder that exists")
    return str(path) if out else ""


def outputs(workbench: "Workbench", view: RunComparison) -> Sequence[Proof]:
    """The files of the others held against those of the first, when all were asked the same; nothing otherwise."""
    from tradecore_workbench.rerunning import compared

    same = not differing((*view.settings, *view.data))
    records = [workbench.runs.record(run.job_id) for run in view.runs]
    if not same or not all(record.result for record in records):
        return ()
    return [compared(workbench.runs, records[0], record) for record in records[1:]]


def lines(view: RunComparison, *, everything: bool) -> list[str]:
    """The comparison for a person."""
    tables = (
        ("settings", view.settings, True),
        ("data", view.data, False),
        ("versions and code", view.environment, False),
        ("metrics", view.metrics, False),
    )
    found = [heads(view), "", *map(prose, view.sentences)]
    for title, rows, origins in tables:
        found += section(title, rows, view.letters, everything=everything, origins=origins)
    return [*found, *curves(view)]


def heads(view: RunComparison) -> str:
    """Which letter is which run."""
    rows = [
        (letter, run.job_id, run.state, moment(run.created), ", ".join(run.tags))
        for letter, run in zip(view.letters, view.runs, strict=True)
    ]
    return aligned(rows, left=5, indent="")


def section(title: str, rows: Sequence[Row], letters: Sequence[str], *, everything: bool, origins: bool) -> list[str]:
    """One table: the rows that differ, or all of them with those that differ marked."""
    different = differing(rows)
    chosen = rows if everything else different
    if not chosen:
        return []
    same = len(rows) - len(different)
    rest = f"; {counted(same, 'other')} {'is' if same == 1 else 'are'} the same" if same and not everything else ""
    body = [_cells(row, everything=everything, origins=origins) for row in chosen]
    text = aligned([("", *letters), *body], left=1 + len(letters) * (title != "metrics"))
    return ["", f"{title.capitalize()} that differ{rest}:" if not everything else f"{title.capitalize()}:", text]


def _cells(row: Row, *, everything: bool, origins: bool) -> tuple[str, ...]:
    key = marked(row.key, on=row.differs) if everything else row.key
    if not origins or not row.origins:
        return key, *row.values
    return key, *(
        f"{value} ({origin})" if origin else value for value, origin in zip(row.values, row.origins, strict=True)
    )


def curves(view: RunComparison) -> list[str]:
    """Returns since the start at some instants."""
    if not view.samples:
        return []
    rows = [
        (day(instant, view.zone), *(NOTHING if value is None else signed_percent(value) for value in values))
        for instant, values in view.samples
    ]
    return ["", "Return since the start:", aligned([("", *view.letters), *rows])]


def as_json(view: RunComparison) -> dict[str, Any]:
    """The comparison as one document; numbers as numbers."""

    def plain(rows: Sequence[Row]) -> list[dict[str, Any]]:
        return [
            {"key": row.key, "values": list(row.values), "differs": row.differs}
            | ({"origins": list(row.origins)} if row.origins else {})
            for row in rows
        ]

    return {
        "runs": [
            {
                "letter": letter,
                "run": run.job_id,
                "type": run.kind,
                "state": run.state,
                "created": run.created,
                "tags": list(run.tags),
                "metrics": dict(run.numbers),
            }
            for letter, run in zip(view.letters, view.runs, strict=True)
        ],
        "sentences": list(view.sentences),
        "settings": plain(view.settings),
        "data": plain(view.data),
        "environment": plain(view.environment),
        "metrics": plain(view.metrics),
        "returns": [{"day": day(instant, view.zone), "values": list(values)} for instant, values in view.samples],
    }


def proofs_json(proofs: Sequence[Proof]) -> list[dict[str, Any]]:
    """How the files of each other run compare with those of the first."""
    from tradecore_cli.history.rerun import as_json as plain

    return [plain(proof) for proof in proofs]


def proof_lines(letter: str, proof: Proof) -> list[str]:
    """How the files of a run compare with those of A, for a person."""
    first, *others = proof.sentences
    return ["", prose(f"A and {letter} were asked the same. {first}"), *map(prose, others)]
