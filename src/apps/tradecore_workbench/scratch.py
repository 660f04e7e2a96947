"""What a rerun works with: it reads models and data sets and leaves them as they are."""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from typing import Any

from tradecore.bars import Bars
from tradecore.contracts.promote import Change, Standing
from tradecore.contracts.sets import SetManifest
from tradecore.contracts.train import ModelRecord
from tradecore.errors import InvalidValue
from tradecore.ports.catalog import Catalog
from tradecore.ports.data_store import DataStore, OpenSet
from tradecore.ports.model_store import ModelStore


class ScratchModels:
    """A model store whose models are those of another one; what is saved is checked and kept nowhere.

    So a training can be run again though its model's name is taken, also when it gives another model. A model stands
    as it did when the first run began, `until` (ISO 8601 UTC, empty for now): what was decided about it since is no
    difference between the two.
    """

    def __init__(self, models: ModelStore, until: str = "") -> None:
        self.record, self.content, self.names = models.record, models.content, models.names
        self._models, self._until = models, until

    def standing(self, name: str) -> Standing:
        """How it stood then."""
        found = self._models.standing(name)
        earlier = (change for change in found.changes if not self._until or change.at <= self._until)
        return replace(found, changes=tuple(earlier))

    def save(self, record: ModelRecord, content: bytes) -> None:
        """Raises InvalidValue unless the record is that of the content."""
        found = sha256(content).hexdigest()
        if found != record.sha256:
            raise InvalidValue("sha256", record.sha256, f"that of the content, {found}")

    def stand(self, name: str, change: Change) -> None:  # noqa: ARG002
        """Leaves the model as it stands."""
        self.standing(name)


class ScratchCatalog:
    """A catalog whose data sets are those of another one, and stay what they are."""

    def __init__(self, catalog: Catalog, *, fresh: bool) -> None:
        """`fresh` shows every set as one that is not there yet: what is imported again was not there either."""
        self._catalog, self._fresh = catalog, fresh

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401
        return getattr(self._catalog, name)

    def data_store(self, name: str) -> "ScratchSets":
        """The sets, to read."""
        return ScratchSets(self._catalog.data_store(name), fresh=self._fresh)


class ScratchSets:
    """A store of data sets whose changes are kept nowhere."""

    def __init__(self, sets: DataStore, *, fresh: bool) -> None:
        self._sets, self._fresh = sets, fresh
        self.names, self.manifest = sets.names, sets.manifest

    @contextmanager
    def opened(self, name: str) -> Generator["ScratchSet"]:
        """The set as it stands, or none."""
        with self._sets.opened(name) as place:
            yield ScratchSet(place, fresh=self._fresh)


class ScratchSet:
    """A set in the hands of one who only tries."""

    def __init__(self, place: OpenSet, *, fresh: bool) -> None:
        self._place = place
        self.held = None if fresh else place.held
        self._made: Bars | None = None

    def bars(self) -> Bars:
        """Those that were made last, else the set's own."""
        return self._place.bars() if self._made is None else self._made

    def write(self, manifest: SetManifest, bars: Bars) -> SetManifest:
        """The manifest with the hash that these bars would have."""
        self._made = bars
        return self._place.packed(manifest, bars)

    def commit(self, manifest: SetManifest) -> None:
        """Nowhere."""
        self.held = replace(manifest)
