"""Waiting until other heavy jobs make room; no server and no window takes part in it."""

from collections.abc import Callable
from time import monotonic, sleep

from tradecore.contracts.settings import JobSettings
from tradecore.errors import JobError, RequestError
from tradecore.jobs import State, waiting
from tradecore.ports.place import Place
from tradecore_kit.processes import mark_of
from tradecore_workbench.adapters import Adapters

POLL_SECONDS = 0.1
LONGEST_SECONDS = 2.0
# How often the limit is read again, so that a change reaches those who wait.
LIMIT_SECONDS = 2.0


class NotQueued(JobError):
    """A run that was cancelled, or taken over, before its turn came."""


def wait_for_turn(
    adapters: Adapters, job_id: str, place: Place, on_wait: Callable[[int], None] = lambda _: None
) -> None:
    """Returns once the run may work; until then it is QUEUED, with the number of those ahead in its status.

    `on_wait` is called with that number whenever it changes. Raises NotQueued when the run is QUEUED no longer,
    UnknownName when its folder is gone.
    """
    limit, shown = Limit(adapters, job_id), 0
    while True:
        ahead, status = place.enter(limit()), adapters.runs.status(job_id)
        if status.state is not State.QUEUED:
            raise NotQueued(job_id, f"is {status.state} and waits no longer")
        if ahead == 0:
            return
        if ahead != shown:
            adapters.runs.update(job_id, waiting(status, mark_of(), ahead))
            on_wait(ahead)
            shown = ahead
        sleep(min(POLL_SECONDS * ahead, LONGEST_SECONDS))


class Limit:
    """How many heavy jobs may work at once; what the configuration says wrong meanwhile changes nothing."""

    def __init__(self, adapters: Adapters, job_id: str) -> None:
        self._adapters, self._job_id = adapters, job_id
        self._known, self._next = JobSettings().at_once, 0.0

    def __call__(self) -> int:
        """The configured number, at most two seconds old."""
        if monotonic() >= self._next:
            self._next = monotonic() + LIMIT_SECONDS
            try:
                self._known = self._adapters.settings.settings().jobs.at_once
            except RequestError as error:
                self._adapters.runs.log(self._job_id, f"{self._known} at once, as before: {error}")
        return self._known
