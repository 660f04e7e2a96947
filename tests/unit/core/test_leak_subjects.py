"""Labels, pipelines and decisions that know the future are caught and named; their honest twins pass."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import pytest

from tradecore.bars import Bars
from tradecore.contracts.settings import TrainingSettings
from tradecore.core_features import CoreFeatures
from tradecore.errors import LeakFound
from tradecore.features import parse_feature
from tradecore.hidden import hidden_tables
from tradecore.instants import format_instant
from tradecore.labels import labels
from tradecore.leakcheck import ALTERED, REPEAT, TRUNCATION
from tradecore.ports.feature_set import FeatureSet
from tradecore.ports.learner import Learner
from tradecore.strategies.buy_and_hold import BuyAndHold
from tradecore.strategies.follow import Follow
from tradecore.strategies.predicted_move import PredictedMove
from tradecore.strategies.sma_cross import SmaCross
from tradecore.strategy import Decision, NoInputs, NoState
from tradecore.usecases.decision_leaks import OUTSIDE, check_decisions, decision_leaks, laid
from tradecore.usecases.learning_leaks import label_leaks, pipeline_leaks
from tradecore_testing import sneaks
from tradecore_testing.leaky import Suspects
from tradecore_testing.markets import walking_market as market
from tradecore_testing.markets import wavy_market


class Honest:
    """Predicts the first feature times what it was worth."""

    aims = ("value", "probability")

    def fit(self, features: Any, target: Any, parameters: Any, seed: int, aim: str = "value") -> Any:
        return Scaled(sum(v * t for v, t in zip(features[features.names[0]], target, strict=True)))


class Scaled:
    """One number, and each row for itself."""

    def __init__(self, by: float) -> None:
        self.by = by

    def predict(self, features: Any) -> Any:
        return [self.by * v for v in features[features.names[0]]]

    def to_bytes(self) -> bytes:
        return repr(self.by).encode()


class Failing(NamedTuple):
    """Cannot stand a price that a wild market has."""

    Inputs = NoInputs
    State = NoState
    REASONS = ("none",)

    def features(self) -> tuple[()]:
        return ()

    def decide(self, state: NoState, bar: Any, inputs: Any, account: Any) -> tuple[Decision, NoState]:
        if bar.high / bar.low > 1.045:
            raise ArithmeticError(bar.close)
        return Decision(0.0), state


@dataclass
class Shelf:
    """A catalog of feature sets and learners."""

    sets: Mapping[str, FeatureSet] = field(default_factory=lambda: {"core": CoreFeatures(), "suspect": Suspects()})
    learners: Mapping[str, Any] = field(
        default_factory=lambda: {"honest": Honest(), "scaling": sneaks.BatchScaling(), "hoarding": sneaks.Hoarding()}
    )

    def feature_set(self, name: str) -> FeatureSet:
        return self.sets[name]

    def learner(self, name: str) -> Learner:
        return self.learners[name]


@pytest.fixture
def bars() -> Iterator[Bars]:
    """A market, of which the sneaks have a copy for as long as the test runs."""
    made = market(400)
    sneaks.COPIED.update(zip(made.time, made["close"], strict=True))
    yield made
    sneaks.COPIED.clear()
    sneaks.DIARY.clear()


def training(learner: str = "honest", horizon: int = 3, **more: Any) -> TrainingSettings:
    return TrainingSettings(learner=learner, horizon=horizon, **more)


FEATURES = [parse_feature("change(3)"), parse_feature("sma(5)")]


@pytest.mark.parametrize("target", ["return", "price", "direction"])
@pytest.mark.parametrize("horizon", [1, 7])
def test_labels_look_as_far_as_their_horizon(target: Any, horizon: int) -> None:
    for made in (market(200), wavy_market(200, split_at=150)):
        assert label_leaks(made, training(horizon=horizon, target=target), 60) == ()


def test_a_label_that_looks_further_is_caught(bars: Bars) -> None:
    (found,) = label_leaks(bars, training(horizon=4), 60, sneaks.label_of_the_best_exit)
    assert found.column == "label return(4)"
    assert found.test == TRUNCATION
    assert "up to 4 bars ahead" in found.hint
    assert "beyond its horizon of 4" in found.hint


def test_a_label_known_a_bar_later_than_it_says_is_caught(bars: Bars) -> None:
    def late(part: Bars, horizon: int, target: Any) -> Any:
        return labels(part, horizon + 1, target)

    assert len(label_leaks(bars, training(), 40, late)) == 1


def test_an_honest_pipeline_passes(bars: Bars) -> None:
    assert pipeline_leaks(bars, FEATURES, training(), Shelf(), 30) == ((), ())


def test_scaling_that_is_fitted_on_what_is_predicted_is_caught(bars: Bars) -> None:
    (found,), _ = pipeline_leaks(bars, FEATURES, training("scaling"), Shelf(), 30)
    assert found.column == "scaling predictions"
    assert "fitted while it predicts" in found.hint


def test_a_learner_that_keeps_what_it_saw_is_caught(bars: Bars) -> None:
    (found,), _ = pipeline_leaks(bars, FEATURES, training("hoarding"), Shelf(), 30)
    assert found.column == "hoarding fit"
    assert found.time in {format_instant(t) for t in bars.time}


def test_a_feature_fitted_on_all_rows_shows_in_the_fit(bars: Bars) -> None:
    (found,), _ = pipeline_leaks(bars, [parse_feature("suspect.global_score")], training(), Shelf(), 30)
    assert (found.column, found.test) == ("honest fit", TRUNCATION)
    assert "inside the fold" in found.hint


def test_too_few_bars_for_a_pipeline_are_told() -> None:
    found, (remark,) = pipeline_leaks(market(20), FEATURES, training(horizon=9), Shelf(), 30)
    assert found == ()
    assert "too few to try honest" in remark


@pytest.mark.parametrize("strategy", [SmaCross(3, 9), BuyAndHold()])
def test_the_built_in_strategies_pass(bars: Bars, strategy: Any) -> None:
    assert decision_leaks(bars, "own", strategy, Shelf(), 60) == ((), ())


@pytest.mark.parametrize("kind", [SmaCross, BuyAndHold, Follow, PredictedMove])
def test_the_built_in_strategies_read_no_table(kind: type) -> None:
    assert hidden_tables(kind) == ()


def test_decisions_on_a_column_from_a_file_are_tried(bars: Bars) -> None:
    signals = {"signal": [float(t % 5) for t in range(len(bars))]}
    assert decision_leaks(bars, "follow", Follow(), Shelf(), 60, laid(bars, signals)) == ((), ())


def test_a_strategy_that_looks_ahead_through_its_inputs_is_caught(bars: Bars) -> None:
    found = decision_leaks(bars, "inputs", sneaks.ThroughInputs(), Shelf(), 60).leaks
    assert [one.column for one in found] == ["inputs target"]
    assert "ahead" in found[0].hint


def test_a_strategy_that_remembers_an_earlier_run_is_caught(bars: Bars) -> None:
    found = decision_leaks(bars, "memory", sneaks.ThroughMemory(), Shelf(), 60).leaks
    assert "memory target" in {one.column for one in found}
    assert REPEAT in {one.test for one in found}


def test_one_that_has_met_the_bars_before_is_caught_by_another_future(bars: Bars) -> None:
    decision_leaks(bars, "memory", sneaks.ThroughMemory(), Shelf(), 60)
    sneaks.DIARY.update(zip(bars.time, bars["close"], strict=True))
    found = decision_leaks(bars, "memory", sneaks.ThroughMemory(), Shelf(), 60).leaks
    assert {one.test for one in found} == {OUTSIDE, ALTERED}


def test_a_strategy_that_reads_a_copy_of_the_file_is_caught(bars: Bars) -> None:
    (found,) = decision_leaks(bars, "copy", sneaks.ThroughCopy(), Shelf(), 60).leaks
    assert (found.column, found.test) == ("copy", OUTSIDE)
    assert "tradecore_testing.sneaks.COPIED, a dict of 400 values" in found.hint


def test_a_strategy_that_fails_on_a_made_up_market_is_told() -> None:
    found, (remark,) = decision_leaks(wavy_market(100), "failing", Failing(), Shelf(), 60)
    assert found == ()
    assert "made-up market" in remark


def test_a_backtest_blames_the_feature_and_not_the_strategy(bars: Bars) -> None:
    with pytest.raises(LeakFound, match=r"suspect\.next_change knows the future .*1 bar ahead"):
        check_decisions(bars, "inputs", sneaks.ThroughInputs(), {}, Shelf())
    with pytest.raises(LeakFound, match="copy knows the future"):
        check_decisions(bars, "copy", sneaks.ThroughCopy(), {}, Shelf())
    assert check_decisions(bars, "cross", SmaCross(3, 9), {}, Shelf()) == ()


TABLE = [0.0] * 40


def beside(bar: Any, table: Any = TABLE) -> float:
    return table[bar.session % 40]


def closed() -> type:
    values = [1.0] * 30

    class Closed(NamedTuple):
        def decide(self, state: Any, bar: Any, inputs: Any, account: Any) -> Any:
            return values[0]

    return Closed


class OfItsClass:
    TABLE = (1.0,) * 25

    def decide(self, state: Any, bar: Any, inputs: Any, account: Any) -> Any:
        return self.TABLE[0]


class ByDefault:
    def decide(self, state: Any, bar: Any, inputs: Any, account: Any) -> Any:
        return beside(bar)


class OfAModule:
    def decide(self, state: Any, bar: Any, inputs: Any, account: Any) -> Any:
        return sneaks.COPIED.get(bar.time)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        (closed(), "values"),
        (OfItsClass, "OfItsClass.TABLE"),
        (ByDefault, "a default of beside"),
        (OfAModule, "tradecore_testing.sneaks.COPIED"),
    ],
)
def test_a_table_is_found_wherever_it_hangs(bars: Bars, kind: type, words: str) -> None:
    (found,) = hidden_tables(kind)
    assert words in found.name
