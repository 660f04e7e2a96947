"""Where prepared data sets are kept."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from tradecore.bars import Bars
from tradecore.contracts.sets import SetManifest


class OpenSet(Protocol):
    """A set in the hands of one."""

    @property
    def held(self) -> SetManifest | None:
        """What the set is by now; None when there is none yet."""
        ...

    def bars(self) -> Bars:
        """Its bars. Raises UnreadableFile when they are not what the manifest says."""
        ...

    def packed(self, manifest: SetManifest, bars: Bars) -> SetManifest:
        """What `write` would return, without writing anything."""
        ...

    def write(self, manifest: SetManifest, bars: Bars) -> SetManifest:
        """Puts bars beside the held ones, where nobody looks yet, and returns the manifest with their file and hash.

        The last of its sources gets the hash too. Raises StorageError.
        """
        ...

    def commit(self, manifest: SetManifest) -> None:
        """Puts what was written in the place of what is held, in one step. Raises StorageError."""
        ...


class DataStore(Protocol):
    """Prepared sets by name. A set appears, and changes, whole; whoever reads one meanwhile has the one or the other.

    Every method with a name raises InvalidValue for one that is none.
    """

    def names(self) -> Sequence[str]:
        """All sets, sorted."""
        ...

    def manifest(self, name: str) -> SetManifest:
        """What a set is. Raises UnknownName, and UnreadableFile or RequestError for a manifest that is damaged."""
        ...

    def opened(self, name: str) -> AbstractContextManager[OpenSet]:
        """The set, there or not yet, which nobody else of any process opens while the block runs; waits for them.

        Raises InvalidValue for a name whose place is taken by something else.
        """
        ...
