"""Charge: what a supervisor is to do about a session whose daemon lives, died, or is not to be started again."""

from dataclasses import dataclass, replace
from typing import Literal, TypeAlias

from tradecore.jobs import ProcessMark

# How a daemon ends. Those from CONFIGURATION on need a person before another start can go better.
STOPPED = 0
UNEXPECTED = 1
CONFIGURATION = 3
ACCOUNT = 4
RECONCILIATION = 5
FINAL = (STOPPED, CONFIGURATION, ACCOUNT, RECONCILIATION)

# So many starts in so many seconds, and the supervisor gives up.
LIMIT, WINDOW = 5, 600.0
# Seconds between the last start and the next, doubled with each start within the window.
BACKOFF = 1.0

# Leave it alone, start its daemon, wait a while before that, it has ended for good, or it has died too often.
Step: TypeAlias = Literal["rest", "start", "wait", "over", "give up"]


@dataclass(frozen=True, slots=True)
class Charge:
    """What a supervisor knows of one session.

    While it is `wanted`, its daemon is started again when it dies. `process` is the daemon as it was last known,
    `starts` are the instants (seconds since 1970) of the newest starts, `why` says why it is wanted no longer.
    """

    wanted: bool = True
    process: ProcessMark | None = None
    starts: tuple[float, ...] = ()
    why: str = ""

    def recent(self, now: float) -> tuple[float, ...]:
        """The starts that still count; one in the future, which a corrected clock leaves behind, counts as now."""
        return tuple(min(start, now) for start in self.starts if start > now - WINDOW)

    def starting(self, now: float) -> "Charge":
        """Another start begins."""
        return replace(self, starts=(*self.recent(now), now)[-LIMIT:])

    def ended(self, why: str) -> "Charge":
        """Not to be started again."""
        return replace(self, wanted=False, why=why)


def next_step(charge: Charge, now: float, *, alive: bool, code: int | None) -> Step:
    """What is to be done at `now` (seconds since 1970); `code` is how the last daemon ended, None when it just died."""
    if alive or not charge.wanted:
        return "rest"
    if code in FINAL:
        return "over"
    starts = charge.recent(now)
    if len(starts) >= LIMIT:
        return "give up"
    if starts and now - starts[-1] < BACKOFF * 2.0 ** (len(starts) - 1):
        return "wait"
    return "start"
