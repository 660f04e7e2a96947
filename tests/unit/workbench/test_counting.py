"""What the trial ledger counts: distinct requests on the same data, whatever happens to their runs."""

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tradecore.contracts.ledger import LedgerEntry
from tradecore.contracts.optimize import OptimizeRequest
from tradecore.errors import InvalidValue
from tradecore_workbench.adapters import Adapters
from tradecore_workbench.counting import count, new_run
from tradecore_workbench.execution import typed_request
from tradecore_workbench.kinds import kind_of_request
from tradecore_workbench.workbench import Workbench
from tradecore_workbench.workspace import make

BARS = "time,open,high,low,close,volume\n2026-01-05T15:00:00Z,10,11,9,10.5,100\n"
GRID = {"fast": "5:50:5", "slow": "60,70"}


class Desk:
    """A workspace with two files of bars; runs are stored, counted and never started."""

    def __init__(self, folder: Path) -> None:
        self.workbench = Workbench(make(folder))
        self.adapters = Adapters(folder)
        for name in ("a.csv", "b.csv"):
            (folder / "data" / name).write_text(f"{BARS}2026-01-05T16:00:00Z,10,11,9,10,{ord(name[0])}\n")

    def request(self, file: str = "a.csv", symbol: str = "AAA", over: Any = None, **said: object) -> OptimizeRequest:
        bars = {"path": f"data/{file}", "symbol": symbol}
        return self.workbench.request("optimize", {"bars": bars, "strategy": "sma_cross", "over": over or GRID, **said})

    def submit(self, request: Any) -> tuple[str, Any]:
        job_id = new_run(self.adapters, kind_of_request(request), request)
        return job_id, typed_request(self.adapters.runs.request(job_id), "request.json")[1]

    def before(self, request: Any) -> int:
        return self.submit(request)[1].counted.before

    @property
    def entries(self) -> list[LedgerEntry]:
        with self.adapters.ledger.opened() as book:
            return list(book.entries())


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_each_look_at_a_sealed_holdout_is_counted(desk: Desk) -> None:
    desk.workbench.settings.set("data.holdout", "1 bar")
    assert desk.submit(desk.request())[1].counted.look == 0

    def opened(**said: object) -> int:
        bars = {"path": "data/a.csv", "symbol": "AAA", "open_holdout": True}
        usual = {"bars": bars, "strategy": "sma_cross", "over": GRID}
        return desk.submit(desk.workbench.request("optimize", {**usual, **said}))[1].counted.look

    assert (opened(), opened(), opened(random=7)) == (1, 1, 2)
    bars = {"path": "data/a.csv", "symbol": "AAA", "open_holdout": True}
    desk.submit(desk.workbench.request("train", {"bars": bars}))
    desk.submit(desk.workbench.request("train", {"bars": {**bars, "open_holdout": False}}))
    assert [(entry.strategy, entry.trials, entry.holdout) for entry in desk.entries] == [
        ("sma_cross", 20, ""),
        ("sma_cross", 20, "1 bar"),
        ("sma_cross", 7, "1 bar"),
        ("", 0, "1 bar"),
    ]
    assert opened(random=9) == 4
    assert desk.before(desk.request()) == 36, "a look is no trial"


def test_each_request_is_told_what_others_tried_before(desk: Desk) -> None:
    assert desk.before(desk.request()) == 0
    assert desk.before(desk.request(over={"fast": "5,10", "slow": "60"})) == 20
    assert desk.before(desk.request(random=7)) == 22
    assert [entry.trials for entry in desk.entries] == [20, 2, 7]


def test_refused_sets_were_never_tried(desk: Desk) -> None:
    desk.submit(desk.request(over={"fast": "5,90", "slow": "60,70"}))
    assert desk.entries[0].trials == 2


@pytest.mark.parametrize(
    ("said", "same"),
    [
        ({"symbol": "BBB"}, True),
        ({"file": "b.csv"}, True),
        ({"file": "b.csv", "symbol": "BBB"}, False),
    ],
)
def test_data_is_known_by_its_symbol_and_by_its_file(desk: Desk, said: dict[str, Any], same: bool) -> None:  # noqa: FBT001
    desk.submit(desk.request())
    assert desk.before(desk.request(**said)) == (20 if same else 0)


def test_another_strategy_begins_anew(desk: Desk) -> None:
    desk.submit(desk.request())
    said = {"strategy": "buy_and_hold", "over": {"share": "0.5,1"}}
    assert desk.before(desk.request(**said)) == 0


def test_a_backtest_is_a_try_of_one(desk: Desk) -> None:
    said = {"bars": {"path": "data/a.csv", "symbol": "AAA"}, "strategy": "sma_cross"}
    for fast in (5, 6, 6):
        desk.submit(desk.workbench.request("backtest", {**said, "parameters.fast": fast}))
    assert [entry.trials for entry in desk.entries] == [1, 1], "the third asks for what the second did"
    assert desk.before(desk.request()) == 2


def test_nothing_else_is_counted(desk: Desk) -> None:
    desk.submit(desk.workbench.request("data", {"bars": {"path": "data/a.csv", "symbol": "AAA"}}))
    assert desk.entries == []


def test_a_rerun_uses_what_was_stored_and_is_not_counted(desk: Desk) -> None:
    _, first = desk.submit(desk.request())
    desk.submit(desk.request(random=9))
    assert desk.submit(first)[1] == first
    assert len(desk.entries) == 2


def test_asking_for_the_same_again_tries_nothing_new(desk: Desk) -> None:
    desk.submit(desk.request())
    desk.submit(desk.request(random=9))
    assert desk.before(desk.request()) == 9
    assert desk.before(desk.request(workers=1, engine="interpreted", heatmap=["fast"])) == 9
    assert len(desk.entries) == 2


def test_an_edited_request_is_counted_as_a_new_one(desk: Desk) -> None:
    _, first = desk.submit(desk.request())
    assert first.counted.before == 0
    edited = replace(first, over={"fast": "5,6", "slow": "60"})
    assert desk.before(edited) == 20
    assert [entry.trials for entry in desk.entries] == [20, 2]


def test_a_run_that_was_carried_here_keeps_its_number(desk: Desk, tmp_path: Path) -> None:
    desk.submit(desk.request(random=3))
    _, first = desk.submit(desk.request())
    elsewhere = Desk(tmp_path / "elsewhere")
    assert elsewhere.submit(first)[1].counted.before == 3
    assert [entry.trials for entry in elsewhere.entries] == [20]


def test_deleted_runs_still_count(desk: Desk) -> None:
    job_id, _ = desk.submit(desk.request())
    shutil.rmtree(desk.adapters.runs.location(job_id))
    assert desk.before(desk.request(random=5)) == 20


def test_a_line_that_a_crash_cost_is_made_up_for(desk: Desk) -> None:
    job_id, _ = desk.submit(desk.request())
    path = desk.workbench.folder / "ledger" / "trials.jsonl"
    path.write_bytes(path.read_bytes()[:-30])
    assert desk.entries == []
    for _ in range(2):
        count(desk.adapters, job_id)
    assert [(entry.run, entry.trials) for entry in desk.entries] == [(job_id, 20)]


def test_what_cannot_be_searched_makes_no_run(desk: Desk) -> None:
    request = replace(desk.request(), over={"fast": "90", "slow": "60"})
    with pytest.raises(InvalidValue):
        desk.submit(request)
    assert desk.adapters.runs.recent() == []
    assert desk.entries == []
