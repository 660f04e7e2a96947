"""Who works off the units of a job that do not depend on each other."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Protocol

Entry = Mapping[str, object]
Work = Callable[[int], Entry]


class Executor(Protocol):
    """Spreads units (the windows of a walk) over workers, which make of a unit what everybody would."""

    def spread(
        self, work: Work, units: Sequence[int], workers: int, arguments: Sequence[str]
    ) -> AbstractContextManager[Iterator[Entry]]:
        """The entries of the units, plain JSON data, in the order of the units.

        `work` does a unit here. `arguments` start this interpreter as a worker that does the same: it reads numbers of
        units, a line each, and answers each by a line of JSON. At most `workers` of them work, 0 leaves their number
        to the machine and to how long a unit takes; none of them outlives the block. A unit at which a worker fails is
        done here, where it raises what it has to raise.
        """
        ...
