"""What every learner promises, tried on each of ours."""

import hashlib
import random
import subprocess
import sys
from array import array
from pathlib import Path

import pytest

from tradecore.errors import InvalidValue, ModelError, UnknownKey, UntrustedModel
from tradecore.ports.learner import Learner
from tradecore.table import Table
from tradecore_sklearn.learner import SklearnLearner
from tradecore_sklearn.recipes import RECIPES

SMALL = {
    "ridge": {},
    "random_forest": {"n_estimators": 8, "min_samples_leaf": 5},
    "hist_gradient_boosting": {"max_iter": 12, "min_samples_leaf": 5},
}
AGAIN = """
import hashlib, sys
sys.path.insert(0, {folder!r})
from test_learners import RECIPES, SMALL, SklearnLearner, sample
ballast = [bytearray(b"x" * 4096) for _ in range(2000)]
ballast.clear()
features, target = sample(300)
for name in sorted(RECIPES):
    content = SklearnLearner(RECIPES[name]).fit(features, target, SMALL[name], 5).to_bytes()
    print(hashlib.sha256(content).hexdigest())
"""


def sample(rows: int, seed: int = 1) -> tuple[Table, "array[float]"]:
    """Three columns, the first of which says something about the target."""
    source = random.Random(seed)
    columns = {f"f{i}": array("d", (source.gauss(0, 1 + 9 * i) for _ in range(rows))) for i in range(3)}
    target = array("d", (0.01 * x + source.gauss(0, 0.01) for x in columns["f0"]))
    return Table(array("q", range(rows)), columns), target


@pytest.fixture(params=sorted(RECIPES))
def name(request: pytest.FixtureRequest) -> str:
    """Each learner in turn."""
    return str(request.param)


@pytest.fixture
def learner(name: str) -> Learner:
    """The learner under test."""
    return SklearnLearner(RECIPES[name])


def bits(values: object) -> bytes:
    return array("d", values).tobytes()  # type: ignore[call-overload]


def test_a_row_alone_equals_itself_in_any_batch(learner: Learner, name: str) -> None:
    features, target = sample(300)
    model = learner.fit(features, target, SMALL[name], 5)
    whole = model.predict(features)
    assert len(whole) == 300
    for t in range(0, 300, 3):
        assert bits(model.predict(features.slice(t, t + 1))) == bits(whole[t : t + 1])
    for start, stop in ((0, 15), (0, 16), (5, 22), (7, 300), (283, 300)):
        assert bits(model.predict(features.slice(start, stop))) == bits(whole[start:stop])
    backwards = list(range(299, -1, -1))
    assert bits(model.predict(features.take(backwards))) == bits([whole[t] for t in backwards])


def test_it_learns(learner: Learner, name: str) -> None:
    features, target = sample(300)
    fresh, outcome = sample(300, seed=2)
    predicted = learner.fit(features, target, SMALL[name], 5).predict(fresh)
    error = sum(abs(p - a) for p, a in zip(predicted, outcome, strict=True))
    assert error < 0.98 * sum(abs(a) for a in outcome)


def test_a_file_brings_the_same_model_back(learner: Learner, name: str) -> None:
    features, target = sample(300)
    model = learner.fit(features, target, SMALL[name], 5)
    again = learner.from_bytes(model.to_bytes())
    assert set(again.parameters) == set(RECIPES[name].parameters)
    assert again.parameters == model.parameters
    assert bits(again.predict(features)) == bits(model.predict(features))


def test_the_same_fit_gives_the_same_bytes(learner: Learner, name: str) -> None:
    features, target = sample(300)
    first = learner.fit(features, target, SMALL[name], 5).to_bytes()
    assert learner.fit(features, target, SMALL[name], 5).to_bytes() == first
    assert learner.fit(features.slice(0, 299), target[:299], SMALL[name], 5).to_bytes() != first


def test_another_process_writes_the_same_bytes() -> None:
    features, target = sample(300)
    here = [
        hashlib.sha256(SklearnLearner(RECIPES[n]).fit(features, target, SMALL[n], 5).to_bytes()).hexdigest()
        for n in sorted(RECIPES)
    ]
    code = AGAIN.format(folder=str(Path(__file__).parent))
    there = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert there.stdout.split() == here


def test_refuses_rows_that_are_not_numbers(learner: Learner, name: str) -> None:
    features, target = sample(50)
    holed = features.with_columns(f1=array("d", [float("nan"), *features["f1"][1:]]))
    with pytest.raises(InvalidValue, match="f1"):
        learner.fit(holed, target, SMALL[name], 1)
    with pytest.raises(InvalidValue):
        learner.fit(features, [float("inf"), *target[1:]], SMALL[name], 1)
    with pytest.raises(InvalidValue, match="f1"):
        learner.fit(features, target, SMALL[name], 1).predict(holed)
    with pytest.raises(InvalidValue):
        learner.fit(features.slice(0, 0), [], SMALL[name], 1)


def test_refuses_other_columns_than_it_was_fitted_on(learner: Learner, name: str) -> None:
    features, target = sample(50)
    model = learner.fit(features, target, SMALL[name], 1)
    turned = Table(features.time, {n: features[n] for n in reversed(features.names)})
    with pytest.raises(ModelError, match="f0, f1, f2"):
        model.predict(turned)


def test_refuses_an_unknown_parameter_and_names_those_it_has(learner: Learner, name: str) -> None:
    features, target = sample(50)
    with pytest.raises(UnknownKey, match="Known: "):
        learner.fit(features, target, {"depht": 3}, 1)


@pytest.mark.parametrize("value", [True, "1", -1, float("nan"), float("inf")])
def test_refuses_a_parameter_out_of_its_bounds(learner: Learner, name: str, value: object) -> None:
    features, target = sample(50)
    for key in RECIPES[name].parameters:
        with pytest.raises(InvalidValue, match=key):
            learner.fit(features, target, {key: value}, 1)  # type: ignore[dict-item]


def test_refuses_the_file_of_another_learner(learner: Learner, name: str) -> None:
    features, target = sample(60)
    other = next(n for n in sorted(RECIPES) if n != name)
    content = SklearnLearner(RECIPES[other]).fit(features, target, SMALL[other], 1).to_bytes()
    with pytest.raises(UntrustedModel):
        learner.from_bytes(content)
