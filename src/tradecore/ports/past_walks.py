"""Walks forward that are over."""

from typing import NamedTuple, Protocol

from tradecore.contracts.walkforward import WalkForwardRequest, WalkForwardResult


class PastWalk(NamedTuple):
    """A walk forward that succeeded, by the id of its run."""

    run: str
    request: WalkForwardRequest
    result: WalkForwardResult


class PastWalks(Protocol):
    """Opens them, for whoever judges by them."""

    def __call__(self, job_id: str, /) -> PastWalk:
        """Raises UnknownName for a run that is not there, InvalidValue for another type, JobError for no result."""
        ...
