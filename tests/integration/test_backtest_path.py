"""Backtests over real adapters: history, predictions and signals joined by time, refusals, reasons."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tradecore.contracts.backtest import BacktestRequest, BacktestResult
from tradecore.contracts.bars import BarsSpec
from tradecore.contracts.predict import PredictionsSpec
from tradecore.contracts.settings import CostSettings, ReportSettings
from tradecore.errors import DirtyData, InSample, InvalidValue, PredictionsMismatch, UnknownKey, UnknownName
from tradecore.instruments import Instrument
from tradecore.table import Table
from tradecore.usecases import backtest
from tradecore.usecases.tools import Tools
from tradecore.views.verdict import resampled
from tradecore_csv.writer import CsvWriter
from tradecore_plugins.registry import Registry
from tradecore_testing.fakes import MemoryArtifacts, MemoryModels, RecordedProgress

START = datetime(2026, 1, 5, 9, tzinfo=UTC)
ROWS = 400
PLAIN = ReportSettings(pictures=False)


class Desk:
    """A folder with bars of two symbols, and what a run over them wrote."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.tables = folder, dict[str, Table]()
        self.catalog = Registry(str(folder))
        for seed, symbol in enumerate(("AAA", "BBB")):
            (folder / f"{symbol}.csv").write_text(prices(seed))

    def run(self, strategy: str, *symbols: str, **fields: Any) -> BacktestResult:
        specs = tuple(BarsSpec(f"{s}.csv", s, step="1h", **fields.pop("spec", {})) for s in symbols or ("AAA",))
        artifacts = MemoryArtifacts(lambda _: CsvWriter())
        tools = Tools(self.catalog, artifacts, MemoryModels(), RecordedProgress())  # type: ignore[arg-type]
        kept = artifacts.table

        def keep(name: str, table: Table) -> None:
            self.tables[name] = table
            kept(name, table)

        artifacts.table = keep  # type: ignore[method-assign]
        self.artifacts = artifacts
        return backtest.run(BacktestRequest(specs, strategy, **{"report": PLAIN, **fields}), tools)

    def lines(self, symbol: str) -> list[str]:
        return (self.folder / f"{symbol}.csv").read_text().splitlines()[1:]

    def given(self, name: str, rows: list[str]) -> PredictionsSpec:
        (self.folder / name).write_text("\n".join(rows) + "\n")
        return PredictionsSpec(name, unit="return", sigma=0.001, horizon=1)


def prices(seed: int, rows: int = ROWS) -> str:
    draw, close = random.Random(seed), 50.0
    lines = ["time,open,high,low,close,volume"]
    for row in range(rows):
        opening, close = close, close * (1 + draw.gauss(0, 0.01))
        high, low = max(opening, close) * 1.002, min(opening, close) * 0.998
        lines.append(f"{label(row)},{opening:.4f},{high:.4f},{low:.4f},{close:.4f},1000")
    return "\n".join(lines) + "\n"


def label(row: int) -> str:
    return (START + timedelta(hours=row)).strftime("%Y-%m-%dT%H:%M:%SZ")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def fills(desk: Desk) -> list[tuple[Any, ...]]:
    table = desk.tables["fills.csv"]
    return list(zip(table.time, table["symbol"], table["quantity"], table["price"], strict=True))


def test_features_do_not_depend_on_where_the_run_starts(desk: Desk) -> None:
    """Both runs are flat at the later start, so that only the averages could tell them apart."""
    whole = desk.run("sma_cross", parameters={"fast": 5, "slow": 60}, engine="interpreted")
    everything = fills(desk)
    flat = next(t for t, _, quantity, _ in everything if quantity < 0)
    start = datetime.fromtimestamp(flat / 1e9, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    later = desk.run("sma_cross", parameters={"fast": 5, "slow": 60}, spec={"start": start})
    assert later.why["no decision: an input is missing"] == 0
    assert whole.why["no decision: an input is missing"] == 59
    assert [(t, symbol, price) for t, symbol, _, price in fills(desk)] == [
        (t, symbol, price) for t, symbol, _, price in everything if t > flat
    ]


def predictions(rows: range) -> list[str]:
    draw = random.Random(3)
    values = {row: draw.choice((-1, 1)) * draw.uniform(0.01, 0.05) for row in range(ROWS)}
    return ["time,prediction", *(f"{label(row)},{values[row]:.6f}" for row in rows)]


def test_predictions_are_joined_by_time_and_the_order_of_rows_does_not_matter(desk: Desk) -> None:
    rows = predictions(range(50, 300))
    straight = desk.run("predicted_move", predictions=desk.given("a.csv", rows))
    ordered = fills(desk)
    shuffled = [rows[0], *random.Random(1).sample(rows[1:], len(rows) - 1)]
    again = desk.run("predicted_move", predictions=desk.given("b.csv", shuffled))
    assert fills(desk) == ordered
    assert straight.metrics == again.metrics
    assert straight.metrics["trades"] > 5


def test_a_missing_row_takes_away_one_decision(desk: Desk) -> None:
    rows = predictions(range(50, 300))
    full = desk.run("predicted_move", predictions=desk.given("a.csv", rows))
    fewer = desk.run("predicted_move", predictions=desk.given("b.csv", [*rows[:100], *rows[101:]]))
    key = "no decision: an input is missing"
    assert fewer.why[key] == full.why[key] + 1
    assert any("1 bars between the first and the last" in sentence for sentence in fewer.sentences)


def test_a_run_beyond_its_predictions_says_so(desk: Desk) -> None:
    part = desk.run("predicted_move", predictions=desk.given("a.csv", predictions(range(300, 400))))
    assert any(f"Predictions cover 100 of the 400 bars of AAA, from {label(300)}" in one for one in part.sentences)
    whole = desk.run("predicted_move", predictions=desk.given("b.csv", predictions(range(20, 400))))
    assert not any("Predictions cover" in one for one in whole.sentences)


def test_two_predictions_for_one_bar_are_refused(desk: Desk) -> None:
    rows = predictions(range(50, 60))
    with pytest.raises(PredictionsMismatch, match="two rows for the AAA bar"):
        desk.run("predicted_move", predictions=desk.given("a.csv", [*rows, rows[-1]]))


def test_a_foreign_file_that_knows_the_next_bar_is_warned_about(desk: Desk) -> None:
    """Each row predicts the return of the bar before its own: it stands one bar late."""
    closes = [float(line.split(",")[4]) for line in (desk.folder / "AAA.csv").read_text().splitlines()[1:]]
    moves = [f"{label(row)},{closes[row] / closes[row - 1] - 1:.6f}" for row in range(1, ROWS)]
    late = desk.run("predicted_move", predictions=desk.given("a.csv", ["time,prediction", *moves]))
    suspicious = [sentence for sentence in late.sentences if "Suspicious alignment" in sentence]
    assert "1 bar earlier" in suspicious[0]


def test_in_sample_predictions_are_refused_or_marked(desk: Desk) -> None:
    header, *rows = predictions(range(50, 300))
    told = [f"{header},train_end", *(f"{row},{label(100)}" for row in rows)]
    with pytest.raises(InSample, match="bars of AAA"):
        desk.run("predicted_move", predictions=desk.given("a.csv", told))
    marked = desk.run("predicted_move", predictions=desk.given("a.csv", told), in_sample=True)
    assert marked.in_sample
    assert marked.sentences[0].startswith("IN SAMPLE")


def test_signals_of_several_symbols_are_followed_on_one_account(desk: Desk) -> None:
    rows = ["time,symbol,signal", f"{label(10)},AAA,100", f"{label(10)},BBB,-50", f"{label(20)},AAA,0"]
    (desk.folder / "signals.csv").write_text("\n".join(rows) + "\n")
    result = desk.run("follow", "AAA", "BBB", signals=PredictionsSpec("signals.csv"), costs=CostSettings("none"))
    assert [(symbol, quantity) for _, symbol, quantity, _ in fills(desk)] == [
        ("AAA", 100.0),
        ("BBB", -50.0),
        ("AAA", -100.0),
    ]
    assert result.metrics["trades"] == 1
    assert result.bars == ROWS


def test_several_symbols_share_the_account_evenly(desk: Desk) -> None:
    result = desk.run("buy_and_hold", "AAA", "BBB", costs=CostSettings("none"))
    notional = [units * price for _, _, units, price in fills(desk)]
    assert notional == pytest.approx([50_000, 50_000], rel=0.02)
    assert result.metrics["final"] == result.benchmark["final"]


def test_a_run_without_trades_says_why(desk: Desk) -> None:
    result = desk.run(
        "predicted_move",
        predictions=desk.given("a.csv", predictions(range(5, 300))),
        parameters={"k_sigma": 5.0, "k_sigma_short": 5.0, "k_atr": 5.0, "k_atr_short": 5.0},
    )
    assert result.metrics["trades"] == 0
    assert result.metrics["sharpe"] is None
    assert result.why["move small beside ATR"] > 0
    assert any("No closed trade" in sentence and "move small beside ATR" in sentence for sentence in result.sentences)


@pytest.mark.parametrize(
    ("strategy", "fields", "error", "message"),
    [
        ("sma_crosss", {}, UnknownName, "Did you mean 'sma_cross'"),
        ("sma_cross", {"parameters": {"fats": 3}}, UnknownKey, "Did you mean 'fast'"),
        ("sma_cross", {"parameters": {"fast": 1}}, InvalidValue, "from 2 to 200"),
        ("predicted_move", {}, InvalidValue, "a file of predictions"),
        ("follow", {}, InvalidValue, "a file of signals"),
    ],
)
def test_what_cannot_be_run_is_refused(
    desk: Desk, strategy: str, fields: dict[str, Any], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        desk.run(strategy, **fields)


def test_symbols_twice_and_mixed_currencies_are_refused(desk: Desk) -> None:
    tools = Tools(desk.catalog, MemoryArtifacts(), MemoryModels(), RecordedProgress())  # type: ignore[arg-type]
    one = BarsSpec("AAA.csv", "AAA", step="1h")
    with pytest.raises(InvalidValue, match="each symbol once"):
        backtest.run(BacktestRequest((one, one), "buy_and_hold"), tools)
    yen = BarsSpec("BBB.csv", "BBB", step="1h", instrument=Instrument("BBB", "JPY"))
    with pytest.raises(InvalidValue, match="one currency"):
        backtest.run(BacktestRequest((one, yen), "buy_and_hold"), tools)


def test_dirty_bars_are_refused_until_accepted_and_then_named(desk: Desk) -> None:
    path = desk.folder / "AAA.csv"
    lines = path.read_text().splitlines()
    lines[40] = lines[40].replace(lines[40].split(",")[4], "-1.0")
    path.write_text("\n".join(lines) + "\n")
    with pytest.raises(DirtyData, match="--accept"):
        desk.run("buy_and_hold")
    accepted = desk.run("buy_and_hold", spec={"accept": True})
    assert accepted.bars == ROWS - 1
    assert any(sentence.startswith("Data of AAA") for sentence in accepted.sentences)


def test_returns_are_drawn_again_when_asked(desk: Desk) -> None:
    drawn = replace(PLAIN, bootstrap=300, confidence=0.8, seed=4)
    plain, found, again = desk.run("sma_cross"), *(desk.run("sma_cross", report=drawn) for _ in range(2))
    assert plain.bootstrap is None
    assert found == again
    assert found.bootstrap is not None
    assert (found.bootstrap.draws, found.bootstrap.confidence, found.bootstrap.seed) == (300, 0.8, 4)
    assert found.bootstrap.sharpe is not None
    assert found.bootstrap.sharpe.low < (found.metrics["sharpe"] or 0.0) < found.bootstrap.sharpe.high
    assert [line for line in found.sentences if line not in plain.sentences] == [resampled(found.bootstrap)]
    assert found.metrics == plain.metrics
    assert b"bootstrap" in desk.artifacts.files["metrics.json"]
    assert desk.run("sma_cross", report=replace(drawn, seed=5)).bootstrap != found.bootstrap


def halves(desk: Desk, name: str, rows: range, shift: float = 0.0) -> BarsSpec:
    """Half hours that make the hours of AAA: the first goes from open to high and low, the second on to the close."""
    made = ["time,open,high,low,close,volume"]
    for line in [desk.lines("AAA")[row] for row in rows]:
        time, *numbers = line.split(",")
        opening, high, low, close, volume = (float(number) for number in numbers)
        begin = datetime.fromisoformat(time)
        middle = (high + low) / 2.0
        made.append(f"{begin.isoformat()},{opening},{high + shift},{low},{middle},{volume / 2}")
        later = (begin + timedelta(minutes=30)).isoformat()
        made.append(f"{later},{middle},{max(middle, close)},{min(middle, close)},{close},{volume / 2}")
    (desk.folder / name).write_text("\n".join(made) + "\n")
    return BarsSpec(name, step="30min")


def test_orders_fill_on_finer_bars_of_the_request(desk: Desk) -> None:
    fine = halves(desk, "fine.csv", range(ROWS))
    with_finer = desk.run("sma_cross", parameters={"fast": 3, "slow": 9}, fill_bars=(fine,))
    trades, finer_fills = list(desk.tables["trades.csv"]["net"]), fills(desk)
    alone = desk.run("sma_cross", parameters={"fast": 3, "slow": 9})
    assert trades == list(desk.tables["trades.csv"]["net"]), "orders at the market fill at the same opens"
    assert finer_fills == fills(desk) != []
    assert with_finer.sentences == alone.sentences, "they fit: there is nothing to say"


def test_finer_bars_that_are_missing_or_differ_are_told(desk: Desk) -> None:
    fine = halves(desk, "fine.csv", range(100, ROWS), shift=5.0)
    said = " ".join(desk.run("sma_cross", fill_bars=(fine,)).sentences)
    assert f"Finer bars of AAA are missing in 100 of {ROWS} bars" in said
    assert f"another open, high, low or close than the bar in {ROWS - 100} of {ROWS - 100} bars" in said


@pytest.mark.parametrize("count", [1, 3])
def test_there_is_one_file_of_finer_bars_for_each_of_bars(desk: Desk, count: int) -> None:
    fine = halves(desk, "fine.csv", range(ROWS))
    with pytest.raises(InvalidValue, match="one for each of the 2 files of bars"):
        desk.run("sma_cross", "AAA", "BBB", fill_bars=(fine,) * count)
