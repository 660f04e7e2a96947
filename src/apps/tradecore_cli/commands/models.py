"""`tradecore models list`, `show`, `promote` and `retire`."""

from typing import TYPE_CHECKING, Annotated

import typer

from tradecore.contracts.promote import PromoteResult
from tradecore.errors import InvalidValue, TradecoreError
from tradecore.jobs import RunRecord
from tradecore.promotion import override_of
from tradecore.views.registry import HEAD, about, history
from tradecore_cli.desk import carry_out, open_workbench
from tradecore_cli.exits import DONE, MODEL
from tradecore_cli.groups import grouped
from tradecore_cli.options import Common, Job, application
from tradecore_cli.output import print_json, say
from tradecore_cli.text import aligned, prose

if TYPE_CHECKING:
    from tradecore_workbench.workbench import Workbench

app = application("List models, show one, promote it to be traded, or retire it.")
Name = Annotated[str, typer.Argument(metavar="NAME", help="A model of the registry.", show_default=False)]


@app.command("list")
@grouped
def list_models(*, common: Common) -> int:
    """List the models of the registry with how they stand."""
    workbench = open_workbench(common)
    names = workbench.models.names()
    if common.json:
        print_json([document_of_any(workbench, name) for name in names])
    elif not names:
        say("There is no model yet. Train one with: tradecore train FILE")
    else:
        listed = workbench.model_lines()
        say(aligned([HEAD, *(line.cells for line in listed)], left=6, indent=""))
        say(*(prose(line.remark) for line in listed if line.remark))
    return DONE


@app.command()
@grouped
def show(name: Name, *, common: Common) -> int:
    """Show what is known of a model: what it was trained on, how it was judged, and how it stands."""
    workbench = open_workbench(common)
    record, standing = workbench.models.record(name), workbench.models.standing(name)
    if common.json:
        print_json(document(workbench, name))
        return DONE
    say(
        *(prose(line) for line in about(record, standing)),
        f"From run {record.run}." if record.run else "",
        *map(prose, history(standing)),
    )
    return DONE


@app.command()
@grouped
def promote(
    name: Name,
    *,
    override: Annotated[
        str, typer.Option("--override", metavar="REASON", help="Promote it though a check fails; kept for good.")
    ] = "",
    walk: Annotated[
        str, typer.Option("--walk", metavar="RUN", help="A walk forward of the same recipe that speaks for it.")
    ] = "",
    job: Job,
    common: Common,
) -> int:
    """Promote a model to be traded, if it passes the gate; otherwise say what is missing and end with exit code 5."""
    workbench = open_workbench(common)
    workbench.models.record(name)
    fields = {"model": name, "override": override, "walk": workbench.runs.find(walk) if walk else ""}
    return carry_out(workbench, "promote", fields, common, job, judge=judged)


def judged(result: PromoteResult, _: RunRecord) -> int:
    """The exit code of a promotion."""
    return DONE if result.promoted else MODEL


@app.command()
@grouped
def retire(
    name: Name,
    *,
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why; shown wherever the model appears.")],
    common: Common,
) -> int:
    """Retire a model: it stays in the registry, and whoever uses it is told."""
    if not reason.strip():
        raise InvalidValue("--reason", reason, "a word on why the model is retired")
    workbench = open_workbench(common)
    workbench.retire(name, reason.strip())
    if common.json:
        print_json(document(workbench, name))
    else:
        say(prose(override_of(name, workbench.models.standing(name))))
    return DONE


def document(workbench: "Workbench", name: str) -> dict[str, object]:
    """A model as one document: its record and its standing."""
    from tradecore_kit.codec import encode

    record, standing = workbench.models.record(name), workbench.models.standing(name)
    return {"state": standing.state, "record": encode(record), "changes": encode(standing.changes)}


def document_of_any(workbench: "Workbench", name: str) -> dict[str, object]:
    """The same, or for a model that cannot be read what is wrong with it."""
    try:
        return document(workbench, name)
    except TradecoreError as error:
        return {"state": "damaged", "name": name, "problem": str(error)}
