"""Runs side by side: only what differs stands out, curves are compared by return, and no run is unlike the others."""

from dataclasses import replace

import pytest

from tradecore.contracts.backtest import BacktestRequest
from tradecore.contracts.bars import BarsSpec
from tradecore.contracts.common import Provenance
from tradecore.contracts.settings import CostSettings
from tradecore.errors import InvalidValue, UnreadableFile
from tradecore.schemas import EQUITY
from tradecore.table import Table
from tradecore.table_text import read_table
from tradecore.views.charts import Line, Tone
from tradecore.views.compared_runs.compare import compare_runs
from tradecore.views.compared_runs.curves import charts
from tradecore.views.compared_runs.model import ComparedRun, differing

DAY = 86_400 * 10**9
SPEC = BarsSpec("prices.csv", "A", sha256="1" * 64)


def request(fast: int = 5, spec: BarsSpec = SPEC, **more: object) -> BacktestRequest:
    origins = {"parameters.fast": "request", "costs.rate": "default"}
    provenance = Provenance(origins, {"numpy": "2.3"}, {"tradecore": "aa"})
    facts = {"parameters": {"fast": fast}, "provenance": provenance, **more}
    return BacktestRequest((spec,), "sma_cross", **facts)  # type: ignore[arg-type]


def run(name: str, gained: float = 0.1, cash: float = 1000.0, start: int = 0, **more: object) -> ComparedRun:
    time = [DAY * (start + day) for day in range(1, 11)]
    equity = [cash * (1 + gained * day / 10) for day in range(1, 11)]
    numbers = {"total_return": gained, "initial": cash, "final": equity[-1], "sharpe": None, "trades": 3}
    table = Table(time, {"available": time, "equity": equity})
    facts = {"request": request(), "numbers": numbers, "equity": table, **more}
    return ComparedRun(name, "backtest", "SUCCEEDED", "2026-01-01", **facts)  # type: ignore[arg-type]


def test_only_what_was_asked_differently_differs() -> None:
    view = compare_runs([run("a"), run("b", request=request(8, costs=CostSettings(slippage_bps=2.0)))])
    found = {row.key: (row.values, row.origins) for row in differing(view.settings)}
    assert found == {
        "parameters.fast": (("5", "8"), ("request", "request")),
        "costs.slippage_bps": (("0", "2"), ("default", "request")),
    }
    assert len(view.settings) > 40
    assert differing(view.data) == differing(view.environment) == ()
    assert view.sentences[:2] == ("2 settings differ.", "They read the same data.")


def test_other_data_versions_and_code_are_named() -> None:
    other = Provenance(versions={"numpy": "2.4"}, code={"tradecore": "bb", "mine": "cc"})
    spec = replace(SPEC, sha256="2" * 64)
    view = compare_runs([run("a"), run("b", request=request(spec=spec, provenance=other))])
    assert {row.key: row.values for row in differing(view.data)} == {"bars SHA-256": ("1" * 12, "2" * 12)}
    assert {row.key: row.values for row in differing(view.environment)} == {
        "numpy": ("2.3", "2.4"), "code of mine": ("-", "cc"), "code of tradecore": ("aa", "bb"),
    }  # fmt: skip
    assert "They read different data." in view.sentences


def test_a_file_more_is_a_file_that_the_other_lacks() -> None:
    two = replace(request(), bars=(SPEC, BarsSpec("b.csv", "B")))
    view = compare_runs([run("a"), run("b", request=two)])
    assert {row.key: row.values for row in differing(view.data)}["bars[1]"] == ("-", "b.csv")


def test_metrics_differ_beyond_rounding_only() -> None:
    numbers = {"total_return": 0.1, "unrealised": 1e-12, "sharpe": None, "sqn": 1.0, "trades": 3}
    other = {"total_return": 0.1 + 1e-13, "unrealised": -1e-12, "sharpe": 1.0, "sqn": 1.0001, "trades": 3}
    view = compare_runs([run("a", numbers=numbers), run("b", numbers=other)])
    assert {row.key: row.values for row in differing(view.metrics)} == {
        "Sharpe ratio": ("none", "1.00"), "SQN": ("1.00", "1.00"),
    }  # fmt: skip
    assert view.metrics[0].key == "total return"


def test_curves_are_returns_whatever_the_cash() -> None:
    view = compare_runs([run("a", 0.1, 1000.0), run("b", 0.1, 77.0)])
    assert view.curves[0].gained == pytest.approx(view.curves[1].gained)
    first, last = view.samples[0], view.samples[-1]
    assert (first[0], last[0]) == (DAY, 10 * DAY)
    assert last[1] == pytest.approx((0.1, 0.1))
    gained, fallen = charts(view)
    assert [layer.tone for layer in gained.layers if isinstance(layer, Line)] == [Tone.FIRST, Tone.SECOND]
    assert fallen.floor == 0.0


def test_outside_of_its_time_a_run_has_no_return() -> None:
    view = compare_runs([run("a"), run("b", start=20)])
    assert view.samples[0][1] == pytest.approx((0.01, None))
    assert view.samples[-1][1] == pytest.approx((None, 0.1))
    assert any("different stretches of time" in line for line in view.sentences)


def test_a_run_without_a_result_is_compared_by_what_it_was_asked() -> None:
    view = compare_runs([run("a"), replace(run("b"), state="FAILED", numbers={}, equity=None)])
    assert "B has no numbers to compare: it is FAILED." in view.sentences
    assert [curve.letter for curve in view.curves] == ["A"]
    assert all(row.values[1] == "-" for row in view.metrics)
    empty = [replace(run(name), numbers={}, equity=None) for name in "ab"]
    assert charts(compare_runs(empty)) == ()
    assert compare_runs(empty).samples == ()


def test_the_leader_is_named_and_a_tie_is_none() -> None:
    pair = compare_runs([run("a", 0.1), run("b", 0.2)]).sentences
    assert "B has the higher total return: +20.0% (A +10.0%)." in pair
    three = compare_runs([run("a", 0.2), run("b", 0.1), run("c", 0.2)]).sentences
    assert "A and C have the highest total return: +20.0% (B +10.0%)." in three
    assert three[-1].startswith("The best of 3 looks better than it is")
    assert not any("total return" in line for line in compare_runs([run("a"), run("b")]).sentences)


def test_runs_that_cannot_be_compared_are_refused() -> None:
    for runs in ([run("a")], [run("a"), run("a")], [run(name) for name in "abcdefg"]):
        with pytest.raises(InvalidValue, match="2 to 6 different runs"):
            compare_runs(runs)
    with pytest.raises(InvalidValue, match="one type"):
        compare_runs([run("a"), replace(run("b"), kind="train")])


LINES = ["time,available,equity\n", "2026-01-01T00:00:00Z,2026-01-01T01:00:00.5Z,1.5\n", "2026-01-02T00:00:00Z,,\n"]


def test_a_table_comes_back_from_its_text() -> None:
    table = read_table(LINES[:2], EQUITY, ("available", "equity", "benchmark"))
    assert table.names == ("available", "equity")
    assert table["available"][0] - table.time[0] == 3_600_500_000_000
    assert table["equity"] == [1.5]
    assert len(read_table(LINES[:1], EQUITY, ("equity",))) == 0


@pytest.mark.parametrize("lines", [[], ["a,b\n"], LINES, [*LINES[:1], "x,y,z\n"], [*LINES[:1], "2026-01-01\n"]])
def test_what_is_no_such_table_is_refused(lines: list[str]) -> None:
    with pytest.raises(UnreadableFile, match=r"runs/x/equity\.csv"):
        read_table(lines, EQUITY, ("available", "equity"), "runs/x/equity.csv")
