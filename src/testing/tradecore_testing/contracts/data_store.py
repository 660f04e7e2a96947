"""What every store of prepared data sets does."""

from abc import ABC, abstractmethod
from dataclasses import replace
from threading import Event, Thread

import pytest

from tradecore.bars import COLUMNS, HOUR, Bars
from tradecore.columns import plain
from tradecore.contracts.sets import SetManifest, SetSource
from tradecore.errors import InvalidValue, UnknownName
from tradecore.ports.data_store import DataStore
from tradecore_testing.markets import wavy_market

BARS = wavy_market(30, split_at=11)
MANIFEST = SetManifest("wave", "WAVE", "1h", rows=30, sources=(SetSource("wave.csv", "ab" * 32, rows=30, added=30),))
ESCAPES = ("", "..", "../wave", "/wave", "a/b", "Wave", "wave.", "-wave", "wäve", "wave\n", "w" * 65)


class DataStoreContract(ABC):
    """Subclass and return a store that is empty, and always the same one within a test."""

    @abstractmethod
    def store(self) -> DataStore:
        """The store under test."""

    def keep(self, bars: Bars = BARS, manifest: SetManifest = MANIFEST) -> SetManifest:
        """Writes and commits a set."""
        with self.store().opened(manifest.name) as place:
            complete = place.write(manifest, bars)
            place.commit(complete)
        return complete

    def kept(self, name: str = "wave") -> Bars:
        """The bars of a set."""
        with self.store().opened(name) as place:
            return place.bars()

    def test_nothing_is_there_at_first(self) -> None:
        """No name, no manifest, and an open set that holds nothing."""
        assert list(self.store().names()) == []
        with pytest.raises(UnknownName):
            self.store().manifest("wave")
        with self.store().opened("wave") as place:
            assert place.held is None
            with pytest.raises(UnknownName):
                place.bars()
        assert list(self.store().names()) == []

    def test_what_is_committed_is_there(self) -> None:
        """Every column to the last bit, with symbol, step and hashes."""
        complete = self.keep()
        assert complete.sha256 == complete.sources[-1].content != ""
        assert replace(complete, sha256="", file="", sources=MANIFEST.sources) == MANIFEST
        assert self.store().manifest("wave") == complete
        assert list(self.store().names()) == ["wave"]
        found = self.kept()
        assert (found.symbol, found.step) == ("WAVE", HOUR)
        assert [plain(found[name]) for name in COLUMNS] == [plain(BARS[name]) for name in COLUMNS]
        assert plain(found.time) == plain(BARS.time)

    def test_what_is_only_written_is_not_there(self) -> None:
        """Neither before the first commit nor beside what is held."""
        with self.store().opened("wave") as place:
            place.write(MANIFEST, BARS)
        assert list(self.store().names()) == []
        complete = self.keep()
        with self.store().opened("wave") as place:
            other = place.write(replace(MANIFEST, rows=20), BARS.slice(0, 20))
        assert other.sha256 != complete.sha256
        assert self.store().manifest("wave") == complete
        assert len(self.kept()) == 30

    def test_a_commit_replaces_the_whole(self) -> None:
        """The open set holds the new one at once."""
        self.keep()
        with self.store().opened("wave") as place:
            complete = place.write(replace(MANIFEST, rows=20), BARS.slice(0, 20))
            place.commit(complete)
            assert place.held == complete
            assert len(place.bars()) == 20
        assert len(self.kept()) == 20

    def test_the_hash_follows_the_bars_alone(self) -> None:
        """The same bars have the same hash in any set, others another one; packing writes nothing."""
        first = self.keep()
        assert self.keep(manifest=replace(MANIFEST, name="other", symbol="X")).sha256 == first.sha256
        with self.store().opened("third") as place:
            assert place.packed(replace(MANIFEST, name="third"), BARS).sha256 == first.sha256
            assert place.packed(MANIFEST, BARS.slice(0, 29)).sha256 != first.sha256
        assert list(self.store().names()) == ["other", "wave"]

    def test_a_set_is_open_to_one_at_a_time(self) -> None:
        """The second waits for the first; another set is not concerned."""
        began, order = Event(), list[str]()

        def second() -> None:
            began.set()
            with self.store().opened("wave"):
                order.append("second")

        with self.store().opened("wave"):
            other = Thread(target=second)
            other.start()
            began.wait(10)
            with self.store().opened("tide"):
                order.append("first")
            other.join(0.05)
            assert order == ["first"]
        other.join(10)
        assert order == ["first", "second"]

    @pytest.mark.parametrize("name", ESCAPES)
    def test_a_name_that_is_none_is_refused(self, name: str) -> None:
        """Whoever asks, whatever for."""
        with pytest.raises(InvalidValue):
            self.store().manifest(name)
        with pytest.raises(InvalidValue), self.store().opened(name):
            pass
