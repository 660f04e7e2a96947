"""Our feature sets and learners against the contracts that we ship."""

from collections.abc import Mapping, Sequence

import pytest

from tradecore.core_features import CoreFeatures
from tradecore.features import Feature, parse_feature
from tradecore.ports.feature_set import FeatureSet
from tradecore.ports.learner import Learner
from tradecore_sklearn.learner import SklearnLearner
from tradecore_sklearn.recipes import RECIPES
from tradecore_talib.feature_set import TalibFeatures
from tradecore_testing.contracts.feature_set import FeatureSetContract
from tradecore_testing.contracts.learner import LearnerContract


class TestCoreFeatures(FeatureSetContract):
    def features(self) -> FeatureSet:
        return CoreFeatures()

    def examples(self) -> Sequence[Feature]:
        names = ("sma(5)", "atr(14)", "volatility(9)", "change(3)", "position_in_range(7)", "close")
        return [parse_feature(name) for name in names]


class TestTalibFeatures(FeatureSetContract):
    def features(self) -> FeatureSet:
        return TalibFeatures()

    def examples(self) -> Sequence[Feature]:
        names = ("talib.rsi(14)", "talib.macd(5,12,4)", "talib.bbands_upper(9,2)", "talib.mfi(6)")
        return [parse_feature(name) for name in names]


class TestRidge(LearnerContract):
    def learner(self) -> Learner:
        return SklearnLearner(RECIPES["ridge"])


class TestForest(LearnerContract):
    parameters: Mapping[str, float | int | str | bool] = {"n_estimators": 9, "min_samples_leaf": 4}

    def learner(self) -> Learner:
        return SklearnLearner(RECIPES["random_forest"])


class TestBoosting(LearnerContract):
    parameters: Mapping[str, float | int | str | bool] = {"max_iter": 20, "min_samples_leaf": 4}

    def learner(self) -> Learner:
        return SklearnLearner(RECIPES["hist_gradient_boosting"])


@pytest.mark.parametrize("name", sorted(RECIPES))
def test_the_model_says_every_parameter_it_was_fitted_with(name: str) -> None:
    assert set(RECIPES[name].resolve({})) == set(RECIPES[name].parameters)
