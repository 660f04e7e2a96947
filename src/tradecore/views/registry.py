"""The models of a registry: a line each, what is known of one, and how it came to stand where it stands."""

from collections.abc import Sequence
from dataclasses import dataclass

from tradecore.contracts.promote import Change, PromoteResult, Standing
from tradecore.contracts.train import ModelRecord
from tradecore.promotion import override_of
from tradecore.views.charts import Cell, Grid, Tone
from tradecore.views.settings import shown
from tradecore.views.text import moment, percent, ratio, signed_percent

DAMAGED = "damaged"
HEAD = ("model", "standing", "learner", "of", "target", "trained to", "skill", "rank IC", "AUC")
TONES = {"promoted": Tone.GOOD, "retired": Tone.QUIET, DAMAGED: Tone.BAD}
CAPTION = (
    "Skill is how much smaller the error on held-out rows is than that of forecasting no change: at or below 0 the "
    "model is useless. Rank IC above 0.05 is already much, and a coin has an AUC of 0.5. Only a promoted one is traded."
)


@dataclass(frozen=True, slots=True)
class ModelLine:
    """One model in a list: `cells` stand under HEAD, `remark` is what has to be said wherever the model appears."""

    name: str
    state: str
    cells: tuple[str, ...]
    remark: str = ""


def model_line(record: ModelRecord, standing: Standing) -> ModelLine:
    """The line of a model; what was promoted by override says so."""
    overridden = standing.state == "promoted" and standing.last.missing
    state = f"{standing.state}, by override" if overridden else standing.state
    metrics = record.metrics
    target = f"{record.target} {record.horizon} x {record.step}"
    about = (record.name, state, record.learner, record.symbol, target, record.train_end[:10])
    numbers = signed_percent(skill(record)), ratio(metrics.get("rank_ic")), ratio(metrics.get("auc"))
    return ModelLine(record.name, standing.state, (*about, *numbers), override_of(record.name, standing))


def damaged_line(name: str, problem: str) -> ModelLine:
    """The line of a model that cannot be read, so that it does not hide the others."""
    return ModelLine(name, DAMAGED, (name, DAMAGED, *[""] * (len(HEAD) - 2)), problem)


def skill(record: ModelRecord) -> float | None:
    """How much better than what knows nothing it was on the held-out rows."""
    return record.metrics.get("log_loss_skill" if record.target == "direction" else "skill")


def models_grid(lines: Sequence[ModelLine]) -> Grid:
    """All models, with their standing in colour."""
    rows = tuple((line.cells[0], Cell(line.cells[1], TONES.get(line.state), 0.0), *line.cells[2:]) for line in lines)
    return Grid("Models", HEAD, rows, CAPTION, left=6)


def about(record: ModelRecord, standing: Standing) -> tuple[str, ...]:
    """What there is to say of a model, what matters first."""
    name, metrics = record.name, record.metrics
    parameters = ", ".join(f"{key} {shown(value)}" for key, value in record.parameters.items())
    return (
        f"Model {name}: {standing.state}. {override_of(name, standing)}".rstrip(),
        f"It is a {record.learner} ({parameters}) on {', '.join(record.features)}.",
        (
            f"It predicts the {record.target} of {record.symbol} {record.horizon} bars of {record.step} ahead, with a "
            f"sigma of {record.sigma:.3g} out of {record.folds} folds."
        ),
        (
            f"Trained on {record.rows:,} rows from {moment(record.train_start)} to {moment(record.train_end)} UTC, "
            f"whose labels reach to {moment(record.label_end)}; seed {record.seed}, leak check {record.leak_check}."
        ),
        (
            f"Judged on {record.held_out:,} held-out rows after a gap of {record.gap}: "
            f"skill {signed_percent(skill(record))}, "
            f"rank IC {ratio(metrics.get('rank_ic'))}, AUC {ratio(metrics.get('auc'))}, "
            f"hit rate {percent(metrics.get('hit_rate'))} ({percent(metrics.get('majority'))} to beat)."
        ),
        f"Its file has the SHA-256 {record.sha256}, that of the bars was {record.data_sha256}.",
    )


def history(standing: Standing) -> tuple[str, ...]:
    """Every change of a model's standing, a line each."""
    return tuple(map(told, standing.changes))


def told(change: Change) -> str:
    """One line of a model's history."""
    by = f" by run {change.run}" if change.run else ""
    without = f", without {', '.join(change.missing)}" if change.missing else ""
    why = f": {change.reason}" if change.reason else ""
    return f"{moment(change.at)} UTC {change.state}{by}{without}{why}"


def refused(result: PromoteResult) -> tuple[str, ...]:
    """Why a model was not promoted, a line for each demand that it fails, with what to do; empty when it was."""
    failed = (check for check in result.checks if not check.passed)
    return tuple(f"{check.name}: {check.found}. To do: {check.hint or 'train it again'}." for check in failed)
