"""Our own learners and feature sets keep the contracts that a plugin author's must keep."""

from collections.abc import Mapping, Sequence
from typing import ClassVar

from tradecore.core_features import CoreFeatures
from tradecore.features import Feature, parse_feature
from tradecore.ports.feature_set import FeatureSet
from tradecore.ports.learner import Aim, Learner
from tradecore_plugins.registry import Registry
from tradecore_testing.contracts.feature_set import FeatureSetContract
from tradecore_testing.contracts.learner import LearnerContract

Parameters = Mapping[str, float | int | str | bool]


class TestRidge(LearnerContract):
    def learner(self) -> Learner:
        return Registry("/nowhere").learner("ridge")


class TestLogistic(LearnerContract):
    aim: ClassVar[Aim] = "probability"

    def learner(self) -> Learner:
        return Registry("/nowhere").learner("logistic")


class TestRandomForestOfDirections(LearnerContract):
    parameters: ClassVar[Parameters] = {"n_estimators": 8, "min_samples_leaf": 5}
    aim: ClassVar[Aim] = "probability"

    def learner(self) -> Learner:
        return Registry("/nowhere").learner("random_forest")


class TestRandomForest(LearnerContract):
    parameters: ClassVar[Parameters] = {"n_estimators": 8, "min_samples_leaf": 5}

    def learner(self) -> Learner:
        return Registry("/nowhere").learner("random_forest")


class TestGradientBoosting(LearnerContract):
    parameters: ClassVar[Parameters] = {"max_iter": 12, "min_samples_leaf": 5}

    def learner(self) -> Learner:
        return Registry("/nowhere").learner("hist_gradient_boosting")


class TestCoreFeatures(FeatureSetContract):
    def features(self) -> FeatureSet:
        return CoreFeatures()

    def examples(self) -> Sequence[Feature]:
        spelt = (
            "change(3)",
            "sma(20)",
            "atr(14)",
            "volatility_ratio(7,35)",
            "position_in_range(35)",
            "volume_ratio(35)",
        )
        return [parse_feature(text) for text in spelt]


class TestTalibFeatures(FeatureSetContract):
    def features(self) -> FeatureSet:
        return Registry("/nowhere").feature_set("talib")

    def examples(self) -> Sequence[Feature]:
        return [parse_feature(text) for text in ("talib.rsi(14)", "talib.adx(14)", "talib.sma(20)", "talib.atr(14)")]
