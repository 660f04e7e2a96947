"""An optimisation over real adapters: rows are backtests, and a search goes on where it was left."""

import csv
import io
import math
import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from test_sweep_laws import SUMMED

from tradecore.contracts.bars import BarsSpec
from tradecore.contracts.optimize import Counted, OptimizeRequest, OptimizeResult, single
from tradecore.contracts.predict import PredictionsSpec
from tradecore.contracts.settings import CostSettings, ReportSettings
from tradecore.errors import InSample, InvalidValue, JobError, LeakFound, UnknownKey
from tradecore.schemas import SEARCH, TRIALS
from tradecore.usecases import backtest, optimize
from tradecore.usecases.tools import Tools
from tradecore_csv.writer import CsvWriter
from tradecore_parquet.matrix import ParquetMatrix
from tradecore_plugins.registry import Registry
from tradecore_testing.fakes import MemoryArtifacts, MemoryModels, RecordedProgress
from tradecore_testing.leaky import Suspects
from tradecore_testing.sneaks import ThroughInputs

START = datetime(2026, 1, 5, 9, tzinfo=UTC)
ROWS = 240
PLAIN = ReportSettings(html=False, pictures=False)
OVER = {"fast": "3:9:3", "slow": "12,20,30", "short": ""}


class Desk:
    """A folder with bars of two symbols, and what the latest search over them wrote."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.catalog = folder, Registry(str(folder))
        for seed, symbol in enumerate(("AAA", "BBB")):
            (folder / f"{symbol}.csv").write_text(prices(seed))
        self.artifacts, self.progress = MemoryArtifacts(), RecordedProgress()

    def request(self, strategy: str = "sma_cross", *symbols: str, **fields: Any) -> OptimizeRequest:
        specs = tuple(BarsSpec(f"{symbol}.csv", symbol, step="1h") for symbol in symbols or ("AAA",))
        usual = {"over": OVER, "min_trades": 3, "report": PLAIN}
        return OptimizeRequest(specs, strategy, **{**usual, **fields})

    def run(self, request: OptimizeRequest, journal: list[bytes] | None = None) -> OptimizeResult:
        self.artifacts, self.progress = MemoryArtifacts(lambda _: CsvWriter()), RecordedProgress()
        with self.artifacts.journal("trials") as opened:
            opened.lines += journal or []
        return optimize.run(request, self.tools(self.artifacts))

    def alone(self, request: OptimizeRequest, parameters: Any) -> Any:
        return backtest.run(single(request, parameters), self.tools(MemoryArtifacts(lambda _: CsvWriter())))

    def tools(self, artifacts: MemoryArtifacts) -> Tools:
        return Tools(self.catalog, artifacts, MemoryModels(), self.progress)

    @property
    def rows(self) -> list[dict[str, str]]:
        return list(csv.DictReader(io.StringIO(self.artifacts.files["trials.csv"].decode())))


def prices(seed: int) -> str:
    draw, close = random.Random(seed), 50.0
    lines = ["time,open,high,low,close,volume"]
    for row in range(ROWS):
        opening, close = close, close * (1 + draw.gauss(0, 0.01))
        high, low = max(opening, close) * 1.002, min(opening, close) * 0.998
        time = (START + timedelta(hours=row)).strftime("%Y-%m-%dT%H:%M:%SZ")
        lines.append(f"{time},{opening:.4f},{high:.4f},{low:.4f},{close:.4f},1000")
    return "\n".join(lines) + "\n"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def parameters_of(row: dict[str, str]) -> dict[str, float | int | bool]:
    plain = {name.removeprefix("parameters."): text for name, text in row.items() if name.startswith("parameters.")}
    whole = {name: int(plain[name]) for name in ("fast", "slow")}
    return {**whole, "share": float(plain["share"]), "short": plain["short"] == "true"}


@pytest.mark.parametrize("symbols", [("AAA",), ("AAA", "BBB")])
def test_a_row_is_the_single_backtest_of_its_set(desk: Desk, symbols: tuple[str, ...]) -> None:
    request = desk.request("sma_cross", *symbols, costs=CostSettings(slippage_bps=2.0), parameters={"share": 0.5})
    result = desk.run(request)
    rows = desk.rows
    assert len(rows) == result.trials == 18
    for row in rows[::5]:
        single_metrics = desk.alone(request, parameters_of(row)).metrics
        for name in TRIALS.names:
            if name in single_metrics:
                value, found = single_metrics[name], float(row[name]) if row[name] else None
                assert found == (
                    value
                    if value is None or name not in (*SUMMED, "min_track_record")
                    else pytest.approx(value, rel=1e-9, abs=1e-9)
                ), name


def test_the_best_is_backtested_by_itself(desk: Desk) -> None:
    request = desk.request()
    result = desk.run(request)
    best = max((row for row in desk.rows if row["eligible"] == "1"), key=lambda row: float(row["sharpe"]))
    assert result.best == parameters_of(best)
    alone = desk.alone(request, result.best)
    assert result.metrics == alone.metrics
    assert result.benchmark == alone.benchmark
    assert next(each.trial for each in result.leaders) == int(best["trial"])
    assert set(desk.artifacts.files) == {"trials.csv", "returns.parquet", "equity.csv", "trades.csv", "metrics.json"}
    assert list(result.inference) == list(SEARCH.names)
    assert result.axes == ("fast", "slow", "short")
    assert "Best of 18 sets of sma_cross by Sharpe: fast=" in result.sentences[0]


def test_returns_over_bars_are_kept_on_request(desk: Desk) -> None:
    result = desk.run(replace(desk.request(), bar_returns=True))
    matrix, stream = ParquetMatrix(), io.BytesIO(desk.artifacts.files["bar_returns.parquet"])
    times = list(matrix.columns(stream))
    rows = [row for _, rows in matrix.batches(stream) for row in rows]
    assert len(rows) == result.trials
    assert {len(row) for row in rows} == {len(times)}
    for returns, row in zip(rows, desk.rows, strict=True):
        growth = math.prod(1.0 + earned for earned in returns)
        assert growth - 1.0 == pytest.approx(float(row["total_return"]), abs=1e-12)


def test_every_trial_keeps_its_returns(desk: Desk) -> None:
    result = desk.run(desk.request())
    stream = io.BytesIO(desk.artifacts.files["returns.parquet"])
    kept = [(index, row) for places, rows in ParquetMatrix().batches(stream) for index, row in zip(places, rows)]  # noqa: B905
    assert [index for index, _ in kept] == list(range(result.trials))
    for (_, returns), row in zip(kept, desk.rows, strict=True):
        growth = 1.0
        for earned in returns:
            growth *= 1.0 + earned
        assert growth - 1.0 == pytest.approx(float(row["total_return"]), abs=1e-12)


def test_a_search_goes_on_where_it_was_left(desk: Desk) -> None:
    request = desk.request(report=ReportSettings(html=False, pictures=True))
    whole, files = desk.run(request), dict(desk.artifacts.files)
    lines = desk.artifacts.journals["trials"].lines
    assert len(lines) == whole.trials
    for finished in (0, 7, 18):
        assert desk.run(request, lines[:finished]) == whole
        assert desk.artifacts.files == files, finished
        assert desk.artifacts.journals["trials"].lines == lines
        trying = [step for step in desk.progress.steps if step[0].startswith("trying")]
        assert trying[-1][1:3] == (18, 18)


def test_a_journal_that_is_none_of_it_is_refused(desk: Desk) -> None:
    request = desk.request()
    desk.run(request)
    lines = desk.artifacts.journals["trials"].lines
    for damaged in ([lines[1]], [lines[0], lines[0]], [b"{}\n"], [lines[0].replace(b"returns", b"retorts")]):
        with pytest.raises(JobError, match="journal"):
            desk.run(request, damaged)


def test_threads_and_the_engine_change_nothing(desk: Desk) -> None:
    # The costs of another test's sweep, so that both share the compiled kernel.
    costs = CostSettings(slippage_bps=4.0, borrow=0.08)
    whole, files = desk.run(desk.request(costs=costs)), dict(desk.artifacts.files)
    for workers in (1, 3):
        assert desk.run(desk.request(costs=costs, engine="compiled", workers=workers)) == whole
        assert desk.artifacts.files == files
    assert any("compiled" in step for step, *_ in desk.progress.steps)


def test_a_random_search_is_a_part_of_the_grid(desk: Desk) -> None:
    desk.run(desk.request())
    grid = {tuple(parameters_of(row).items()): row["final"] for row in desk.rows}
    result = desk.run(desk.request(random=7, seed=5))
    assert (result.trials, result.combinations) == (7, 18)
    for row in desk.rows:
        assert grid[tuple(parameters_of(row).items())] == row["final"]


def test_what_was_tried_before_is_told(desk: Desk) -> None:
    result = desk.run(desk.request(counted=Counted(982, "abc")))
    assert result.before == result.inference["before"] == 982
    assert any("Of 1,000 sets (982 of them earlier) without any skill" in line for line in result.sentences)


def test_without_a_set_to_choose_there_is_no_best(desk: Desk) -> None:
    result = desk.run(desk.request(min_trades=10_000, report=ReportSettings(html=False, pictures=True)))
    assert (result.best, result.metrics, result.leaders, result.eligible) == ({}, {}, (), 0)
    assert result.sentences[0].startswith("Nothing to choose from: none of 18 sets of sma_cross closed 10,000 trades")
    assert set(desk.artifacts.files) == {"trials.csv", "returns.parquet", "optimize.png"}


def test_the_objective_decides(desk: Desk) -> None:
    deepest = desk.run(desk.request(by="max_drawdown"))
    assert deepest.metrics["max_drawdown"] == max(float(row["max_drawdown"]) for row in desk.rows)
    calmest = desk.run(desk.request(by="volatility"))
    assert calmest.metrics["volatility"] == pytest.approx(min(float(row["volatility"]) for row in desk.rows))


def test_ruined_sets_are_told_and_never_chosen(desk: Desk) -> None:
    costs = CostSettings(commission="per_order", rate=28_000.0)
    over, share = {"fast": "2,3", "slow": "4,200"}, {"share": 0.3}
    result = desk.run(desk.request(costs=costs, over=over, parameters=share, min_trades=0))
    ruined = [row for row in desk.rows if row["ruined"] == "1"]
    assert ruined
    assert {row["eligible"] for row in ruined} == {"0"}
    assert any("ruined the account" in line for line in result.sentences)


def test_predictions_feed_every_set(desk: Desk) -> None:
    lines = ["time,prediction"]
    lines += [f"{(START + timedelta(hours=row)):%Y-%m-%dT%H:%M:%SZ},{0.01 * (-1) ** (row // 9)}" for row in range(ROWS)]
    (desk.folder / "p.csv").write_text("\n".join(lines) + "\n")
    spec = PredictionsSpec("p.csv", unit="return", sigma=0.001, horizon=1)
    request = desk.request("predicted_move", predictions=spec, over={"k_atr": "0,0.5", "hold": "1:9:4"}, parameters={})
    result = desk.run(request)
    assert result.trials == 6
    assert result.metrics == desk.alone(request, result.best).metrics
    inside = PredictionsSpec("q.csv", unit="return", sigma=0.001, horizon=1)
    (desk.folder / "q.csv").write_text("\n".join(f"{line},{'model' if k == 0 else 'm'},{'train_end' if k == 0 else '2027-01-01T00:00:00Z'}" for k, line in enumerate(lines)) + "\n")  # fmt: skip  # noqa: E501
    with pytest.raises(InSample):
        desk.run(desk.request("predicted_move", predictions=inside, over={"k_atr": "0,0.5"}))
    marked = desk.run(desk.request("predicted_move", predictions=inside, over={"k_atr": "0,0.5"}, in_sample=True))
    assert marked.in_sample
    assert marked.sentences[0].startswith("IN SAMPLE")


def test_what_cannot_be_searched_is_refused(desk: Desk) -> None:
    for said, error in (
        ({"over": {"fats": ""}}, UnknownKey),
        ({"over": {"fast": "x"}}, InvalidValue),
        ({"parameters": {"fast": 3}}, InvalidValue),
        ({"over": {}}, InvalidValue),
    ):
        with pytest.raises(error):
            desk.run(desk.request(**said))


def test_decisions_that_know_the_future_stop_the_search(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    found = desk.catalog.feature_set
    monkeypatch.setattr(desk.catalog, "feature_set", lambda name: Suspects() if name == "suspect" else found(name))
    monkeypatch.setattr(desk.catalog, "strategy", lambda _: ThroughInputs)
    request = desk.request("inputs", over={"column": "0,1"}, engine="interpreted", min_trades=0)
    with pytest.raises(LeakFound, match=r"suspect\.next_change knows the future"):
        desk.run(request)
    assert "trials" not in desk.artifacts.journals or not desk.artifacts.journals["trials"].lines
    told = desk.run(replace(request, check_leaks=False)).sentences
    assert any("leak check was switched off" in line for line in told)
