"""The workbench as a notebook uses it: frames in and out, runs that show themselves, inline and as jobs alike."""

import random
import sys
from dataclasses import replace
from keyword import iskeyword
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from tradecore.errors import InvalidValue, JobError, TradecoreError, UnknownKey, UnknownName
from tradecore.jobs import ProgressReport, State, queued
from tradecore_kit.tables import from_csv, to_csv
from tradecore_workbench import Workbench
from tradecore_workbench.asking import methods
from tradecore_workbench.kinds import KINDS
from tradecore_workbench.run import Run
from tradecore_workbench.watching import watched, words
from tradecore_workbench.workspace import make

UTC_NS = "datetime64[ns, UTC]"
ROWS = 600


def market(rows: int = ROWS, seed: int = 5) -> pd.DataFrame:
    """Hourly bars as many tools hand them over: capital letters, float32 nowhere, a zoned index."""
    chance = random.Random(seed)
    close = 100 * np.exp(np.cumsum([chance.gauss(0, 0.004) for _ in range(rows)]))
    opening = np.concatenate([[100.0], close[:-1]])
    high, low = np.maximum(opening, close) * 1.001, np.minimum(opening, close) * 0.999
    index = pd.date_range("2025-01-01", periods=rows, freq="1h", tz="America/New_York")
    columns = {"Open": opening, "High": high, "Low": low, "Close": close, "Volume": np.arange(rows) + 10}
    return pd.DataFrame(columns, index=index)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Workbench:
    return Workbench(make(tmp_path_factory.mktemp("desk")))


@pytest.fixture(scope="module")
def crossed(desk: Workbench) -> Run:
    """A backtest of a frame."""
    return desk.backtest(market(), strategy="sma_cross", fast=5, slow=20, symbol="WALK", slippage_bps=1, cash=50_000)


def test_what_was_typed_stands_in_the_request(crossed: Run) -> None:
    request = crossed.request
    (bars,) = request.bars
    assert (bars.symbol, request.strategy, request.account.cash, request.costs.slippage_bps) == (
        "WALK",
        "sma_cross",
        50_000.0,
        1.0,
    )
    assert request.parameters == {"fast": 5, "slow": 20, "share": 1.0, "short": False}
    assert bars.path.startswith("data/frames/frame-")
    assert request.provenance.origins["costs.slippage_bps"] == "request"


def test_the_tables_are_frames_in_utc(crossed: Run) -> None:
    equity, trades = crossed.equity, crossed.trades
    assert str(equity.index.dtype) == str(equity["available"].dtype) == str(trades["exit_time"].dtype) == UTC_NS
    assert equity.index.name == trades.index.name == "time"
    assert len(equity) == ROWS
    assert equity.index[0] == pd.Timestamp("2025-01-01T05:00:00Z")
    assert equity["equity"].iloc[-1] == crossed.metrics["final"]
    assert {str(trades[name].dtype) for name in ("net", "quantity", "costs")} == {"float64"}
    assert (str(trades["bars"].dtype), str(trades["side"].dtype)) == ("int64", "str")
    assert len(trades) == crossed.metrics["trades"] > 3
    assert set(crossed.fills["kind"]) == {"market"}


def test_every_bit_of_a_frame_comes_back(tmp_path: Path) -> None:
    frame = market(50)
    (tmp_path / "bars.csv").write_bytes(to_csv(frame))
    again = from_csv(tmp_path / "bars.csv").rename(columns=str.capitalize)
    assert list(again["Close"]) == list(frame["Close"])
    assert list(again.index) == list(frame.index)


def test_a_run_shows_itself(crossed: Run) -> None:
    text, page = repr(crossed), crossed._repr_html_()
    assert text.startswith(f"backtest {crossed.id}: SUCCEEDED\n  sma_cross ")
    assert "Sharpe ratio" in text
    for part in ("what it tells", "Sharpe ratio", "1 is good", "buy and hold", "data:image/png;base64,", "<details>"):
        assert part in page
    assert page.count("<table>") == page.count("</table>") == 2
    assert "http" not in page


def test_what_a_name_holds_is_shown_as_text(desk: Workbench) -> None:
    run = desk.data(market(100), symbol="<script>alert(1)</script>")
    assert "<script>" not in run._repr_html_()
    assert "&lt;script&gt;" in run._repr_html_()


def test_the_picture_is_that_of_the_folder(crossed: Run, tmp_path: Path) -> None:
    picture = crossed.plot()
    assert picture._repr_png_() == (crossed.folder / "backtest.png").read_bytes()
    assert picture.save(tmp_path / "mine.png").read_bytes().startswith(b"\x89PNG")


def test_inline_and_as_a_job_the_bytes_are_the_same(desk: Workbench, crossed: Run) -> None:
    same = {"strategy": "sma_cross", "fast": 5, "slow": 20, "symbol": "WALK", "slippage_bps": 1, "cash": 50_000}
    job = desk.backtest(market(), **same, job=True)
    assert job.id != crossed.id
    files = ["result.json", "request.json", *crossed.files]
    assert len(files) == 8
    for name in files:
        assert (job.folder / name).read_bytes() == (crossed.folder / name).read_bytes(), name


def test_the_same_frame_is_kept_once(desk: Workbench, crossed: Run) -> None:
    kept = set((desk.folder / "data/frames").iterdir())
    desk.data(market())
    assert set((desk.folder / "data/frames").iterdir()) == kept


def test_a_run_is_found_again(desk: Workbench, crossed: Run) -> None:
    assert desk.run(crossed.id[:-1]).metrics == crossed.metrics
    assert desk.run(crossed.folder).id == crossed.id
    elsewhere = Workbench(make(desk.folder.parent / "other"))
    assert elsewhere.run(crossed.folder).metrics == crossed.metrics
    with pytest.raises(UnknownName):
        desk.run("20200101-000000-backtest-0000")
    with pytest.raises(TradecoreError, match="holds no run yet"):
        elsewhere.run()


def test_several_values_make_a_search(desk: Workbench) -> None:
    run = desk.optimize(market(), strategy="sma_cross", fast=range(3, 9, 3), slow=np.array([20, 40]), min_trades=3)
    trials = run.trials
    assert run.request.over == {"fast": "3,6", "slow": "20,40"}
    assert trials.index.name == "trial"
    assert list(trials["parameters.fast"]) == [3, 3, 6, 6]
    assert str(trials["eligible"].dtype) == "bool"
    assert desk.optimize(market(), strategy="sma_cross", fast=[3, 6], slow=20, min_trades=3).request.over == {
        "fast": "3,6"
    }


def test_from_training_to_trading(desk: Workbench) -> None:
    frame = market()
    said = {"learner": "ridge", "features": ["change(1)", "sma(5)"], "horizon": 2}
    trained = desk.train(frame, **said, symbol="W", end="2025-01-15")
    assert trained.request.training.features == ("change(1)", "sma(5)")
    predicted = desk.predict(frame, model=trained, symbol="W")
    assert predicted.model == trained.model
    assert str(predicted.predictions["in_sample"].dtype) == "bool"
    traded = desk.backtest(frame, strategy="predicted_move", predictions=predicted, symbol="W", start="2025-01-16")
    assert traded.request.predictions.path == f"runs/{predicted.id}/predictions.csv"
    assert desk.leaks(frame, model=trained, rows=10, symbol="W").metrics == {}
    assert desk.promote(model=trained, override="for the test").kind == "promote"
    with pytest.raises(InvalidValue, match=f"{traded.id}.*walkforward"):
        desk.promote(model=trained, walk=traded)


def test_predictions_and_signals_come_as_frames(desk: Workbench) -> None:
    frame, chance = market(), np.random.default_rng(3)
    said = pd.DataFrame({"prediction": chance.normal(0, 0.01, ROWS)}, index=frame.index)
    run = desk.backtest(frame, strategy="predicted_move", predictions=said, unit="return", sigma=0.001, horizon=3)
    spec = run.request.predictions
    assert (spec.unit, spec.sigma, spec.horizon) == ("return", 0.001, 3)
    targets = pd.Series(np.where(np.arange(ROWS) % 50 < 25, 10.0, 0.0), index=frame.index)
    followed = desk.backtest(frame, strategy="follow", signals=targets)
    assert followed.metrics["trades"] > 5


def test_several_symbols_come_by_name(desk: Workbench, crossed: Run) -> None:
    run = desk.backtest({"AAA": market(seed=1), "BBB": market(seed=2)}, strategy="buy_and_hold")
    assert [spec.symbol for spec in run.request.bars] == ["AAA", "BBB"]
    path = crossed.request.bars[0].path
    listed = desk.backtest([path, market(seed=2)], symbol=["AAA", "BBB"], strategy="buy_and_hold")
    assert [spec.symbol for spec in listed.request.bars] == ["AAA", "BBB"]
    with pytest.raises(InvalidValue, match="one for each of the 2 files"):
        desk.backtest([path, path], symbol=["A"], strategy="buy_and_hold")


def test_columns_of_two_levels_that_hold_one_symbol_are_taken() -> None:
    frame = market(30)
    doubled = frame.set_axis(pd.MultiIndex.from_product([frame.columns, ["AAPL"]]), axis=1)
    assert to_csv(doubled) == to_csv(frame)
    two = pd.concat({"A": frame, "B": frame}, axis=1)
    with pytest.raises(InvalidValue, match="one symbol a frame"):
        to_csv(two)


def test_times_may_be_texts_or_a_column(desk: Workbench) -> None:
    frame = market(200)
    texts = frame.set_axis([str(time) for time in frame.index], axis=0)
    column = frame.reset_index(names="Date")
    assert len({desk.data(each).result.rows for each in (frame, texts, column)}) == 1


def test_times_without_a_zone_have_to_be_declared(desk: Workbench) -> None:
    naive = market(200).tz_localize(None)
    with pytest.raises(TradecoreError, match="zone"):
        desk.data(naive)
    run = desk.data(naive, zone="America/New_York")
    assert run.request.bars.zone == "America/New_York"


@pytest.mark.parametrize(
    ("said", "error", "words"),
    [
        ({"fsat": 3}, UnknownKey, "Did you mean 'fast'"),
        ({"slippage": 1}, UnknownKey, "Did you mean 'slippage_bps'"),
        ({"fast": 1}, InvalidValue, "fast"),
        ({"settings": {"costs.slipage": 1}}, UnknownKey, "slipage"),
        ({"bars": 7}, InvalidValue, "a DataFrame, a path, a run"),
    ],
)
def test_what_belongs_nowhere_is_refused(desk: Workbench, said: dict[str, Any], error: type, words: str) -> None:
    with pytest.raises(error, match=words):
        desk.backtest(**{"bars": market(50), "strategy": "sma_cross", **said})


def test_a_setting_that_two_sections_have_is_asked_for(desk: Workbench) -> None:
    with pytest.raises(InvalidValue, match=r"training\.seed.* or .*report\.seed"):
        desk.train(market(50), seed=3)


def test_a_run_that_failed_says_why(desk: Workbench) -> None:
    with pytest.raises(TradecoreError):
        desk.train(market(60), horizon=40)
    failed = desk.run()
    assert failed.state == "FAILED"
    assert not failed.succeeded
    assert "FAILED" in repr(failed)
    assert failed.status.error.message in repr(failed)
    with pytest.raises(JobError, match="is FAILED"):
        _ = failed.metrics
    with pytest.raises(JobError):
        failed.plot()


def test_what_a_run_does_not_have_is_named(crossed: Run) -> None:
    with pytest.raises(UnknownName, match=r"trials\.csv"):
        _ = crossed.trials
    with pytest.raises(JobError, match="has no model"):
        _ = crossed.model


def test_a_walk_takes_its_windows_by_their_names(desk: Workbench) -> None:
    run = desk.walkforward(
        market(), strategy="sma_cross", fast=[3, 6], slow=20, train="250 bars", test="100 bars", min_trades=1
    )
    assert (run.request.windows.train, run.request.over) == ("250 bars", {"fast": "3,6"})
    assert len(run.windows) == run.result.facts["windows"] == 4
    assert str(run.equity.index.dtype) == UTC_NS


def test_every_job_type_is_a_method(desk: Workbench) -> None:
    assert {kind.name for kind in methods().values()} == set(KINDS)
    assert set(methods()) <= set(dir(desk))
    for name, kind in methods().items():
        ask = getattr(desk, name)
        assert name.isidentifier()
        assert not iskeyword(name)
        assert set(ask.__signature__.parameters) >= {*kind.fields} - {"schema", "provenance", "counted", "bars"}
    with pytest.raises(AttributeError, match="backtest"):
        _ = desk.backtset


def test_a_prepared_set_is_made_of_a_frame_and_taken_by_its_name(desk: Workbench) -> None:
    made = desk.import_(market(400), name="walk", symbol="WALK")
    assert made.result.rows == 400
    more = desk.update(market(), base="walk")
    assert (more.result.added, more.result.rows) == (200, ROWS)
    run = desk.backtest("walk", strategy="buy_and_hold")
    assert len(run.equity) == ROWS
    days = desk.data("walk", step="1d")
    assert days.request.step == "1d"
    assert len(days.table("bars")) == 25


class Screen:
    """What a notebook's display would do."""

    def __init__(self) -> None:
        self.shown: list[str] = []
        self.HTML = str

    def display(self, content: str, *, display_id: bool) -> Any:
        self.update(content)
        return self

    def update(self, content: str) -> None:
        self.shown.append(content)


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> Screen:
    """A notebook around the test."""
    ipython, screen = ModuleType("IPython"), Screen()
    ipython.get_ipython = lambda: SimpleNamespace(kernel=1)  # type: ignore[attr-defined]
    ipython.display = screen  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "IPython", ipython)
    return screen


def test_a_cell_shows_the_progress_and_clears_it(desk: Workbench, screen: Screen) -> None:
    desk.backtest(market(), strategy="buy_and_hold")
    assert any("trading" in each for each in screen.shown)
    assert screen.shown[-1] == ""


def test_a_terminal_shows_one_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    with watched() as show:
        show(queued("train", 0))
    assert capsys.readouterr().err == "\r\x1b[Ktrain: starting\r\x1b[K"


def test_progress_is_told_in_words() -> None:
    status = replace(queued("train", 0), state=State.RUNNING, progress=ProgressReport("folding", 2, 5, "", "", 90.0))
    assert words(status) == "train: folding (90 s left) 2 of 5"
