"""What every model store does."""

from abc import ABC, abstractmethod
from dataclasses import replace
from hashlib import sha256

import pytest

from tradecore.contracts.promote import Change, Standing
from tradecore.contracts.train import ModelRecord
from tradecore.errors import InvalidValue, UnknownName, UntrustedModel
from tradecore.ports.model_store import ModelStore

CONTENT = b"a fitted pipeline"


def a_record(name: str = "ridge-aapl", content: bytes = CONTENT) -> ModelRecord:
    """A record whose hash is that of `content`."""
    return ModelRecord(
        name=name,
        learner="ridge",
        parameters={"alpha": 1.0},
        features=("change(1)", "talib.rsi(14)"),
        features_fingerprint="00" * 32,
        target="return",
        unit="return",
        horizon=7,
        step="1h",
        symbol="AAPL",
        train_start="2024-08-01T13:30:00Z",
        train_end="2025-08-01T13:30:00Z",
        label_end="2025-08-04T13:30:00Z",
        rows=1700,
        sigma=0.0125,
        seed=1,
        data_sha256="11" * 32,
        sha256=sha256(content).hexdigest(),
        versions={"scikit-learn": "1.7.0"},
        metrics={"ic": 0.01, "auc": None},
    )


class ModelStoreContract(ABC):
    """Subclass as `class TestMine(ModelStoreContract)` and return an empty store."""

    @abstractmethod
    def store(self) -> ModelStore:
        """The store under test; the same one during one test."""

    @abstractmethod
    def damage(self, store: ModelStore, name: str) -> None:
        """Changes the stored content behind the store's back."""

    def test_a_model_comes_back(self) -> None:
        """Record and content, to the last digit."""
        store = self.store()
        store.save(a_record(), CONTENT)
        assert store.record("ridge-aapl") == a_record()
        assert store.content("ridge-aapl") == CONTENT

    def test_saving_again_is_harmless(self) -> None:
        """Also from another run, which leaves the first one's name in the record."""
        store = self.store()
        store.save(replace(a_record(), run="20260101-000000-train-aaaa"), CONTENT)
        store.save(replace(a_record(), run="20260102-000000-train-bbbb"), CONTENT)
        assert store.record("ridge-aapl").run == "20260101-000000-train-aaaa"

    def test_a_name_is_never_given_twice(self) -> None:
        """Neither to other content nor to another record."""
        store = self.store()
        store.save(a_record(), CONTENT)
        for record, content in ((a_record(content=b"other"), b"other"), (replace(a_record(), sigma=9.0), CONTENT)):
            with pytest.raises(InvalidValue, match="ridge-aapl"):
                store.save(record, content)
        assert store.content("ridge-aapl") == CONTENT

    def test_the_hash_is_checked_when_saving(self) -> None:
        """A record of another file is refused and nothing is stored."""
        store = self.store()
        with pytest.raises(InvalidValue):
            store.save(a_record(content=b"other"), CONTENT)
        assert list(store.names()) == []

    def test_the_hash_is_checked_when_loading(self) -> None:
        """A changed file is never handed out."""
        store = self.store()
        store.save(a_record(), CONTENT)
        self.damage(store, "ridge-aapl")
        with pytest.raises(UntrustedModel):
            store.content("ridge-aapl")

    def test_names_are_sorted(self) -> None:
        """All of them."""
        store = self.store()
        for name in ("zeta", "alpha"):
            store.save(a_record(name), CONTENT)
        assert list(store.names()) == ["alpha", "zeta"]

    def test_unknown_models_are_named(self) -> None:
        """With the nearest one that exists."""
        store = self.store()
        store.save(a_record(), CONTENT)
        with pytest.raises(UnknownName, match="ridge-aapl"):
            store.record("ridge-aaple")

    def test_a_model_is_a_candidate_until_somebody_says_otherwise(self) -> None:
        """And every change stays."""
        store = self.store()
        store.save(a_record(), CONTENT)
        assert store.standing("ridge-aapl") == Standing()
        assert store.standing("ridge-aapl").state == "candidate"
        changes = (
            Change("promoted", "I know better", ("leak check",), "ab" * 32, "20260101-000000-promote-aaaa"),
            Change("retired", "it lost", at="2026-02-01T00:00:00Z"),
        )
        for count, change in enumerate(changes, 1):
            store.stand("ridge-aapl", change)
            assert store.standing("ridge-aapl").changes == changes[:count]
            assert store.standing("ridge-aapl").last == change
        assert store.standing("ridge-aapl").state == "retired"

    def test_standing_leaves_record_and_content_alone(self) -> None:
        """So that the model can still be saved again."""
        store = self.store()
        store.save(a_record(), CONTENT)
        store.stand("ridge-aapl", Change("promoted"))
        assert store.record("ridge-aapl") == a_record()
        assert store.content("ridge-aapl") == CONTENT
        store.save(a_record(), CONTENT)
        assert store.standing("ridge-aapl").state == "promoted"

    def test_an_unknown_model_does_not_stand(self) -> None:
        """Nor does it change."""
        store = self.store()
        with pytest.raises(UnknownName):
            store.standing("nobody")
        with pytest.raises(UnknownName):
            store.stand("nobody", Change("promoted"))

    @pytest.mark.parametrize("name", ["../x", "", "a/b", ".", "Ridge", "a\x00", "a.skops"])
    def test_names_that_lead_elsewhere_are_refused(self, name: str) -> None:
        """Before any path is built."""
        with pytest.raises(InvalidValue):
            self.store().save(a_record(name), CONTENT)
