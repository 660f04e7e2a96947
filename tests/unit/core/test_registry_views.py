"""The models of a registry in words."""

from dataclasses import replace
from typing import Any

import pytest

from tradecore.contracts.promote import Change, Check, PromoteResult, Standing
from tradecore.contracts.train import ModelRecord
from tradecore.views.charts import Cell, Tone
from tradecore.views.registry import HEAD, about, damaged_line, history, model_line, models_grid, refused

RECORD = ModelRecord(
    name="wise", learner="ridge", parameters={"alpha": 1.0, "solver": "auto", "deep": True}, features=("change(1)",),
    features_fingerprint="f", target="return", unit="return", horizon=7, step="1h", symbol="ACME",
    train_start="2024-01-02T14:30:00Z", train_end="2024-12-30T20:30:00Z", label_end="2025-01-02T15:30:00Z",
    rows=1_600, sigma=0.0123, seed=1, data_sha256="d" * 64, sha256="a" * 64, versions={},
    metrics={"skill": 0.031, "log_loss_skill": None, "rank_ic": 0.08, "auc": 0.53}, leak_check="passed",
    held_out=700, folds=5, gap=7,
)  # fmt: skip
OVERRIDDEN = Change("promoted", "to see what it does live", ("leak check",), at="2026-01-05T10:00:00.5Z", run="r1")


def standing(*changes: Change) -> Standing:
    return Standing(changes)


def test_a_line_says_how_a_model_stands() -> None:
    line = model_line(RECORD, standing())
    assert len(line.cells) == len(HEAD)
    assert line.cells == (
        "wise", "candidate", "ridge", "ACME", "return 7 x 1h", "2024-12-30", "+3.1%", "0.08", "0.53",
    )  # fmt: skip
    assert line.remark == ""
    assert model_line(RECORD, standing(Change("promoted"))).cells[1] == "promoted"


def test_an_override_is_told_in_the_line_and_beside_it() -> None:
    line = model_line(RECORD, standing(Change("promoted"), OVERRIDDEN))
    assert line.cells[1] == "promoted, by override"
    assert "without leak check, by override: to see what it does live" in line.remark


def test_a_direction_is_judged_by_its_log_loss() -> None:
    other = replace(RECORD, target="direction", metrics={**RECORD.metrics, "log_loss_skill": -0.01})
    assert model_line(other, standing()).cells[6] == "-1.0%"


@pytest.mark.parametrize(("state", "tone"), [("promoted", Tone.GOOD), ("retired", Tone.QUIET), ("candidate", None)])
def test_standings_have_their_colours(state: Any, tone: Tone | None) -> None:
    (row,) = models_grid([model_line(RECORD, standing(Change(state)))]).rows
    assert row[1] == Cell(state, tone, 0.0)


def test_a_damaged_model_has_a_line_as_long_as_the_others() -> None:
    line = damaged_line("broken", "its record is no record")
    assert (len(line.cells), line.cells[:2], line.remark) == (
        len(HEAD),
        ("broken", "damaged"),
        "its record is no record",
    )
    assert models_grid([line]).rows[0][1] == Cell("damaged", Tone.BAD, 0.0)


def test_parameters_of_any_type_are_told() -> None:
    assert "ridge (alpha 1, solver auto, deep yes) on change(1)" in about(RECORD, standing())[1]
    assert "skill +3.1%, rank IC 0.08, AUC 0.53, hit rate none (none to beat)" in about(RECORD, standing())[4]


def test_the_history_names_run_reason_and_what_was_missing() -> None:
    retired = Change("retired", "drifted", at="2026-02-01T00:00:00Z")
    assert history(standing(OVERRIDDEN, retired)) == (
        "2026-01-05 10:00 UTC promoted by run r1, without leak check: to see what it does live",
        "2026-02-01 00:00 UTC retired: drifted",
    )


def test_a_refusal_names_each_demand_and_what_to_do() -> None:
    checks = (Check("leak check", passed=False, found="not run", hint="train it again with the leak check"),
              Check("features", passed=True, found="8 features"),
              Check("file", passed=False, found="it does not open"))  # fmt: skip
    result = PromoteResult("wise", promoted=False, overridden=False, checks=checks)
    assert refused(result) == (
        "leak check: not run. To do: train it again with the leak check.",
        "file: it does not open. To do: train it again.",
    )
