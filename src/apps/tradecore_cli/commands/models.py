"""`tradecore models list`, `show`, `promote` and `retire`."""

from typing import TYPE_CHECKING, Annotated

import typer

from tradecore.contracts.promote import Change, PromoteResult
from tradecore.contracts.train import ModelRecord
from tradecore.errors import InvalidValue, TradecoreError
from tradecore.jobs import RunRecord
from tradecore.promotion import override_of
from tradecore.views.text import percent, ratio, signed_percent
from tradecore_cli.desk import carry_out, open_workbench
from tradecore_cli.exits import DONE, MODEL
from tradecore_cli.groups import grouped
from tradecore_cli.options import Common, Job, application
from tradecore_cli.output import print_json, say
from tradecore_cli.text import aligned, moment, prose

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
        head = ("model", "standing", "learner", "of", "target", "trained to", "skill", "rank IC", "AUC")
        listed = [row_of_any(workbench, name) for name in names]
        say(aligned([head, *(cells for cells, _ in listed)], left=6, indent=""))
        say(*(prose(remark) for _, remark in listed if remark))
    return DONE


def row_of_any(workbench: "Workbench", name: str) -> tuple[tuple[str, ...], str]:
    """One line of the list and what has to be said of the model; one that cannot be read does not hide the others."""
    try:
        return row(workbench, name), override_of(name, workbench.models.standing(name))
    except TradecoreError as error:
        return (name, "damaged", *[""] * 7), str(error)


def row(workbench: "Workbench", name: str) -> tuple[str, ...]:
    """One line of the list; what was promoted by override says so."""
    record, standing = workbench.models.record(name), workbench.models.standing(name)
    overridden = standing.state == "promoted" and standing.last.missing
    state = f"{standing.state}, by override" if overridden else standing.state
    metrics = record.metrics
    target = f"{record.target} {record.horizon} x {record.step}"
    cells = name, state, record.learner, record.symbol, target, record.train_end[:10]
    return *cells, signed_percent(skill(record)), ratio(metrics.get("rank_ic")), ratio(metrics.get("auc"))


def skill(record: ModelRecord) -> float | None:
    """How much better than what knows nothing it was on the held-out rows."""
    return record.metrics.get("log_loss_skill" if record.target == "direction" else "skill")


@app.command()
@grouped
def show(name: Name, *, common: Common) -> int:
    """Show what is known of a model: what it was trained on, how it was judged, and how it stands."""
    workbench = open_workbench(common)
    record, standing = workbench.models.record(name), workbench.models.standing(name)
    if common.json:
        print_json(document(workbench, name))
        return DONE
    parameters = ", ".join(f"{key} {value:g}" for key, value in record.parameters.items())
    metrics = record.metrics
    say(
        prose(f"Model {name}: {standing.state}. {override_of(name, standing)}".rstrip()),
        prose(f"It is a {record.learner} ({parameters}) on {', '.join(record.features)}."),
        prose(
            f"It predicts the {record.target} of {record.symbol} {record.horizon} bars of {record.step} ahead, with a "
            f"sigma of {record.sigma:.3g} out of {record.folds} folds."
        ),
        prose(
            f"Trained on {record.rows:,} rows from {moment(record.train_start)} to {moment(record.train_end)} UTC, "
            f"whose labels reach to {moment(record.label_end)}; seed {record.seed}, leak check {record.leak_check}."
        ),
        prose(
            f"Judged on {record.held_out:,} held-out rows after a gap of {record.gap}: "
            f"skill {signed_percent(skill(record))}, "
            f"rank IC {ratio(metrics.get('rank_ic'))}, AUC {ratio(metrics.get('auc'))}, "
            f"hit rate {percent(metrics.get('hit_rate'))} ({percent(metrics.get('majority'))} to beat)."
        ),
        prose(f"Its file has the SHA-256 {record.sha256}, that of the bars was {record.data_sha256}."),
        f"From run {record.run}." if record.run else "",
        *(prose(told(change)) for change in standing.changes),
    )
    return DONE


def told(change: Change) -> str:
    """One line of a model's history."""
    by = f" by run {change.run}" if change.run else ""
    without = f", without {', '.join(change.missing)}" if change.missing else ""
    why = f": {change.reason}" if change.reason else ""
    return f"{moment(change.at)} UTC {change.state}{by}{without}{why}"


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
