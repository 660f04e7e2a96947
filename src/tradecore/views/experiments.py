"""Experiments: every run that tried something, with the numbers by which they are compared."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any, Literal, TypeAlias, cast

from tradecore.contracts.ledger import LedgerEntry
from tradecore.jobs import RunLine
from tradecore.notes import Notes
from tradecore.views.charts import Cell, Grid
from tradecore.views.meanings import meaning, written
from tradecore.views.text import counted, moment

KINDS = ("backtest", "optimize", "walkforward", "train")
# The numbers of an experiment, by where they stand in its result.
NUMBERS: Mapping[str, tuple[str, ...]] = {
    "sharpe": ("metrics", "sharpe"),
    "total_return": ("metrics", "total_return"),
    "max_drawdown": ("metrics", "max_drawdown"),
    "trades": ("metrics", "trades"),
    "deflated_sharpe": ("inference", "deflated_sharpe"),
    "overfitting": ("inference", "overfitting"),
    "skill": ("metrics", "skill"),
}
LABELS = {"deflated_sharpe": "no luck", "overfitting": "overfitted", "trades": "trades", "sharpe": "Sharpe"}
WORDS = (
    "Sharpe: return for each unit of variation, a year; 1 is good, and an out-of-sample one counts for more than any "
    "other. No luck: the deflated Sharpe ratio of a search's best set, 95% convinces. Overfitted: how often choosing "
    "fails on the other half of the data, below 50% or choosing is drawing lots. Skill: of a model, above 0."
)

Value: TypeAlias = float | int | str | None


@dataclass(frozen=True, slots=True)
class Experiment:
    """One run: what it was about and what came of it; `numbers` by the names of NUMBERS, None where there is none.

    `tried` is how many parameter sets it tried, 1 for a backtest and 0 for a training. `against` says what its numbers
    are worth: `in sample`, `chosen with hindsight`, `out of sample`.
    """

    job_id: str
    kind: str
    state: str
    created: str
    subject: str
    symbols: str
    numbers: Mapping[str, float | int | None]
    tried: int = 0
    worth: str = ""
    verdict: str = ""
    tags: tuple[str, ...] = ()
    note: str = ""


def experiment_of(line: RunLine, document: Mapping[str, object], notes: Notes) -> Experiment:
    """The experiment of a run; `document` is its result.json, empty without one."""
    facts = _mapping(document.get("result"))
    return Experiment(
        job_id=line.job_id,
        kind=line.type,
        state=line.state,
        created=line.created,
        subject=line.subject or str(_mapping(facts.get("model")).get("name") or ""),
        symbols=line.symbols,
        numbers={name: _number(facts, *path) for name, path in NUMBERS.items()},
        tried=_tried(line.type, facts),
        worth=_worth(line.type, facts),
        verdict=line.headline or (line.error.message if line.error else line.doing),
        tags=notes.tags,
        note=notes.notes[-1].text if notes.notes else "",
    )


@dataclass(frozen=True, slots=True)
class Wish:
    """Which experiments are wanted: of these kinds, subjects and tags (all where empty), with trades enough."""

    kinds: tuple[str, ...] = ()
    subjects: tuple[str, ...] = ()
    symbols: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    fewest_trades: int = 0
    finished: bool = False

    def accepts(self, each: Experiment) -> bool:
        """Whether an experiment is wanted; a training has no trades to count."""
        listed = (
            not self.kinds or each.kind in self.kinds,
            not self.subjects or each.subject in self.subjects,
            not self.symbols or each.symbols in self.symbols,
            not self.tags or bool(set(self.tags) & set(each.tags)),
            not self.finished or each.state == "SUCCEEDED",
        )
        trades = each.numbers["trades"]
        return all(listed) and (trades is None or trades >= self.fewest_trades)


def experiment_rows(experiments: Iterable[Experiment]) -> list[dict[str, Value]]:
    """One row an experiment, numbers as numbers: what a table sorts by and a file holds."""
    return [
        {
            "when (UTC)": moment(each.created),
            "kind": each.kind,
            "subject": each.subject,
            "of": each.symbols,
            **{heading(name): each.numbers[name] for name in NUMBERS},
            "sets": each.tried or None,
            "worth": each.worth,
            "verdict": each.verdict,
            "tags": ", ".join(each.tags),
            "note": each.note,
            "state": each.state,
            "run": each.job_id,
        }
        for each in experiments
    ]


def heading(name: str) -> str:
    """What a column is called."""
    return LABELS.get(name, meaning(name).label)


def together(experiments: Sequence[Experiment]) -> tuple[str, ...]:
    """What is to be said of all of them at once."""
    tried = sum(each.tried for each in experiments)
    if not tried:
        return ()
    best = max(
        (each for each in experiments if each.numbers["sharpe"] is not None),
        key=lambda each: each.numbers["sharpe"] or 0.0,
        default=None,
    )
    lines = [f"{counted(len(experiments), 'experiment')} tried {counted(tried, 'parameter set')}."]
    if best is not None and len(experiments) > 1:
        sharpe = written("sharpe", best.numbers["sharpe"])
        lines.append(
            f"The highest Sharpe of them is {sharpe} ({best.worth}), of run {best.job_id}. The best of many tries "
            "looks better than it is."
        )
    return tuple(lines)


def ledger_grid(entries: Sequence[LedgerEntry]) -> Grid:
    """How much was ever tried, by strategy and data; runs that were deleted count too."""
    found: dict[tuple[str, str], list[LedgerEntry]] = {}
    for entry in entries:
        found.setdefault((entry.strategy, entry.data[0] if entry.data else ""), []).append(entry)
    rows = tuple(
        (
            strategy or "(a look at the holdout)",
            data,
            f"{sum(each.trials for each in some):,}",
            f"{len(some):,}",
            Cell(f"{sum(bool(each.holdout) for each in some):,}"),
            moment(max(each.counted for each in some)),
        )
        for (strategy, data), some in sorted(found.items())
    )
    caption = (
        "Everything that was ever tried on the data counts against the best of it, and deleting runs does not take it "
        "back. A sealed holdout is unspoilt for its first look only."
    )
    head = ("strategy", "data", "sets tried", "requests", "looks at the holdout", "last (UTC)")
    return Grid("Tried so far", head, rows, caption, left=2)


Worth: TypeAlias = Literal["", "in sample", "chosen with hindsight", "out of sample", "held out", "not chosen here"]


def _worth(kind: str, facts: Mapping[str, Any]) -> Worth:
    """What the numbers of a result are worth as evidence."""
    if not facts:
        return ""
    if facts.get("in_sample"):
        return "in sample"
    known: Mapping[str, Worth] = {
        "backtest": "not chosen here",
        "optimize": "chosen with hindsight",
        "walkforward": "out of sample",
        "train": "held out",
    }
    return known.get(kind, "")


def _tried(kind: str, facts: Mapping[str, Any]) -> int:
    if kind == "backtest":
        return 1 if facts else 0
    value = facts.get("trials" if kind == "optimize" else "sets")
    return value if isinstance(value, int) else 0


def _number(facts: Mapping[str, Any], part: str, name: str) -> float | int | None:
    """Results are read as they lie there, edited or not."""
    value = _mapping(facts.get(part)).get(name)
    return value if isinstance(value, int | float) and isfinite(value) else None


def _mapping(value: object) -> Mapping[str, Any]:
    return cast("Mapping[str, Any]", value) if isinstance(value, Mapping) else {}
