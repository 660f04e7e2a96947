"""Train, predict and look for leaks over real adapters, on synthetic files."""

import random
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from tradecore.contracts.backtest import BacktestRequest
from tradecore.contracts.bars import BarsSpec
from tradecore.contracts.leaks import LeaksRequest
from tradecore.contracts.optimize import OptimizeRequest
from tradecore.contracts.predict import PredictionsSpec, PredictRequest
from tradecore.contracts.promote import Change
from tradecore.contracts.settings import ReportSettings, TrainingSettings
from tradecore.contracts.train import TrainRequest
from tradecore.core_features import CoreFeatures
from tradecore.errors import (
    DataError,
    InSample,
    InvalidValue,
    JobError,
    LeakFound,
    ModelError,
    UnknownName,
    UntrustedModel,
)
from tradecore.instants import format_instant, parse_instant
from tradecore.labels import UNIT_OF, Target, aim_of
from tradecore.predictions import join
from tradecore.schemas import MONTHS, PREDICTIONS, VALIDATION
from tradecore.strategies.follow import Follow
from tradecore.strategies.predicted_move import PredictedMove
from tradecore.strategies.sma_cross import SmaCross
from tradecore.usecases import backtest, leaks, optimize, predict, train
from tradecore.usecases.bars import load_bars
from tradecore.usecases.tools import Tools
from tradecore.views.report import Report
from tradecore.views.training import TrainingView
from tradecore_csv.bars import CsvBars
from tradecore_csv.predictions import CsvPredictions
from tradecore_csv.writer import CsvWriter
from tradecore_parquet.matrix import ParquetMatrix
from tradecore_sklearn.learner import SklearnLearner
from tradecore_sklearn.recipes import RECIPES
from tradecore_stats.resampler import ArchResampler
from tradecore_talib.feature_set import TalibFeatures
from tradecore_testing.fakes import DictCatalog, MemoryArtifacts, MemoryModels, RecordedProgress
from tradecore_testing.leaky import Suspects
from tradecore_testing.markets import walking_market

ROWS = 900
FEATURES = ("change(1)", "change(3)", "volatility_ratio(3,9)", "talib.rsi(5)", "position_in_range(9)")
TRAINING = TrainingSettings(features=FEATURES, horizon=3)
SMALL = {"ridge": {}, "logistic": {}, "random_forest": {"n_estimators": 9}, "hist_gradient_boosting": {"max_iter": 9}}
SPEC = BarsSpec("bars.csv", "WALK", step="1h")


class Pen:
    """A reporter that writes the title only."""

    def training(self, view: TrainingView, stream: BinaryIO) -> None:
        stream.write(view.title.encode())

    def page(self, report: Report, stream: BinaryIO) -> None:
        stream.write(report.title.encode())


class Desk:
    """A workspace folder with one file of bars, and tools that share one model store."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.models = folder, MemoryModels()
        self.learners: dict[str, Any] = {name: SklearnLearner(recipe) for name, recipe in RECIPES.items()}
        self.catalog = DictCatalog(
            bar_source={"csv": CsvBars(str(folder))},
            prediction_source={"csv": CsvPredictions(str(folder))},
            feature_set={"core": CoreFeatures(), "talib": TalibFeatures(), "suspect": Suspects()},
            learner=self.learners,
            reporter={"matplotlib": Pen()},
            resampler={"arch": ArchResampler()},
            matrix_writer={"parquet": ParquetMatrix()},
            strategy={"sma_cross": SmaCross, "follow": Follow, "predicted_move": PredictedMove},
        )

    def tools(self) -> Tools:
        artifacts = MemoryArtifacts(lambda _: CsvWriter())
        return Tools(self.catalog, artifacts, self.models, RecordedProgress())  # type: ignore[arg-type]

    def write(self, rows: int = ROWS, changed_from: int = ROWS, factor: float = 1.0) -> None:
        """Hourly bars whose next move leans against the last one; rows from `changed_from` on are scaled."""
        bars, source = walking_market(rows), random.Random(8)
        lines, close, move = ["time,open,high,low,close,volume"], 100.0, 0.0
        for t in range(rows):
            opening, move = close, -0.4 * move + source.gauss(0, 0.01)
            close = close * (1 + move)
            scale = factor if t >= changed_from else 1.0
            prices = (opening, max(opening, close) * 1.002, min(opening, close) * 0.998, close)
            cells = ",".join(repr(p * scale) for p in prices)
            lines.append(f"{format_instant(bars.time[t])},{cells},{bars['volume'][t]:.0f}")
        (self.folder / "bars.csv").write_text("\n".join(lines) + "\n")

    def train(self, artifacts: MemoryArtifacts | None = None, **changes: Any) -> tuple[Any, MemoryArtifacts]:
        tools = self.tools() if artifacts is None else replace(self.tools(), artifacts=artifacts)
        training = replace(TRAINING, **{k: v for k, v in changes.items() if k in TrainingSettings.__slots__})
        rest = {k: v for k, v in changes.items() if k not in TrainingSettings.__slots__}
        request = TrainRequest(**{"bars": SPEC, "training": training, "model": "m", "check_leaks": False, **rest})
        return train.run(request, tools), tools.artifacts  # type: ignore[return-value]

    def predict(self, model: str = "m", **changes: Any) -> tuple[Any, MemoryArtifacts]:
        tools = self.tools()
        return predict.run(PredictRequest(**{"bars": SPEC, "model": model, **changes}), tools), tools.artifacts  # type: ignore[return-value]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A desk with its file written."""
    made = Desk(tmp_path)
    made.write()
    return made


def test_a_training_leaves_its_record_and_its_artifacts(desk: Desk) -> None:
    result, artifacts = desk.train(check_leaks=True)
    written = {"validation.csv", "months.csv", "metrics.json", "record.json", "training.png", "report.html"}
    assert set(artifacts.files) == written
    VALIDATION.check(artifacts.tables["validation.csv"])
    MONTHS.check(artifacts.tables["months.csv"])
    assert sum(artifacts.tables["months.csv"]["rows"]) == result.metrics["n"] == result.model.held_out
    record = desk.models.record("m")
    assert record == result.model
    assert record.features == FEATURES
    assert record.parameters == {"alpha": 1.0}
    assert record.sigma == result.folds["sigma"] != result.metrics["sigma"]
    assert (result.folds["n"], result.train["n"]) == (record.rows, record.rows)
    assert (record.folds, record.embargo, record.metrics) == (5, 0, result.metrics)
    assert {each.feature for each in result.importances} == set(FEATURES)
    assert sum(each.rows for each in result.calibration) == record.held_out
    assert result.intervals is not None
    assert result.intervals.block == max(6.0, record.held_out ** (1 / 3))
    assert record.leak_check == "passed"
    assert record.train_start < record.train_end < record.label_end


def test_training_rows_and_their_labels_end_before_the_held_out_rows(desk: Desk) -> None:
    for embargo in (0, 5):
        result, artifacts = desk.train(embargo=embargo, model=f"m{embargo}")
        held = artifacts.tables["validation.csv"]
        bars = load_bars(SPEC, desk.catalog).bars  # type: ignore[arg-type]
        places = {format_instant(a): t for t, a in enumerate(bars["available"])}
        first = list(bars.time).index(held.time[0])
        assert first - places[result.model.train_end] - 1 == TRAINING.horizon + embargo
        assert parse_instant(result.model.label_end) < held["available"][0]
        assert len(held) == round(0.3 * (ROWS - 9 - TRAINING.horizon))


def test_the_same_training_gives_the_same_bytes(desk: Desk) -> None:
    first, files = desk.train()
    second, again = desk.train()
    assert (first, files.files) == (second, again.files)


class Counted:
    """A learner that counts its fits, and is killed before one of them."""

    def __init__(self, learner: SklearnLearner, deadly: int = 0) -> None:
        self.aims, self.from_bytes = learner.aims, learner.from_bytes
        self.learner, self.deadly, self.fits = learner, deadly, 0

    def fit(self, *given: Any) -> Any:
        self.fits += 1
        if self.fits == self.deadly:
            raise KeyboardInterrupt
        return self.learner.fit(*given)


def test_a_training_that_was_killed_goes_on_and_gives_the_same_bytes(desk: Desk) -> None:
    """Before any of its folds and before the last fit; what is finished is not fitted again."""
    expected, files = desk.train()
    ridge = desk.learners["ridge"]
    for deadly in range(1, TRAINING.folds + 2):
        artifacts = MemoryArtifacts(lambda _: CsvWriter())
        desk.learners["ridge"] = Counted(ridge, deadly)
        with pytest.raises(KeyboardInterrupt):
            desk.train(artifacts)
        assert set(artifacts.files) == set()
        desk.learners["ridge"] = again = Counted(ridge)
        result, resumed = desk.train(artifacts)
        assert (result, resumed.files) == (expected, files.files)
        assert again.fits == TRAINING.folds + 2 - deadly


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([{"fold": 2, "predicted": ""}], "another fold where fold 1 belongs"),
        ([{"fold": 1, "predicted": "AAAAAAAAAAA="}], "another fold where fold 1 belongs"),
        ([{"fold": 1, "predicted": 3}], "what is no fold"),
        ([{"fold": 1}], "what is no fold"),
        ([{"fold": k, "predicted": ""} for k in range(1, 7)], "6 folds of 5"),
    ],
)
def test_a_journal_of_something_else_is_refused(desk: Desk, lines: list[dict[str, Any]], words: str) -> None:
    artifacts = MemoryArtifacts(lambda _: CsvWriter())
    with artifacts.journal("folds") as journal:
        for each in lines:
            journal.append(each)
    with pytest.raises(JobError, match=words):
        desk.train(artifacts)


PAIRS = [(name, target) for name in sorted(RECIPES) for target in UNIT_OF if aim_of(target) in RECIPES[name].variants]


@pytest.mark.parametrize(("learner", "target"), PAIRS)
def test_what_comes_after_the_training_interval_changes_nothing_of_the_model(
    desk: Desk, learner: str, target: Target
) -> None:
    """Neither a bit of its file nor the sigma in its record: what trades later on them has not seen the future."""
    changes: dict[str, Any] = {"learner": learner, "parameters": SMALL[learner], "target": target}
    result, _ = desk.train(**changes, model="before")
    assert result.model.unit == UNIT_OF[target]
    bars = load_bars(SPEC, desk.catalog).bars  # type: ignore[arg-type]
    following = next(t for t, a in enumerate(bars["available"]) if a > parse_instant(result.model.label_end))
    desk.write(changed_from=following, factor=1.04)
    other, _ = desk.train(**changes, model="after")
    assert other.model.sha256 == result.model.sha256
    assert (other.model.sigma, other.folds, other.train) == (result.model.sigma, result.folds, result.train)
    assert other.metrics != result.metrics
    # The last label may keep its direction, but hardly after a fall by a quarter.
    desk.write(changed_from=following - 1, factor=1.04 if target != "direction" else 0.77)
    touched, _ = desk.train(**changes, model="touched")
    if target == "direction":
        desk.write(changed_from=following - 1, factor=1.27)
        risen, _ = desk.train(**changes, model="risen")
        assert risen.model.sha256 != touched.model.sha256
    else:
        assert touched.model.sha256 != result.model.sha256


def test_it_finds_what_is_there_and_nothing_where_nothing_is(desk: Desk) -> None:
    found, _ = desk.train(horizon=1)
    assert found.metrics["ic"] > 0.2
    assert "beats the naive forecast" in found.sentences[0]
    noise = walking_market(ROWS, seed=4)
    lines = ["time,open,high,low,close,volume"]
    for t, time in enumerate(noise.time):
        prices = [repr(noise[name][t]) for name in ("open", "high", "low", "close")]
        lines.append(",".join([format_instant(time), *prices, "1"]))
    (desk.folder / "bars.csv").write_text("\n".join(lines))
    nothing, _ = desk.train(horizon=1, model="noise")
    independent = nothing.metrics["n"]
    assert abs(nothing.metrics["ic"]) < 3 / independent**0.5
    assert abs(nothing.metrics["hit_rate"] - 0.5) < 1.5 / independent**0.5
    assert "beats the naive forecast" not in nothing.sentences[0]


def test_a_leaky_feature_stops_the_training(desk: Desk) -> None:
    with pytest.raises(LeakFound, match=r"suspect\.next_change knows the future .* up to 1 bar ahead"):
        desk.train(features=("change(1)", "suspect.next_change"), check_leaks=True)
    assert desk.models.names() == []
    allowed, _ = desk.train(features=("change(1)", "suspect.next_change"))
    assert allowed.model.leak_check == "not run"
    assert any("switched off" in sentence for sentence in allowed.sentences)


@pytest.mark.parametrize(
    ("changes", "error", "words"),
    [
        ({"target": "direction"}, InvalidValue, "one that predicts a direction: .*logistic"),
        ({"learner": "logistic"}, InvalidValue, "one that predicts a return: .*ridge"),
        ({"learner": "rigde"}, UnknownName, "Did you mean 'ridge'"),
        ({"features": ("talib.rsy(5)",)}, UnknownName, "Did you mean 'rsi'"),
        ({"features": ("nowhere.rsi(5)",)}, UnknownName, "nowhere"),
        ({"features": ("sma(0)",)}, InvalidValue, "whole bars above 0"),
        ({"parameters": {"alpha": -1}}, InvalidValue, "alpha"),
        ({"horizon": 850}, DataError, "fewer than the 29 rows"),
        ({"horizon": 2000}, DataError, "complete rows"),
        ({"validation": 0.0001}, InvalidValue, "holds out"),
    ],
)
def test_bad_requests_are_refused_in_words(desk: Desk, changes: Mapping[str, Any], error: type, words: str) -> None:
    with pytest.raises((error, InvalidValue), match=words):
        desk.train(**changes)
    assert desk.models.names() == []


def test_a_direction_is_learned_predicted_and_refused_by_a_strategy_of_returns(desk: Desk) -> None:
    trained, artifacts = desk.train(target="direction", learner="logistic", horizon=1)
    assert trained.metrics["auc"] > 0.6
    assert trained.metrics["log_loss_skill"] > 0
    assert trained.sentences[0].startswith("m tells rises from falls: AUC 0.")
    assert set(artifacts.tables["validation.csv"]["actual"]) == {0.0, 1.0}
    assert set(artifacts.tables["validation.csv"]["naive"]) == {trained.model.base_rate}
    result, predicted = desk.predict()
    table = predicted.tables["predictions.csv"]
    assert set(table["unit"]) == {"probability"}
    assert all(0.0 <= value <= 1.0 for value in table["prediction"])
    assert result.metrics["auc"] > 0.6
    assert "AUC is 0." in result.sentences[-1]
    for name in ("predictions.csv", "predictions.json"):
        (desk.folder / name).write_bytes(predicted.files[name])
    bars, said = replace(SPEC, start=result.start), PredictionsSpec("predictions.csv")
    request = BacktestRequest((bars,), "predicted_move", predictions=said)
    with pytest.raises(InvalidValue, match="a file of predictions of a return or a price"):
        backtest.run(request, desk.tools())


def test_a_price_is_not_learned_from_what_has_no_scale_without_a_word(desk: Desk) -> None:
    told = [
        desk.train(target="price", features=features, model=f"m{k}")[0].sentences
        for k, features in enumerate((FEATURES, (*FEATURES, "sma(5)"), ("close",)))
    ]
    words = "No feature is in units of the price"
    assert [any(line.startswith(words) for line in lines) for lines in told] == [True, False, False]


def test_few_rows_have_no_intervals_and_say_so(desk: Desk) -> None:
    desk.write(rows=60)
    result, _ = desk.train(horizon=3, folds=2)
    assert result.intervals is None or result.intervals.block * 2 <= result.model.held_out
    assert "Only" in result.sentences[0]


def test_predictions_leave_the_training_interval_out(desk: Desk) -> None:
    trained, _ = desk.train()
    result, artifacts = desk.predict()
    table = artifacts.tables["predictions.csv"]
    PREDICTIONS.check(table)
    assert set(artifacts.files) == {"predictions.csv", "predictions.json", "report.html"}
    assert min(table.time) >= parse_instant(trained.model.label_end)
    assert set(table["in_sample"]) == {0}
    assert set(table["sigma"]) == {trained.model.sigma}
    assert result.metrics["n"] == result.rows - TRAINING.horizon
    everything, marked = desk.predict(in_sample=True)
    assert everything.rows == ROWS - 9
    all_rows = marked.tables["predictions.csv"]
    inside = [t for t, flag in zip(all_rows.time, all_rows["in_sample"], strict=True) if flag]
    assert min(inside) == parse_instant(trained.model.train_start)
    assert len(inside) == everything.rows - result.rows
    assert everything.metrics == result.metrics
    assert "IN SAMPLE" in everything.sentences[0]
    with pytest.raises(InSample, match="ask for in-sample"):
        desk.predict(bars=replace(SPEC, end=trained.model.train_end))


def test_held_out_rows_are_predicted_as_they_were_judged(desk: Desk) -> None:
    _, trained = desk.train()
    _, predicted = desk.predict()
    held, table = trained.tables["validation.csv"], predicted.tables["predictions.csv"]
    said = dict(zip(table.time, table["prediction"], strict=True))
    assert [said[t] for t in held.time] == list(held["prediction"])


def test_our_file_is_known_again_after_a_trip_through_text(desk: Desk) -> None:
    desk.train()
    _, artifacts = desk.predict()
    for name in ("predictions.csv", "predictions.json"):
        (desk.folder / name).write_bytes(artifacts.files[name])
    bars = load_bars(SPEC, desk.catalog).bars  # type: ignore[arg-type]
    spec = PredictionsSpec("predictions.csv")
    raw = CsvPredictions(str(desk.folder)).read(spec)
    joined = join(bars, raw.table, spec, raw.manifest)
    table = artifacts.tables["predictions.csv"]
    at = {t: k for k, t in enumerate(bars.time)}
    assert joined.own
    assert joined.warnings == ()
    assert [joined.values[at[t]] for t in table.time] == list(table["prediction"])
    assert not any(joined.in_sample)


def traded(desk: Desk, start: str, **given: Any) -> tuple[Any, MemoryArtifacts]:
    """A backtest of whatever moves at all, so that each decision shows."""
    tools = desk.tools()
    bars = (replace(SPEC, start=start),)
    every = {"k_sigma": 0.0, "k_atr": 0.0}
    report = ReportSettings(pictures=False)
    request = BacktestRequest(bars, "predicted_move", every, report=report, **given)
    return backtest.run(request, tools), tools.artifacts  # type: ignore[return-value]


def test_a_model_trades_as_its_file_of_predictions_does(desk: Desk) -> None:
    """Of returns and of prices; bit for bit, though neither file nor run holds the bars before."""
    for target, features in (("return", FEATURES), ("price", ("close", "change(1)", "sma(3)"))):
        desk.train(target=target, model=target, horizon=1, features=features)
        result, predicted = desk.predict(target)
        for name in ("predictions.csv", "predictions.json"):
            (desk.folder / name).write_bytes(predicted.files[name])
        by_file, filed = traded(desk, result.start, predictions=PredictionsSpec("predictions.csv"))
        by_model, modelled = traded(desk, result.start, model=target)
        assert by_model.metrics["trades"] > 20
        assert by_model == by_file
        for name in ("equity.csv", "trades.csv", "fills.csv", "metrics.json"):
            assert modelled.files[name] == filed.files[name]


def test_a_model_on_bars_that_it_was_trained_on_is_refused_or_marked(desk: Desk) -> None:
    trained = desk.train()[0].model
    for start in ("", trained.train_start, trained.train_end):
        with pytest.raises(InSample, match=f"its labels end at {trained.label_end}"):
            traded(desk, start, model="m")
        marked, _ = traded(desk, start, model="m", in_sample=True)
        assert marked.in_sample
        assert marked.sentences[0].startswith("IN SAMPLE")
    free, _ = traded(desk, trained.label_end, model="m")
    assert not free.in_sample


def test_a_model_is_pinned_named_by_its_standing_and_the_only_one_who_predicts(desk: Desk) -> None:
    trained = desk.train()[0].model
    with pytest.raises(ModelError, match=r"was 000000000000\.\.\. and is"):
        traded(desk, trained.label_end, model="m", model_sha256="0" * 64)
    with pytest.raises(InvalidValue, match=r"one source of predictions, which p\.csv is"):
        traded(desk, trained.label_end, model="m", predictions=PredictionsSpec("p.csv"))
    with pytest.raises(UnknownName, match="Did you mean 'm'"):
        traded(desk, trained.label_end, model="mm")
    desk.models.stand("m", Change("promoted", "a rehearsal", ("leak check",), trained.sha256))
    told, _ = traded(desk, trained.label_end, model="m", model_sha256=trained.sha256)
    assert "Model m was promoted without leak check, by override: a rehearsal." in told.sentences
    looked = leaks.run(LeaksRequest(SPEC, model="m", rows=6), desk.tools())
    for result in (looked, desk.predict()[0]):
        assert "Model m was promoted without leak check, by override: a rehearsal." in result.sentences


def test_a_search_over_a_model_has_the_rows_of_its_backtests(desk: Desk) -> None:
    trained = desk.train(horizon=1)[0].model
    bars = (replace(SPEC, start=trained.label_end),)
    axes = {"k_sigma": "0:0.2:0.1"}
    report = ReportSettings(pictures=False, html=False)
    request = OptimizeRequest(bars, "predicted_move", axes, {"k_atr": 0.0}, min_trades=1, model="m", report=report)
    tools = desk.tools()
    found = optimize.run(request, tools)
    assert (found.trials, found.in_sample) == (3, False)
    alone, _ = traded(desk, trained.label_end, model="m")
    row = next(each for each in found.leaders if each.parameters["k_sigma"] == 0.0)
    assert row.metrics["final"] == alone.metrics["final"]
    with pytest.raises(InSample):
        optimize.run(replace(request, bars=(SPEC,)), desk.tools())


def test_a_model_that_is_not_what_its_record_says_is_not_used(desk: Desk) -> None:
    desk.train()
    desk.models.damage("m")
    with pytest.raises(UntrustedModel):
        desk.predict()
    record = desk.train(model="other")[0].model
    desk.models.save(replace(record, name="renamed", features=record.features[::-1]), desk.models.content("other"))
    with pytest.raises(ModelError, match="lists other features"):
        desk.predict("renamed")
    with pytest.raises(UnknownName, match="Did you mean 'other'"):
        desk.predict("ohter")


def test_bars_of_another_step_are_refused(desk: Desk) -> None:
    desk.train()
    with pytest.raises(InvalidValue, match="1h, which model m was trained on"):
        desk.predict(bars=replace(SPEC, step="2h"))


def test_leaks_are_a_result(desk: Desk) -> None:
    tools = desk.tools()
    request = LeaksRequest(SPEC, ("sma(5)", "suspect.centred_average", "talib.ema(5)", "suspect.whole_rank"), rows=80)
    result = leaks.run(request, tools)
    assert [leak.column for leak in result.leaks] == ["suspect.centred_average", "suspect.whole_rank"]
    assert result.sentences[0] == "2 of 4 checked know the future."
    assert "leaks.json" in tools.artifacts.files  # type: ignore[attr-defined]


def test_decisions_are_checked_like_features(desk: Desk) -> None:
    result = leaks.run(LeaksRequest(SPEC, strategy="sma_cross", rows=60), desk.tools())
    assert result.checked[-1] == "sma_cross"
    assert result.leaks == ()
    fed = leaks.run(LeaksRequest(SPEC, features=("sma(5)",), strategy="follow", rows=60), desk.tools())
    assert fed.checked == ("sma(5)",)
    assert any("file of predictions or signals" in sentence for sentence in fed.sentences)


def test_without_a_subject_it_is_what_a_training_would_use(desk: Desk) -> None:
    result = leaks.run(LeaksRequest(SPEC, training=TRAINING, rows=40), desk.tools())
    assert result.checked == (*FEATURES, f"label return({TRAINING.horizon})", "ridge fit", "ridge predictions")
    assert result.leaks == ()


@pytest.mark.parametrize("learner", ["random_forest", "hist_gradient_boosting", "logistic"])
def test_every_pipeline_passes(desk: Desk, learner: str) -> None:
    training = replace(TRAINING, learner=learner, target="direction", parameters={})
    result = leaks.run(LeaksRequest(SPEC, training=training, rows=6), desk.tools())
    assert f"{learner} predictions" in result.checked
    assert result.leaks == ()


def test_a_stored_model_and_the_decisions_on_it_are_tried(desk: Desk) -> None:
    desk.train()
    request = LeaksRequest(SPEC, model="m", strategy="predicted_move", parameters={"k_sigma": 0.0}, rows=30)
    result = leaks.run(request, desk.tools())
    assert {"m predictions", "predicted_move", "atr(14)"} <= set(result.checked)
    assert result.leaks == ()
    assert len(result.sentences) == 1


def test_a_file_of_predictions_is_held_to_its_model_and_its_training(desk: Desk) -> None:
    desk.train()
    _, artifacts = desk.predict(in_sample=True)
    for name in ("predictions.csv", "predictions.json"):
        (desk.folder / name).write_bytes(artifacts.files[name])
    request = LeaksRequest(SPEC, predictions=PredictionsSpec("predictions.csv"), rows=10)
    result = leaks.run(request, desk.tools())
    assert result.checked == ("predictions.csv",)
    assert [leak.test for leak in result.leaks] == ["seen in training"]
    _, artifacts = desk.predict()
    for name in ("predictions.csv", "predictions.json"):
        (desk.folder / name).write_bytes(artifacts.files[name])
    assert leaks.run(request, desk.tools()).leaks == ()
    desk.models = MemoryModels()
    desk.train(parameters={"alpha": 500.0})
    (found,) = leaks.run(request, desk.tools()).leaks
    assert found.test == "not what its model says"
