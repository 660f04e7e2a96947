"""The ports a use case works with."""

from collections.abc import Generator, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Protocol

from tradecore.errors import UnknownName
from tradecore.ports.artifacts import Artifacts
from tradecore.ports.catalog import Catalog
from tradecore.ports.executor import Entry, Work
from tradecore.ports.model_store import ModelStore
from tradecore.ports.past_walks import PastWalk, PastWalks
from tradecore.ports.progress import Progress


class Spread(Protocol):
    """Works off units by `work`, here or by several workers of the job; see `ports.executor.Executor`."""

    def __call__(self, work: Work, units: Sequence[int], workers: int) -> AbstractContextManager[Iterator[Entry]]:
        """The entries of the units, in their order."""
        ...


@contextmanager
def here(work: Work, units: Sequence[int], workers: int) -> Generator[Iterator[Entry]]:  # noqa: ARG001
    """One unit after the other, in this process."""
    yield map(work, units)


def no_walk(job_id: str) -> PastWalk:
    """Where there are no runs."""
    raise UnknownName("run", job_id, ())


@dataclass(frozen=True, slots=True)
class Tools:
    """What the composition root hands to every use case: `run(request, tools) -> result`."""

    catalog: Catalog
    artifacts: Artifacts
    models: ModelStore
    progress: Progress
    spread: Spread = here
    walk: PastWalks = no_walk
