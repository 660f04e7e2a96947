"""Prepared data sets in dictionaries."""

from collections import defaultdict
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from threading import Lock

from tradecore.bars import COLUMNS, Bars
from tradecore.columns import plain
from tradecore.contracts.sets import SetManifest
from tradecore.errors import UnknownName
from tradecore_kit.names import checked_name


class MemorySets:
    """A data store that ends with the test."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[SetManifest, Bars]] = {}
        self._locks: dict[str, Lock] = defaultdict(Lock)

    def names(self) -> Sequence[str]:
        """All names, sorted."""
        return sorted(self._kept)

    def manifest(self, name: str) -> SetManifest:
        """What was committed last."""
        if checked_name(name, "data set") not in self._kept:
            raise UnknownName("data set", name, self.names())
        return self._kept[name][0]

    @contextmanager
    def opened(self, name: str) -> Generator["OpenMemorySet"]:
        """The set, under a lock of this process."""
        with self._locks[checked_name(name, "data set")]:
            yield OpenMemorySet(self._kept, name)


class OpenMemorySet:
    """One set while it is locked."""

    def __init__(self, kept: dict[str, tuple[SetManifest, Bars]], name: str) -> None:
        self._kept, self._name = kept, name
        self._written: dict[str, Bars] = {}

    @property
    def held(self) -> SetManifest | None:
        """What was committed last."""
        return self._kept[self._name][0] if self._name in self._kept else None

    def bars(self) -> Bars:
        """Its bars."""
        if self._name not in self._kept:
            raise UnknownName("data set", self._name, sorted(self._kept))
        return self._kept[self._name][1]

    def packed(self, manifest: SetManifest, bars: Bars) -> SetManifest:
        """The hash is that of the columns."""
        content = [plain(bars.time), *(plain(bars[name]) for name in COLUMNS)]
        digest = sha256(repr(content).encode()).hexdigest()
        *earlier, last = manifest.sources
        return replace(manifest, sha256=digest, file=digest, sources=(*earlier, replace(last, content=digest)))

    def write(self, manifest: SetManifest, bars: Bars) -> SetManifest:
        """Kept aside."""
        complete = self.packed(manifest, bars)
        self._written[complete.sha256] = bars
        return complete

    def commit(self, manifest: SetManifest) -> None:
        """In one step."""
        self._kept[self._name] = (manifest, self._written[manifest.sha256])
