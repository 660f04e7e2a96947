"""Experiments: runs of several types by the numbers that compare them."""

from dataclasses import replace
from typing import Any

import pytest

from tradecore.contracts.ledger import LedgerEntry
from tradecore.jobs import Failure, RunLine
from tradecore.notes import Note, Notes
from tradecore.views.experiments import (
    Experiment,
    Wish,
    experiment_of,
    experiment_rows,
    ledger_grid,
    together,
)

LINE = RunLine("id-1", "/runs/id-1", "optimize", "SUCCEEDED", "2026-01-05T10:00:00.5Z", symbols="ACME",
               subject="sma_cross", headline="Sharpe 1.02, best of 90 sets")  # fmt: skip
SEARCH: dict[str, Any] = {
    "trials": 90,
    "in_sample": False,
    "metrics": {"sharpe": 1.02, "total_return": 0.27, "max_drawdown": -0.18, "trades": 57},
    "inference": {"deflated_sharpe": 0.41, "overfitting": 0.46},
}


def made(line: RunLine = LINE, notes: Notes | None = None, **facts: Any) -> Experiment:
    return experiment_of(line, {"result": {**SEARCH, **facts}}, notes or Notes())


def test_numbers_are_found_where_each_type_has_them() -> None:
    assert made().numbers == {
        "sharpe": 1.02, "total_return": 0.27, "max_drawdown": -0.18, "trades": 57,
        "deflated_sharpe": 0.41, "overfitting": 0.46, "skill": None,
    }  # fmt: skip
    assert (made().tried, made().worth) == (90, "chosen with hindsight")


@pytest.mark.parametrize(
    ("kind", "facts", "tried", "worth"),
    [
        ("backtest", {}, 1, "not chosen here"),
        ("backtest", {"in_sample": True}, 1, "in sample"),
        ("walkforward", {"sets": 9}, 9, "out of sample"),
        ("train", {}, 0, "held out"),
    ],
)
def test_what_a_number_is_worth_depends_on_how_it_came_about(
    kind: str, facts: dict[str, Any], tried: int, worth: str
) -> None:
    found = made(replace(LINE, type=kind), **facts)
    assert (found.tried, found.worth) == (tried, worth)


@pytest.mark.parametrize("document", [{}, {"result": None}, {"result": {"metrics": [1]}}, {"result": {"trials": "x"}}])
def test_a_result_that_somebody_edited_hides_nothing_else(document: dict[str, Any]) -> None:
    found = experiment_of(LINE, document, Notes())
    assert found.tried == 0
    assert set(found.numbers.values()) == {None}


def test_a_run_that_failed_says_why_and_notes_are_told() -> None:
    failed = replace(LINE, state="FAILED", headline="", error=Failure("DirtyData", "the bars are dirty"))
    notes = Notes((Note("t", "first"), Note("t", "try fewer sets")), ("idea",))
    found = experiment_of(failed, {}, notes)
    assert (found.verdict, found.worth, found.note, found.tags) == (
        "the bars are dirty",
        "",
        "try fewer sets",
        ("idea",),
    )
    assert experiment_of(replace(failed, error=None, doing="trying sets"), {}, notes).verdict == "trying sets"


def test_a_row_holds_numbers_as_numbers() -> None:
    (row,) = experiment_rows([made(notes=Notes(tags=("a", "b")))])
    assert list(row)[:5] == ["when (UTC)", "kind", "subject", "of", "Sharpe"]
    assert (row["Sharpe"], row["no luck"], row["sets"], row["tags"]) == (1.02, 0.41, 90, "a, b")
    assert row["when (UTC)"] == "2026-01-05 10:00"
    assert experiment_rows([made(replace(LINE, type="train"), trials=0)])[0]["sets"] is None


@pytest.mark.parametrize(
    ("wish", "wanted"),
    [
        (Wish(), True),
        (Wish(kinds=("backtest",)), False),
        (Wish(kinds=("backtest", "optimize"), subjects=("sma_cross",), symbols=("ACME",)), True),
        (Wish(subjects=("follow",)), False),
        (Wish(symbols=("IBM",)), False),
        (Wish(tags=("idea",)), False),
        (Wish(fewest_trades=57), True),
        (Wish(fewest_trades=58), False),
        (Wish(finished=True), True),
    ],
)
def test_wishes_leave_out_what_does_not_meet_all_of_them(wish: Wish, wanted: bool) -> None:  # noqa: FBT001
    assert wish.accepts(made()) is wanted


def test_a_training_is_not_left_out_for_its_trades() -> None:
    assert Wish(fewest_trades=30).accepts(made(replace(LINE, type="train"), metrics={"skill": 0.1}))
    assert Wish(tags=("idea",)).accepts(made(notes=Notes(tags=("idea",))))
    assert not Wish(finished=True).accepts(made(replace(LINE, state="FAILED")))


def test_all_of_them_are_counted_and_the_best_is_warned_of() -> None:
    other = made(replace(LINE, job_id="id-2", type="walkforward"), sets=9, metrics={"sharpe": -0.1})
    lines = together([made(), other])
    assert lines[0] == "2 experiments tried 99 parameter sets."
    assert "The highest Sharpe of them is 1.02 (chosen with hindsight), of run id-1." in lines[1]
    assert together([]) == ()
    assert len(together([made()])) == 1


def test_the_ledger_is_summed_by_strategy_and_data() -> None:
    entries = [
        LedgerEntry("r1", "sma_cross", ("ACME", "hash"), 90, "a", "2026-01-05T10:00:00Z"),
        LedgerEntry("r2", "sma_cross", ("ACME", "other"), 10, "b", "2026-01-06T10:00:00Z", holdout="20%"),
        LedgerEntry("r3", "", ("ACME",), 0, "c", "2026-01-04T10:00:00Z", holdout="20%"),
    ]
    rows = ledger_grid(entries).rows
    assert [row[:4] for row in rows] == [
        ("(a look at the holdout)", "ACME", "0", "1"),
        ("sma_cross", "ACME", "100", "2"),
    ]
    assert rows[1][5] == "2026-01-06 10:00"
