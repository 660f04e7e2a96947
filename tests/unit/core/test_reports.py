"""The report of each job type says what is in its result, and warns before it explains."""

from dataclasses import replace

import pytest

from tradecore.bars import HOUR, Bars, with_neutral_facts
from tradecore.contracts.backtest import BacktestRequest, BacktestResult
from tradecore.contracts.bars import BarsSpec
from tradecore.contracts.common import Provenance
from tradecore.contracts.data import DataRequest, DataResult
from tradecore.contracts.leaks import Leak, LeaksRequest, LeaksResult
from tradecore.metrics.summary import Activity, performance
from tradecore.ports.artifacts import Written
from tradecore.quality import Finding, Severity
from tradecore.table import Table
from tradecore.views.backtest import BacktestView, PriceLine, TradeMark
from tradecore.views.charts import Chart, Grid, Line, Points, Strokes, Tone
from tradecore.views.report import Report, beside, with_files
from tradecore.views.reports.backtest import MOST_TRADES, backtest_report
from tradecore.views.reports.data import data_report
from tradecore.views.reports.leaks import leaks_report

SPEC = BarsSpec("/home/me/walk.csv", "WALK", sha256="0" * 64)


def traded(count: int) -> Table:
    net = [(-1.0) ** k * (k + 1) for k in range(count)]
    columns = {
        "symbol": ["WALK"] * count,
        "side": ["long", "short"] * (count // 2) + ["long"] * (count % 2),
        "entry_time": [HOUR * k for k in range(count)],
        "entry_price": [100.0] * count,
        "exit_time": [HOUR * (k + 1) for k in range(count)],
        "exit_price": [101.0] * count,
        "net": net,
        "bars": [1] * count,
        "exit_reason": ["stop" if value < 0 else "profit" for value in net],
    }
    return Table(columns["exit_time"], columns)


def backtest(count: int, *, held: bool = True, in_sample: bool = False) -> Report:
    trades = traded(count)
    equity = [1000.0 + 10 * (k % 5) for k in range(max(count, 2))]
    time = [HOUR * (k + 1) for k in range(len(equity))]
    metrics = performance(equity, 1000.0, 1000.0, trades, (), Activity(commission=3.0, slippage=4.0), time)
    marks = tuple(
        TradeMark("WALK", trades["side"][k], HOUR * k, 100.0, HOUR * (k + 1), 101.0, trades["net"][k])
        for k in range(count)
    )
    view = BacktestView(
        "sma_cross on WALK", time, equity, [0.0] * len(equity), equity if held else (),
        (PriceLine("WALK", time, equity),), marks, in_sample=in_sample,
    )  # fmt: skip
    result = BacktestResult(
        "sma_cross", len(equity), "", "", metrics, metrics if held else {}, {"held": 5, "flat": 0}, {"expired": 2},
        sentences=("IN SAMPLE: no evidence.", "A verdict.", "Rows of /home/me/walk.csv are odd."),
    )  # fmt: skip
    request = BacktestRequest((SPEC,), "sma_cross", provenance=Provenance(versions={"python": "3.11"}))
    return backtest_report(request, result, view, trades, (result.sentences[2],))


def block(report: Report, title: str) -> Chart | Grid:
    return next(each for each in report.blocks if each.title.startswith(title))


def test_a_backtest_stands_beside_holding() -> None:
    report = backtest(12)
    assert report.columns == ("sma_cross", "buy and hold")
    assert {row.label: row.cells for row in report.metrics}["total return"] == ("1.0%", "1.0%")
    assert [tile.label for tile in report.tiles] == [
        "total return", "Sharpe ratio", "max drawdown", "closed trades", "costs",
    ]  # fmt: skip
    assert (report.tiles[0].value, report.tiles[0].beside, report.tiles[0].tone) == ("+1.0%", "holding 1.0%", None)
    assert report.tiles[4].value == "7.00 USD"
    assert report.versions == (("python", "3.11"),)
    alone = backtest(12, held=False)
    assert alone.columns == ("sma_cross",)
    assert (alone.tiles[0].beside, alone.tiles[0].tone) == ("", Tone.GOOD)
    assert isinstance(chart := block(alone, "Equity"), Chart)
    assert [layer.name for layer in chart.layers] == ["strategy"]


def test_warnings_stand_apart_and_no_folder_of_this_machine_is_named() -> None:
    report = backtest(12)
    assert report.warnings == ("Rows of .../walk.csv are odd.",)
    assert report.sentences == ("IN SAMPLE: no evidence.", "A verdict.")
    assert "/home/me" not in str(report)


def test_exits_and_extremes_add_up() -> None:
    report = backtest(12)
    exits, extremes = block(report, "Exits"), block(report, "The five best")
    assert isinstance(exits, Grid)
    assert isinstance(extremes, Grid)
    rows = {row[0]: [getattr(cell, "text", cell) for cell in row[1:]] for row in exits.rows}
    assert rows == {"profit": ["6", "100.0%", "36.00", "6.00"], "stop": ["6", "0.0%", "-42.00", "-7.00"]}
    net = [getattr(row[-1], "text", "") for row in extremes.rows]
    assert net == ["11.00", "9.00", "7.00", "5.00", "3.00", "-4.00", "-6.00", "-8.00", "-10.00", "-12.00"]
    titles = [each.title for each in backtest(9).blocks]
    assert "The five best and the five worst trades" not in titles
    assert "Exits by reason" not in [each.title for each in backtest(0).blocks]


def test_trades_are_drawn_while_they_can_be_told_apart() -> None:
    few, many = block(backtest(20), "WALK"), block(backtest(MOST_TRADES + 1), "WALK")
    assert isinstance(few, Chart)
    assert isinstance(many, Chart)
    strokes = [layer for layer in few.layers if isinstance(layer, Strokes)]
    assert [len(layer.x) for layer in strokes] == [10, 10]
    assert strokes[0].notes[0].endswith("101.00: 1.00 USD")
    assert [type(layer) for layer in many.layers] == [Line]
    running = block(backtest(MOST_TRADES + 1), "Closed trades")
    assert isinstance(running, Chart)
    assert running.layers[0].y[-1] == sum(traded(MOST_TRADES + 1)["net"])


def test_an_in_sample_curve_says_so_itself() -> None:
    assert block(backtest(12, in_sample=True), "Equity").title == "Equity (IN SAMPLE)"


def test_files_are_listed_with_what_they_are() -> None:
    report = with_files(backtest(1), [Written("trades.csv", 9, "ab"), Written("mine.bin", 1, "cd")])
    assert [(each.name, bool(each.words), each.bytes) for each in report.files] == [
        ("trades.csv", True, 9), ("mine.bin", False, 1),
    ]  # fmt: skip


def test_metrics_that_one_side_lacks_are_none() -> None:
    columns, rows = beside({"a": {"sharpe": 1.0}, "b": {"sharpe": 2.0, "zeta": 3.0}})
    assert columns == ("a", "b")
    assert [(row.label, row.cells) for row in rows] == [("Sharpe ratio", ("1.00", "2.00")), ("zeta", ("none", "3.00"))]


def bars(count: int) -> Bars:
    table = Table([HOUR * k for k in range(count)], {})
    prices = {name: [100.0 + k for k in range(count)] for name in ("open", "high", "low", "close")}
    return Bars(table.time, {**prices, "volume": [1.0] * count, **with_neutral_facts(table, HOUR)}, symbol="WALK")


def test_a_check_shows_the_worst_first_and_where_it_is() -> None:
    findings = (
        Finding("zero-volume", Severity.NOTE, 1, "a note"),
        Finding("gap", Severity.WARNING, 2, "a hole", (HOUR, 2 * HOUR)),
        Finding("price", Severity.ERROR, 1, "an error", (0,), drops=True),
    )
    result = DataResult("WALK", 5, "", "", "1h", {"gap": 2}, 1, sentences=("5 bars.", "Error: an error.", "Note: x."))
    report = data_report(DataRequest(SPEC), result, bars(5), findings, None)
    assert report.warnings == ("Error: an error.",)
    grid, chart = block(report, "Findings"), block(report, "Closes")
    assert isinstance(grid, Grid)
    assert isinstance(chart, Chart)
    assert [row[1] for row in grid.rows] == ["price", "gap", "zero-volume"]
    assert [layer.name for layer in chart.layers if isinstance(layer, Points)] == ["gap"]
    assert report.tiles[1].tone is Tone.BAD
    assert [each.title for each in report.blocks] == ["Closes", "Findings"]


def test_a_resampling_shows_what_it_made() -> None:
    result = DataResult("WALK", 5, "", "", "1h", resampled=2, compared=2, differing=1)
    report = data_report(DataRequest(SPEC, step="2h"), result, bars(5), (), bars(2))
    assert [each.title for each in report.blocks] == ["Closes", "The 2 resampled bars"]
    assert [tile.value for tile in report.tiles] == ["5", "0", "0", "2", "2"]


@pytest.mark.parametrize("guilty", ["change(3)", "sma_cross target"])
def test_a_leak_is_named_and_its_column_does_not_pass(guilty: str) -> None:
    leak = Leak(guilty, "2026-01-01T00:00:00Z", "cut", "it peeks")
    result = LeaksResult(("change(3)", "sma_cross"), (leak,), ("1 of 2 checked know the future.",))
    report = leaks_report(LeaksRequest(SPEC), result, "WALK")
    grid = report.blocks[0]
    assert isinstance(grid, Grid)
    verdicts = {row[0]: getattr(row[1], "text", "") for row in grid.rows}
    assert verdicts[guilty] == "leaks (cut)"
    assert sorted(verdicts.values()) == ["leaks (cut)", "passes"]
    assert report.tiles[0].tone is Tone.BAD
    assert leaks_report(LeaksRequest(SPEC), replace(result, leaks=()), "WALK").tiles[0].tone is Tone.GOOD
