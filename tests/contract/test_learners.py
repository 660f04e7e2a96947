"""What every learner promises, tried on each of ours."""

import hashlib
import random
import subprocess
import sys
from array import array
from pathlib import Path

import pytest

from tradecore.errors import InvalidValue, ModelError, UnknownKey, UntrustedModel
from tradecore.ports.learner import Aim, Learner
from tradecore.table import Table
from tradecore_sklearn.learner import SklearnLearner
from tradecore_sklearn.recipes import RECIPES

SMALL = {
    "ridge": {},
    "logistic": {},
    "random_forest": {"n_estimators": 8, "min_samples_leaf": 5},
    "hist_gradient_boosting": {"max_iter": 12, "min_samples_leaf": 5},
}
AGAIN = """
import hashlib, sys
sys.path.insert(0, {folder!r})
from test_learners import PAIRS, RECIPES, SMALL, SklearnLearner, sample
ballast = [bytearray(b"x" * 4096) for _ in range(2000)]
ballast.clear()
for name, aim in PAIRS:
    features, target = sample(300, aim=aim)
    content = SklearnLearner(RECIPES[name]).fit(features, target, SMALL[name], 5, aim).to_bytes()
    print(hashlib.sha256(content).hexdigest())
"""
PAIRS = [(name, aim) for name in sorted(RECIPES) for aim in RECIPES[name].variants]


def sample(rows: int, seed: int = 1, aim: Aim = "value") -> tuple[Table, "array[float]"]:
    """Three columns, the first of which says something about the target: a value, or whether that is above 0."""
    source = random.Random(seed)
    columns = {f"f{i}": array("d", (source.gauss(0, 1 + 9 * i) for _ in range(rows))) for i in range(3)}
    target = array("d", (0.01 * x + source.gauss(0, 0.01) for x in columns["f0"]))
    if aim == "probability":
        target = array("d", (float(value > 0.0) for value in target))
    return Table(array("q", range(rows)), columns), target


@pytest.fixture(params=PAIRS, ids=[f"{name} {aim}" for name, aim in PAIRS])
def pair(request: pytest.FixtureRequest) -> tuple[str, Aim]:
    """Each learner in turn, with each of its aims."""
    return request.param


@pytest.fixture
def name(pair: tuple[str, Aim]) -> str:
    """Which learner is under test."""
    return pair[0]


@pytest.fixture
def aim(pair: tuple[str, Aim]) -> Aim:
    """What it is asked for."""
    return pair[1]


@pytest.fixture
def learner(name: str) -> Learner:
    """The learner under test."""
    return SklearnLearner(RECIPES[name])


def bits(values: object) -> bytes:
    return array("d", values).tobytes()  # type: ignore[call-overload]


def test_a_row_alone_equals_itself_in_any_batch(learner: Learner, name: str, aim: Aim) -> None:
    features, target = sample(300, aim=aim)
    model = learner.fit(features, target, SMALL[name], 5, aim)
    whole = model.predict(features)
    assert len(whole) == 300
    for t in range(0, 300, 3):
        assert bits(model.predict(features.slice(t, t + 1))) == bits(whole[t : t + 1])
    for start, stop in ((0, 15), (0, 16), (5, 22), (7, 300), (283, 300)):
        assert bits(model.predict(features.slice(start, stop))) == bits(whole[start:stop])
    backwards = list(range(299, -1, -1))
    assert bits(model.predict(features.take(backwards))) == bits([whole[t] for t in backwards])


def test_it_learns(learner: Learner, name: str, aim: Aim) -> None:
    features, target = sample(300, aim=aim)
    fresh, outcome = sample(300, seed=2, aim=aim)
    predicted = learner.fit(features, target, SMALL[name], 5, aim).predict(fresh)
    error = sum(abs(p - a) for p, a in zip(predicted, outcome, strict=True))
    naive = 0.5 if aim == "probability" else 0.0
    assert error < 0.98 * sum(abs(a - naive) for a in outcome)


def test_a_file_brings_the_same_model_back(learner: Learner, name: str, aim: Aim) -> None:
    features, target = sample(300, aim=aim)
    model = learner.fit(features, target, SMALL[name], 5, aim)
    again = learner.from_bytes(model.to_bytes())
    assert set(again.parameters) == set(RECIPES[name].parameters)
    assert again.parameters == model.parameters
    assert bits(again.predict(features)) == bits(model.predict(features))


def test_the_same_fit_gives_the_same_bytes(learner: Learner, name: str, aim: Aim) -> None:
    features, target = sample(300, aim=aim)
    first = learner.fit(features, target, SMALL[name], 5, aim).to_bytes()
    assert learner.fit(features, target, SMALL[name], 5, aim).to_bytes() == first
    assert learner.fit(features.slice(0, 299), target[:299], SMALL[name], 5, aim).to_bytes() != first


def test_another_process_writes_the_same_bytes() -> None:
    here = [
        hashlib.sha256(
            SklearnLearner(RECIPES[name]).fit(*sample(300, aim=aim), SMALL[name], 5, aim).to_bytes()
        ).hexdigest()
        for name, aim in PAIRS
    ]
    code = AGAIN.format(folder=str(Path(__file__).parent))
    there = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert there.stdout.split() == here


def test_refuses_rows_that_are_not_numbers(learner: Learner, name: str, aim: Aim) -> None:
    features, target = sample(50, aim=aim)
    holed = features.with_columns(f1=array("d", [float("nan"), *features["f1"][1:]]))
    with pytest.raises(InvalidValue, match="f1"):
        learner.fit(holed, target, SMALL[name], 1, aim)
    with pytest.raises(InvalidValue):
        learner.fit(features, [float("inf"), *target[1:]], SMALL[name], 1, aim)
    with pytest.raises(InvalidValue, match="f1"):
        learner.fit(features, target, SMALL[name], 1, aim).predict(holed)
    with pytest.raises(InvalidValue):
        learner.fit(features.slice(0, 0), [], SMALL[name], 1, aim)


def test_refuses_other_columns_than_it_was_fitted_on(learner: Learner, name: str, aim: Aim) -> None:
    features, target = sample(50, aim=aim)
    model = learner.fit(features, target, SMALL[name], 1, aim)
    turned = Table(features.time, {n: features[n] for n in reversed(features.names)})
    with pytest.raises(ModelError, match="f0, f1, f2"):
        model.predict(turned)


def test_refuses_an_unknown_parameter_and_names_those_it_has(learner: Learner, name: str, aim: Aim) -> None:
    features, target = sample(50, aim=aim)
    with pytest.raises(UnknownKey, match="Known: "):
        learner.fit(features, target, {"depht": 3}, 1, aim)


@pytest.mark.parametrize("value", [True, "1", -1, float("nan"), float("inf")])
def test_refuses_a_parameter_out_of_its_bounds(learner: Learner, name: str, aim: Aim, value: object) -> None:
    features, target = sample(50, aim=aim)
    for key in RECIPES[name].parameters:
        with pytest.raises(InvalidValue, match=key):
            learner.fit(features, target, {key: value}, 1, aim)  # type: ignore[dict-item]


def test_refuses_the_file_of_another_learner(learner: Learner, name: str, aim: Aim) -> None:
    features, target = sample(60, aim=aim)
    other = next(n for n, each in PAIRS if n != name and each == aim)
    content = SklearnLearner(RECIPES[other]).fit(features, target, SMALL[other], 1, aim).to_bytes()
    with pytest.raises(UntrustedModel):
        learner.from_bytes(content)


def test_an_aim_that_a_learner_does_not_have_is_refused() -> None:
    features, target = sample(50)
    with pytest.raises(InvalidValue, match=r"aim of learner ridge is 'probability'\. Accepted: value"):
        SklearnLearner(RECIPES["ridge"]).fit(features, target, {}, 1, "probability")
    with pytest.raises(InvalidValue, match="Accepted: probability"):
        SklearnLearner(RECIPES["logistic"]).fit(features, target, {}, 1)


@pytest.mark.parametrize("wrong", [0.0, 1.0, 0.5, 2.0])
def test_a_probability_is_learned_from_both_outcomes_and_nothing_else(wrong: float) -> None:
    features, target = sample(50, aim="probability")
    learner = SklearnLearner(RECIPES["logistic"])
    values = [wrong] * 50 if wrong in (0.0, 1.0) else [wrong, *target[1:]]
    with pytest.raises(InvalidValue, match="both 0 and 1, and nothing else"):
        learner.fit(features, values, {}, 1, "probability")


def test_probabilities_are_probabilities() -> None:
    for name, aim in PAIRS:
        if aim == "probability":
            features, target = sample(300, aim=aim)
            said = SklearnLearner(RECIPES[name]).fit(features, target, SMALL[name], 1, aim).predict(features)
            assert all(0.0 <= value <= 1.0 for value in said)
