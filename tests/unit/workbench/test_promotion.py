"""The gate: what a model must have on record, and what is said of those that had not."""

from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest

from tradecore.contracts.bars import BarsSpec
from tradecore.contracts.promote import Change, PromoteRequest, PromoteResult, Standing
from tradecore.contracts.settings import ReportSettings, TrainingSettings
from tradecore.contracts.train import ModelRecord
from tradecore.contracts.walkforward import WalkForwardRequest, WalkForwardResult, WindowOutcome, WindowSettings
from tradecore.core_features import CoreFeatures
from tradecore.errors import ModelError, UnknownName, UntrustedModel
from tradecore.ports.past_walks import PastWalk
from tradecore.promotion import gate, missing, override_of
from tradecore.table import Column, Table
from tradecore.usecases import promote
from tradecore.usecases.tools import Tools
from tradecore.walk_evidence import objections
from tradecore_testing.contracts.model_store import a_record
from tradecore_testing.fakes import DictCatalog, MemoryArtifacts, MemoryModels, RecordedProgress

CONTENT = b"a fitted pipeline"
NAMES = ("change(1)", "sma(20)")
GOOD = replace(
    a_record(),
    features=NAMES,
    features_fingerprint=sha256("\n".join(NAMES).encode()).hexdigest(),
    leak_check="passed",
    held_out=678,
    metrics={"n": 678, "skill": 0.01},
)
CHECKS = ["leak check", "out-of-sample evaluation", "record", "features", "file"]


class Model:
    """Says one number, whatever it is handed."""

    parameters: Mapping[str, float | int | str | bool] = {}

    def __init__(self, said: float) -> None:
        self.said = said

    def predict(self, features: Table) -> Column:
        if features.names != NAMES:
            raise ModelError("trained on other features")
        return [self.said] * len(features)

    def to_bytes(self) -> bytes:
        return CONTENT


class Learner:
    aims = ("value",)

    def __init__(self, said: float = 0.01) -> None:
        self.said = said

    def fit(self, *_: Any) -> Model:
        raise NotImplementedError

    def from_bytes(self, content: bytes) -> Model:
        if content != CONTENT:
            raise UntrustedModel("not ours")
        return Model(self.said)


class Tuned(Learner):
    def resolve(self, parameters: Mapping[str, float]) -> Mapping[str, float]:
        return {"alpha": 1.0, **parameters}


def catalog(said: float = 0.01) -> Any:
    return DictCatalog(learner={"ridge": Learner(said)}, feature_set={"core": CoreFeatures()})


def failed(record: ModelRecord, content: bytes = CONTENT, said: float = 0.01) -> tuple[str, ...]:
    checks = gate(record, content, catalog(said))
    assert [check.name for check in checks] == CHECKS
    assert all(check.found for check in checks)
    assert [bool(check.hint) for check in checks] == [not check.passed for check in checks]
    return missing(checks)


def test_a_model_with_everything_on_record_passes() -> None:
    assert failed(GOOD) == ()


@pytest.mark.parametrize(
    ("changes", "check"),
    [
        ({"leak_check": "not run"}, "leak check"),
        ({"held_out": 0, "metrics": {}}, "out-of-sample evaluation"),
        ({"held_out": 209, "metrics": {"n": 209}}, "out-of-sample evaluation"),  # 29 independent ones 7 bars ahead
        ({"metrics": {}}, "out-of-sample evaluation"),
        ({"label_end": "2025-08-01T13:30:00Z"}, "record"),
        ({"train_end": "soon"}, "record"),
        ({"sigma": 0.0}, "record"),
        ({"sigma": float("nan")}, "record"),
        ({"unit": "percent"}, "record"),
        ({"versions": {}}, "record"),
        ({"data_sha256": ""}, "record"),
        ({"sha256": "00" * 32}, "file"),
        ({"learner": "nobody"}, "file"),
    ],
)
def test_what_is_lacking_is_named(changes: dict[str, Any], check: str) -> None:
    assert failed(replace(GOOD, **changes)) == (check,)


def test_features_in_another_order_are_others() -> None:
    assert failed(replace(GOOD, features=NAMES[::-1])) == ("features", "file")


def test_thirty_independent_rows_are_enough() -> None:
    assert failed(replace(GOOD, held_out=210, metrics={"n": 210})) == ()


def test_a_feature_that_nobody_brings_any_more_is_named() -> None:
    names = ("change(1)", "gone.rsi(14)")
    record = replace(GOOD, features=names, features_fingerprint=sha256("\n".join(names).encode()).hexdigest())
    checks = gate(record, b"other", catalog())
    assert missing(checks) == ("features", "file")
    assert "gone" in checks[3].found


@pytest.mark.parametrize(("unit", "said"), [("return", float("nan")), ("probability", 1.5)])
def test_a_model_that_predicts_no_number_of_its_unit_fails(unit: str, said: float) -> None:
    assert failed(replace(GOOD, unit=unit), said=said) == ("file",)


class Desk:
    def __init__(self, record: ModelRecord = GOOD, *walks: PastWalk) -> None:
        self.models = MemoryModels()
        self.models.save(record, CONTENT)
        self.walks = {walk.run: walk for walk in walks}

    def promote(
        self, override: str = "", model: str = "ridge-aapl", walk: str = ""
    ) -> tuple[PromoteResult, MemoryArtifacts]:
        artifacts = MemoryArtifacts()
        request = PromoteRequest(model, override, walk, ReportSettings(html=False))
        tools = Tools(catalog(), artifacts, self.models, RecordedProgress(), walk=self.walks.__getitem__)
        return promote.run(request, tools), artifacts


def walk_of(record: ModelRecord = GOOD, bars: int = 700, windows: int = 2, **changes: Any) -> PastWalk:
    """A walk by the record's own recipe; `changes` are of its training, request or result."""
    training = TrainingSettings(record.learner, record.parameters, record.features, horizon=record.horizon)
    own = {key: value for key, value in changes.items() if key in TrainingSettings.__slots__}
    asked = {key: value for key, value in changes.items() if key in WalkForwardRequest.__slots__}
    rest = {key: value for key, value in changes.items() if key not in {*own, *asked}}
    request = WalkForwardRequest(
        (BarsSpec("aapl.csv"),),
        "predicted_move",
        WindowSettings("200 bars", "100 bars"),
        **{"learn": True, "training": replace(training, **own), **asked},
    )
    window = WindowOutcome(
        *(1, "", "", "", "", 200, bars // 2, 7, {"hold": 7}, 1, (), None, "ab", 190, 0.01),
        *({}, 100.0, 101.0, None, 0.0, 3, 0.0),
    )
    result = WalkForwardResult(
        *("predicted_move", "warn", ("few trades",), "sharpe", (), 1, 0, bars, "2025-01-01", "2025-03-01", {}),
        windows=(window,) * windows,
        symbols=(record.symbol,),
        step=record.step,
    )
    return PastWalk("walked", request, replace(result, **rest))


FEW_HELD = replace(GOOD, held_out=70, metrics={"n": 70, "skill": 0.01})


def test_a_walk_of_the_same_recipe_stands_in_for_held_out_rows() -> None:
    result, _ = Desk(FEW_HELD).promote()
    assert missing(result.checks) == ("out-of-sample evaluation",)
    assert "as the walk that speaks for it" in result.checks[1].hint
    result, _ = Desk(FEW_HELD, walk_of()).promote(walk="walked")
    assert result.promoted
    told = "walked forward in run walked, 2 windows, 700 bars traded out of sample, verdict warn"
    assert result.checks[1].found == f"70 held-out rows, purged, 10 of them independent; {told}"
    lost = walk_of(verdict="fail", reasons=("it made nothing",))
    result, _ = Desk(GOOD, lost).promote(walk="walked")
    assert result.promoted
    assert result.sentences[-1] == "The walk forward of run walked failed: it made nothing."


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"learn": False}, "it fitted no model"),
        ({"learner": "logistic"}, "it fitted logistic, not ridge"),
        ({"parameters": {"alpha": 3.0}}, "it fitted ridge with other parameters"),
        ({"features": NAMES[::-1]}, "it learned from other features"),
        ({"target": "price"}, "it predicted the price, not the return"),
        ({"horizon": 8}, "it predicted 8 bars ahead, not 7"),
        ({"symbols": ("MSFT",)}, "it traded MSFT, not AAPL"),
        ({"symbols": ()}, "it traded nobody knows what, not AAPL"),
        ({"step": "1d"}, "its bars last 1d, not 1h"),
        ({"bars": 208}, "208 bars traded, 29 of them independent, are too few"),
        ({"windows": 0}, "0 bars traded, 0 of them independent, are too few"),
    ],
)
def test_a_walk_of_something_else_says_nothing_of_the_model(changes: dict[str, Any], words: str) -> None:
    result, _ = Desk(FEW_HELD, walk_of(**changes)).promote(walk="walked")
    assert not result.promoted
    assert result.checks[1].found.endswith(f"; run walked does not count: {words}")
    enough, _ = Desk(GOOD, walk_of(**changes)).promote(walk="walked")
    assert enough.promoted, "its held-out rows are enough"
    assert words in enough.checks[1].found


def test_seed_and_folds_are_no_part_of_a_recipe_and_defaults_are_filled_in() -> None:
    assert objections(GOOD, walk_of(seed=9, folds=3, embargo=2), catalog(), 30) == ()
    tuned = DictCatalog(learner={"ridge": Tuned()})
    record = replace(GOOD, parameters={"alpha": 1.0})
    assert objections(record, walk_of(record, parameters={}), tuned, 30) == ()
    assert objections(record, walk_of(record, parameters={"alpha": 2.0}), tuned, 30) != ()


LEAKY = replace(GOOD, leak_check="not run")


def test_passing_promotes_once() -> None:
    desk = Desk()
    result, artifacts = desk.promote()
    assert (result.promoted, result.overridden) == (True, False)
    assert result.sentences == ("ridge-aapl is promoted: it passed all 5 checks.",)
    assert desk.models.standing("ridge-aapl").changes == (Change("promoted", sha256=GOOD.sha256),)
    again, files = desk.promote()
    assert (again, files.files) == (result, artifacts.files)
    assert len(desk.models.standing("ridge-aapl").changes) == 1


def test_failing_says_what_is_missing_and_leaves_the_model_a_candidate() -> None:
    desk = Desk(LEAKY)
    result, artifacts = desk.promote()
    assert (result.promoted, result.overridden) == (False, False)
    assert result.sentences == (
        "ridge-aapl is not promoted: 1 of 5 checks failed.",
        "Missing: leak check (not run): train it again with the leak check.",
        "It can be promoted all the same by an override: a reason, which stays with it for good.",
    )
    assert desk.models.standing("ridge-aapl") == Standing()
    assert set(artifacts.files) == {"promotion.json"}


def test_an_override_is_kept_and_said_for_good() -> None:
    desk = Desk(LEAKY)
    assert desk.promote("   ")[0].promoted is False
    result, _ = desk.promote("checked by hand.")
    assert (result.promoted, result.overridden) == (True, True)
    assert result.sentences[0] == "ridge-aapl is promoted by override, without 1 check: checked by hand."
    standing = desk.models.standing("ridge-aapl")
    assert standing.last == Change("promoted", "checked by hand.", ("leak check",), LEAKY.sha256)
    assert override_of("m", standing) == "Model m was promoted without leak check, by override: checked by hand."


def test_an_override_that_was_not_needed_is_not_kept() -> None:
    desk = Desk()
    result, _ = desk.promote("just in case")
    assert result.sentences[-1] == "The reason to override was not needed and is not kept."
    assert override_of("m", desk.models.standing("ridge-aapl")) == ""


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        (
            {"metrics": {"n": 678, "skill": -0.0123}},
            "the forecast of no change on its held-out rows: its skill there was -1.2%.",
        ),
        (
            {"target": "direction", "metrics": {"n": 678, "log_loss_skill": 0.0}},
            "the forecast of the share of rises in training on its held-out rows",
        ),
    ],
)
def test_a_model_without_skill_is_promoted_and_told_so(changes: dict[str, Any], words: str) -> None:
    """The gate asks what is on record; whether it is good enough is for its reader to say."""
    result, _ = Desk(replace(GOOD, **changes)).promote()
    assert result.promoted
    assert words in result.sentences[-1]


def test_no_reason_makes_up_for_a_file_that_does_not_open() -> None:
    desk = Desk(replace(LEAKY, learner="nobody"))
    result, _ = desk.promote("I know what I am doing")
    assert (result.promoted, result.overridden) == (False, False)
    assert result.sentences[-1] == "No reason makes up for its file."
    assert desk.models.standing("ridge-aapl") == Standing()


def test_a_retired_model_is_told_and_can_be_promoted_again() -> None:
    desk = Desk()
    desk.promote()
    desk.models.stand("ridge-aapl", Change("retired", "it lost"))
    assert override_of("m", desk.models.standing("ridge-aapl")) == "Model m is retired: it lost."
    desk.promote()
    states = [change.state for change in desk.models.standing("ridge-aapl").changes]
    assert states == ["promoted", "retired", "promoted"]


def test_a_model_that_does_not_exist_or_was_changed_is_an_error() -> None:
    desk = Desk()
    with pytest.raises(UnknownName, match="ridge-aapl"):
        desk.promote(model="ridge-aaple")
    desk.models.damage("ridge-aapl")
    with pytest.raises(UntrustedModel):
        desk.promote()
