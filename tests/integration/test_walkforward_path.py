"""A walk forward over real adapters: windows are backtests, nothing of them knows the future, and a walk goes on."""

from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from drifting import ROWS, START, prices, stamp

from tradecore.contracts.bars import BarsSpec
from tradecore.contracts.optimize import Counted, OptimizeRequest
from tradecore.contracts.predict import PredictionsSpec, PredictRequest
from tradecore.contracts.settings import AccountSettings, CostSettings, FillSettings, ReportSettings, TrainingSettings
from tradecore.contracts.train import TrainRequest
from tradecore.contracts.walkforward import WalkForwardRequest, WalkForwardResult, WindowSettings, single
from tradecore.errors import DataError, InSample, InvalidValue, JobError, LeakFound
from tradecore.features import Feature, feature, parse_feature
from tradecore.instants import format_instant, parse_instant
from tradecore.schemas import EQUITY, FILLS, TRADES, WALK, WINDOWS
from tradecore.strategy import Decision, NoState
from tradecore.table import Table
from tradecore.usecases import backtest, optimize, predict, train, walkforward
from tradecore.usecases.bars import load_bars
from tradecore.usecases.examples import examples_of, learner_of
from tradecore.usecases.lesson import learn
from tradecore.usecases.tools import Tools
from tradecore_csv.writer import CsvWriter
from tradecore_plugins.registry import Registry
from tradecore_testing.fakes import MemoryArtifacts, MemoryModels, RecordedProgress
from tradecore_testing.leaky import Suspects
from tradecore_testing.sneaks import ThroughInputs

PLAIN = ReportSettings(html=False, pictures=False, bootstrap=100)
OVER = {"fast": "3:9:3", "slow": "12,20"}
LEARNING = TrainingSettings(features=("change(1)", "change(3)", "position_in_range(7)"), horizon=4, folds=3)
COSTS = CostSettings(slippage_bps=2.0)


class Desk:
    """A folder with bars of two symbols, and what the latest walk over them wrote."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.catalog = folder, Registry(str(folder))
        for seed, symbol in enumerate(("AAA", "BBB")):
            (folder / f"{symbol}.csv").write_text(prices(seed))
        self.models = MemoryModels()
        self.artifacts, self.progress = MemoryArtifacts(), RecordedProgress()

    def request(self, strategy: str = "sma_cross", *symbols: str, **fields: Any) -> WalkForwardRequest:
        specs = tuple(BarsSpec(f"{symbol}.csv", symbol, step="1h") for symbol in symbols or ("AAA",))
        usual = {"windows": WindowSettings("120 bars", "60 bars"), "over": OVER, "min_trades": 1}
        return WalkForwardRequest(specs, strategy, **{**usual, "report": PLAIN, "costs": COSTS, **fields})

    def learning(self, **fields: Any) -> WalkForwardRequest:
        usual = {"over": {"k_atr": "0,0.3"}, "parameters": {"hold": 4}, "learn": True, "training": LEARNING}
        return self.request("predicted_move", **{**usual, "min_trades": 0, "check_leaks": False, **fields})

    def run(self, request: WalkForwardRequest, journal: list[bytes] | None = None) -> WalkForwardResult:
        self.artifacts, self.progress = MemoryArtifacts(lambda _: CsvWriter()), RecordedProgress()
        with self.artifacts.journal("windows") as opened:
            opened.lines += journal or []
        return walkforward.run(request, self.tools(self.artifacts))

    def tools(self, artifacts: MemoryArtifacts | None = None) -> Tools:
        return Tools(self.catalog, artifacts or MemoryArtifacts(), self.models, self.progress)

    def alone(self, request: Any) -> tuple[Any, MemoryArtifacts]:
        """The result and the artifacts of a single backtest."""
        artifacts = MemoryArtifacts()
        return backtest.run(request, self.tools(artifacts)), artifacts


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def rows_of(table: Table) -> list[tuple[Any, ...]]:
    return list(zip(table.time, *(table[name] for name in table.names), strict=True))


def same(one: Any, other: Any) -> bool:
    """Metrics that agree up to rounding: a simulation adds some of them up on its way."""
    return set(one) == set(other) and all(
        one[name] is value is None or one[name] == pytest.approx(value, rel=1e-9, abs=1e-12)
        for name, value in other.items()
    )


def after(text: str) -> str:
    """A second after the bar that opens then has opened."""
    return format_instant(parse_instant(text) + 10**9)


@pytest.mark.parametrize("symbols", [("AAA",), ("AAA", "BBB")])
def test_a_walk_of_one_window_is_an_optimisation_and_a_backtest(desk: Desk, symbols: tuple[str, ...]) -> None:
    request = desk.request("sma_cross", *symbols, windows=WindowSettings("250 bars", "150 bars"))
    walked = desk.run(request)
    (window,) = walked.windows
    specs = tuple(replace(spec, end=after(window.train_end)) for spec in request.bars)
    searched = optimize.run(
        OptimizeRequest(specs, "sma_cross", OVER, min_trades=1, costs=COSTS, report=PLAIN),
        desk.tools(MemoryArtifacts(lambda _: CsvWriter())),
    )
    assert window.parameters == searched.best
    assert window.inside == searched.leaders[0].metrics
    alone, files = desk.alone(single(request, window.parameters, window.test_start))
    assert same(walked.metrics, alone.metrics)
    assert same(walked.benchmark, alone.benchmark)
    for name in ("equity.csv", "trades.csv", "fills.csv"):
        assert rows_of(desk.artifacts.tables[name]) == rows_of(files.tables[name]), name


def test_flat_windows_are_single_backtests_behind_each_other(desk: Desk) -> None:
    request = desk.request(fills=FillSettings(volume_cap=0.9))
    walked = desk.run(request)
    equity, trades = rows_of(desk.artifacts.tables["equity.csv"]), desk.artifacts.tables["trades.csv"]
    fills = desk.artifacts.tables["fills.csv"]
    ends = [k for k, kind in enumerate(fills["kind"]) if kind == "ended"]
    fills = fills.take(ends)
    assert len(walked.windows) == 5
    cash, row, closed = request.account.cash, 0, 0
    for window in walked.windows:
        assert window.initial == cash
        one = single(request, window.parameters, window.test_start, after(window.test_end))
        alone, files = desk.alone(replace(one, account=AccountSettings(cash)))
        by_hand, last = rows_of(files.tables["equity.csv"]), window is walked.windows[-1]
        mine = [line[:5] for line in equity[row : row + window.test_bars]]
        theirs = [line[:5] for line in by_hand]
        ended = [k for k, time in enumerate(trades.time) if trades["exit_reason"][k] == "window ended"]
        own = [k for k in ended if by_hand[0][0] <= trades.time[k] <= by_hand[-1][0]]
        if last or not own:
            assert mine == theirs
        else:
            # What is open at a border is closed at its last close, which costs commission and slippage.
            assert mine[:-1] == theirs[:-1]
            assert mine[-1][2] == mine[-1][3]
            place = fills.time.index(trades.time[own[0]])
            paid = fills["commission"][place] + fills["slippage"][place]
            assert paid > 0.0
            assert mine[-1][2] == pytest.approx(theirs[-1][2] - paid, abs=1e-6)
            closed += 1
        booked = [line for line in rows_of(trades) if by_hand[0][0] <= line[0] <= by_hand[-1][0]]
        assert [line for line in booked if line[-1] != "window ended"] == rows_of(files.tables["trades.csv"])
        assert not last or alone.metrics["final"] == walked.metrics["final"]
        cash, row = window.final, row + window.test_bars
    assert closed > 0
    assert walked.metrics["final"] == walked.windows[-1].final


@pytest.mark.parametrize("symbols", [("AAA",), ("AAA", "BBB")])
def test_carried_windows_of_one_set_are_one_backtest(desk: Desk, symbols: tuple[str, ...]) -> None:
    request = desk.request("sma_cross", *symbols, over={}, parameters={"fast": 3, "slow": 12}, borders="carry")
    walked = desk.run(request)
    alone, files = desk.alone(
        single(request, request.parameters, walked.windows[0].test_start, after(walked.windows[-1].test_end))
    )
    for name in ("equity.csv", "trades.csv", "fills.csv"):
        assert rows_of(desk.artifacts.tables[name]) == rows_of(files.tables[name]), name
    assert same(walked.metrics, alone.metrics)
    assert walked.axes == ()
    flat = desk.run(replace(request, borders="flat"))
    assert flat.metrics["trades"] > walked.metrics["trades"]  # type: ignore[operator]


def test_the_future_changes_neither_models_nor_parameters(desk: Desk) -> None:
    request = desk.learning(parameters={"hold": 4, "k_sigma": 0.0}, over={"k_atr": "0,0.1"})
    before = desk.run(request)
    for window in before.windows[1:]:
        begin = int((parse_instant(window.test_start) // 10**9 - START.timestamp()) // 3600)
        (desk.folder / "AAA.csv").write_text(prices(0, altered=begin))
        other_future = desk.run(request)
        for one, other in zip(before.windows[: window.window], other_future.windows, strict=False):
            known = ("window", "train_start", "train_end", "test_start", "parameters", "eligible", "edges", "plateau")
            for name in (*known, "model", "learned", "sigma", "inside"):
                assert getattr(one, name) == getattr(other, name), name
        past = other_future.windows[: window.window - 1]
        assert tuple(replace(one, share=None) for one in past) == tuple(
            replace(one, share=None) for one in before.windows[: len(past)]
        )
        assert other_future.windows[len(past)].final != window.final
    assert len({window.model for window in before.windows}) == len(before.windows)


def test_a_window_is_a_training_a_prediction_and_a_backtest(desk: Desk) -> None:
    """What a window learns and trades, done by hand with the jobs that anyone can submit."""
    request = desk.learning(
        over={}, parameters={"hold": 4, "k_atr": 0.1}, windows=WindowSettings("150 bars", "60 bars")
    )
    walked = desk.run(request)
    window, horizon = walked.windows[1], LEARNING.horizon
    begin = parse_instant(window.test_start) + 60 * 3600 * 10**9 + horizon * 3600 * 10**9
    (spec,) = request.bars
    seen = replace(spec, start=window.train_start, end=format_instant(begin))
    # Rows from the first bar of the test on are held out; each has its features, since the file has bars before.
    rows = window.train_bars + window.between + 60
    training = replace(LEARNING, validation=60 / rows)
    trained = train.run(TrainRequest(seen, training, "by-hand", check_leaks=False, report=PLAIN), desk.tools())
    assert trained.model.rows == window.learned
    assert trained.model.sha256 == window.model
    assert trained.model.sigma == window.sigma
    files = MemoryArtifacts(lambda _: CsvWriter())
    tested = replace(spec, start=window.test_start, end=after(window.test_end))
    predict.run(PredictRequest(tested, "by-hand", report=PLAIN), desk.tools(files))
    for name in ("predictions.csv", "predictions.json"):
        (desk.folder / name).write_bytes(files.files[name])
    one = single(request, window.parameters, window.test_start, after(window.test_end))
    own = replace(one, predictions=PredictionsSpec("predictions.csv"), account=AccountSettings(window.initial))
    _, made = desk.alone(own)
    first, last = parse_instant(window.test_start), parse_instant(window.test_end)
    booked = [line for line in rows_of(desk.artifacts.tables["fills.csv"]) if first <= line[0] <= last]
    assert [line for line in booked if line[-1] != "ended"] == rows_of(made.tables["fills.csv"])
    assert len(booked) > 0


def test_sets_are_tried_on_predictions_out_of_fold(desk: Desk) -> None:
    """What the chosen set shows inside is its backtest on what models said that had not learned those rows."""
    request = desk.learning(over={"k_atr": "0,0.1"}, parameters={"hold": 4, "k_sigma": 0.0})
    walked = desk.run(request)
    window, (spec,) = walked.windows[1], request.bars
    features = [parse_feature(text) for text in LEARNING.features]
    examples = examples_of(load_bars(spec, desk.catalog), features, LEARNING, desk.catalog)
    first, last = parse_instant(window.train_start), parse_instant(window.train_end)
    bars = load_bars(spec, desk.catalog).bars
    rows = [k for k, place in enumerate(examples.places) if first <= bars.time[place] <= last]
    assert len(rows) == window.learned
    lesson = learn(learner_of(LEARNING, desk.catalog), examples, rows, LEARNING, desk.progress)
    assert lesson.sigma == window.sigma
    said = [value for fold in lesson.folds for value in fold.predicted]
    lines = [f"{format_instant(bars.time[examples.places[k]])},{value!r}" for k, value in zip(rows, said, strict=True)]
    (desk.folder / "out.csv").write_text("\n".join(["time,prediction", *lines]) + "\n")
    one = single(request, window.parameters, window.train_start, after(window.train_end))
    predictions = PredictionsSpec("out.csv", unit="return", sigma=lesson.sigma, horizon=LEARNING.horizon)
    alone, _ = desk.alone(replace(one, predictions=predictions))
    assert alone.metrics["trades"] > 0
    for name in ("final", "trades", "max_drawdown", "sharpe"):
        assert window.inside[name] == alone.metrics[name], name


def test_a_walk_goes_on_where_it_was_left(desk: Desk) -> None:
    pictured = ReportSettings(bootstrap=100)
    for request in (desk.request(report=pictured), desk.learning(report=pictured)):
        whole, files = desk.run(request), dict(desk.artifacts.files)
        lines = desk.artifacts.journals["windows"].lines
        assert len(lines) == len(whole.windows)
        for finished in (2, len(lines)):
            assert desk.run(request, lines[:finished]) == whole
            assert desk.artifacts.files == files, finished
            assert desk.artifacts.journals["windows"].lines == lines
        assert set(files) == {
            *("equity.csv", "trades.csv", "fills.csv", "windows.csv", "metrics.json", "walkforward.png", "report.html")
        }


def test_a_journal_that_is_none_of_it_is_refused(desk: Desk) -> None:
    request = desk.request()
    desk.run(request)
    lines = desk.artifacts.journals["windows"].lines
    for damaged in ([lines[1]], [lines[0], lines[0]], [b"{}\n"], [*lines, lines[0]]):
        with pytest.raises(JobError, match="journal"):
            desk.run(request, damaged)


def test_threads_and_the_engine_change_nothing(desk: Desk) -> None:
    request = desk.request(costs=CostSettings(slippage_bps=4.0, borrow=0.08))
    whole, files = desk.run(request), dict(desk.artifacts.files)
    for workers in (1, 3):
        assert desk.run(replace(request, engine="compiled", workers=workers)) == whole
        assert desk.artifacts.files == files


def test_tables_have_their_columns(desk: Desk) -> None:
    walked = desk.run(desk.learning())
    for name, schema in (("equity.csv", EQUITY), ("trades.csv", TRADES), ("fills.csv", FILLS)):
        schema.check(desk.artifacts.tables[name])
    table = desk.artifacts.tables["windows.csv"]
    assert ("time", *table.names[: len(WINDOWS.names) - 1]) == WINDOWS.names
    assert table.names[len(WINDOWS.names) - 1] == "parameters.k_sigma"
    assert list(walked.facts) == list(WALK.names)
    assert walked.sentences[0].startswith(walked.verdict.upper())
    assert sum(window.test_bars for window in walked.windows) == walked.bars == len(desk.artifacts.tables["equity.csv"])
    messages = [step[0] for step in desk.progress.steps]
    assert "walking forward" in messages
    assert any("out of sample" in step[3] for step in desk.progress.steps)


def test_the_first_model_and_the_first_set_can_be_kept(desk: Desk) -> None:
    fitted = desk.run(desk.learning(retrain=False))
    assert len({window.model for window in fitted.windows}) == 1
    assert fitted.windows[0] == replace(desk.run(desk.learning()).windows[0], share=fitted.windows[0].share)
    kept = desk.run(desk.request(retune=False))
    assert len({tuple(window.parameters.items()) for window in kept.windows}) == 1
    assert kept.windows[0].inside
    assert not kept.windows[1].inside


def test_a_window_without_a_set_is_not_traded(desk: Desk) -> None:
    idle = desk.run(desk.request(min_trades=10_000))
    assert (idle.verdict, idle.metrics["trades"], idle.metrics["final"]) == ("fail", 0, 100_000.0)
    assert not any(window.traded for window in idle.windows)
    some = desk.run(desk.request(min_trades=8, borders="carry"))
    assert {window.traded for window in some.windows} == {True, False}
    for window in some.windows:
        if not window.traded:
            assert window.profit == 0.0
            assert window.parameters == {}


def test_a_file_of_predictions_walks_too(desk: Desk) -> None:
    lines = ["time,prediction", *(f"{stamp(row)},{0.01 * (-1) ** (row // 9)}" for row in range(ROWS))]
    (desk.folder / "p.csv").write_text("\n".join(lines) + "\n")
    spec = PredictionsSpec("p.csv", unit="return", sigma=0.001, horizon=1)
    request = desk.request("predicted_move", predictions=spec, over={"k_atr": "0,0.5", "hold": "1:9:4"}, parameters={})
    walked = desk.run(request)
    one = walked.windows[-1]
    alone, _ = desk.alone(
        replace(
            single(request, one.parameters, one.test_start, after(one.test_end)), account=AccountSettings(one.initial)
        )
    )
    assert alone.metrics["final"] == one.final
    inside = [
        f"{line},{'model' if k == 0 else 'm'},{'train_end' if k == 0 else stamp(50)}" for k, line in enumerate(lines)
    ]
    (desk.folder / "q.csv").write_text("\n".join(inside) + "\n")
    with pytest.raises(InSample):
        desk.run(replace(request, predictions=replace(spec, path="q.csv")))


def test_a_direction_feeds_what_decides_on_probabilities(desk: Desk) -> None:
    training = replace(LEARNING, learner="logistic", target="direction")
    with pytest.raises(InvalidValue, match="predicted_return"):
        desk.run(desk.learning(training=training))


def test_what_was_tried_before_is_told(desk: Desk) -> None:
    walked = desk.run(desk.request(counted=Counted(40, "abc")))
    assert walked.before == 40
    assert any("40 sets of sma_cross had been tried on this data before" in line for line in walked.sentences)


def test_what_cannot_be_walked_is_refused(desk: Desk) -> None:
    for windows, word in (
        (WindowSettings("1000 bars", "60 bars"), "enough for"),
        (WindowSettings("120 bars", "2 weeks"), "all three in bars"),
        (WindowSettings("a year", "60 bars"), "windows.train"),
        (WindowSettings("120 bars", "10 bars"), "windows"),
    ):
        with pytest.raises(InvalidValue, match=word):
            desk.run(desk.request(windows=windows))
    with pytest.raises(InvalidValue, match="horizon"):
        desk.run(desk.learning(windows=WindowSettings("120 bars", "60 bars", gap=2)))
    with pytest.raises(InvalidValue, match="borders"):
        desk.run(desk.request(borders="carry", windows=WindowSettings("120 bars", "60 bars", "80 bars")))
    with pytest.raises(DataError, match="too few"):
        desk.run(desk.learning(windows=WindowSettings("40 bars", "60 bars"), training=replace(LEARNING, folds=50)))
    with pytest.raises(InvalidValue, match="predictions"):
        desk.learning(predictions=PredictionsSpec("p.csv"))


def test_a_feature_that_knows_the_future_stops_the_walk(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    found = desk.catalog.feature_set
    monkeypatch.setattr(desk.catalog, "feature_set", lambda name: Suspects() if name == "suspects" else found(name))
    with pytest.raises(LeakFound, match="next_change"):
        desk.run(desk.learning(check_leaks=True, training=replace(LEARNING, features=("suspects.next_change",))))


class Peeking(NamedTuple):
    """Trades on what a model says, unless the next change is known to be bad."""

    class Inputs(NamedTuple):
        """The model's word, and what comes."""

        said: float = 0.0
        ahead: float = 0.0

    State = NoState
    REASONS = ("none",)

    def features(self) -> tuple[Feature, ...]:
        return feature("predicted_return"), Feature("next_change", (), "suspect")

    def decide(self, state: NoState, bar: Any, inputs: Inputs, account: Any) -> tuple[Decision, NoState]:
        return Decision(10.0 if inputs.ahead > 0.0 and inputs.said > -1.0 else 0.0), state


@pytest.mark.parametrize(("kind", "learn"), [(ThroughInputs, False), (Peeking, True)])
def test_decisions_that_know_the_future_stop_the_walk(
    desk: Desk,
    monkeypatch: pytest.MonkeyPatch,
    kind: Any,
    learn: bool,  # noqa: FBT001
) -> None:
    """On the first test that is traded, on what the window's own model says of it."""
    honest = desk.learning(check_leaks=True) if learn else desk.request()
    assert not any("leak check" in line for line in desk.run(honest).sentences)
    found = desk.catalog.feature_set
    monkeypatch.setattr(desk.catalog, "feature_set", lambda name: Suspects() if name == "suspect" else found(name))
    monkeypatch.setattr(desk.catalog, "strategy", lambda _: kind)
    request = replace(honest, over={}, parameters={}, engine="interpreted")
    with pytest.raises(LeakFound, match=r"suspect\.next_change knows the future"):
        desk.run(request)
    assert len(desk.artifacts.journals["windows"].lines) == 1, "nothing was walked beyond the first window"
    passed = desk.run(replace(request, check_leaks=False))
    (told,) = [line for line in passed.sentences if "leak check was switched off" in line]
    assert ("the features and the decisions" in told) is learn


def test_a_price_without_a_feature_of_its_height_is_warned_of(desk: Desk) -> None:
    blind = desk.run(desk.learning(training=replace(LEARNING, target="price")))
    assert any(line.startswith("No feature is in units of the price") for line in blind.sentences)
    seeing = replace(LEARNING, target="price", features=(*LEARNING.features, "sma(5)"))
    for training in (LEARNING, seeing):
        told = desk.run(desk.learning(training=training)).sentences
        assert not any(line.startswith("No feature is in units of the price") for line in told)


def test_holes_between_tests_are_not_traded(desk: Desk) -> None:
    walked = desk.run(desk.request(windows=WindowSettings("100 bars", "40 bars", "90 bars")))
    table = desk.artifacts.tables["equity.csv"]
    assert [window.test_bars for window in walked.windows] == [40, 40, 40, 30]
    assert len(table) == walked.bars == 150
    assert walked.metrics["final"] == table["equity"][-1]
