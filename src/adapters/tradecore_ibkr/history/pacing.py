"""How fast history may be asked for: pure rules, to which whoever asks says what time it is."""

from collections import deque
from dataclasses import dataclass, replace
from typing import Final, NamedTuple


class Limit(NamedTuple):
    """At most `most` requests within any `span` seconds."""

    most: int
    span: float


# https://interactivebrokers.github.io/tws-api/historical_limitations.html
WINDOW: Final = Limit(60, 600.0)
# The sixth request for one contract within two seconds is the one that is refused.
BURST: Final = Limit(5, 2.0)
SAME: Final = Limit(1, 15.0)
MESSAGES: Final = Limit(50, 1.0)
# What leaves evenly does not arrive evenly.
MARGIN: Final = 0.2
# After a refusal: twice as long each time, since what is refused counts as well.
FIRST_WAIT, LONGEST_WAIT = 15.0, 600.0


@dataclass(frozen=True, slots=True)
class Sent:
    """A request that has left: when (seconds), and what tells it from others, and its contract from others."""

    time: float
    request: str
    contract: str


@dataclass(frozen=True, slots=True)
class Pace:
    """The requests of the last ten minutes, oldest first, and until when a refusal forbids another."""

    sent: tuple[Sent, ...] = ()
    closed_until: float = 0.0

    def wait(self, now: float, request: str, contract: str) -> float:
        """Seconds until this request may leave; 0 when it may now.

        A clock that was set back makes nobody wait longer than a rule's own span.
        """
        times = [one.time for one in self.sent]
        bursts = [one.time for one in self.sent if one.contract == contract]
        same = [one.time for one in self.sent if one.request == request]
        rules = ((WINDOW, times), (MESSAGES, times), (BURST, bursts), (SAME, same))
        waits = [_wait(limit, found, now) for limit, found in rules]
        return max(0.0, min(self.closed_until - now, LONGEST_WAIT), *waits)

    def after(self, now: float, request: str, contract: str) -> "Pace":
        """With a request that leaves now; what no rule asks for any more is forgotten."""
        kept = tuple(one for one in self.sent if abs(now - one.time) <= WINDOW.span + MARGIN)
        return replace(self, sent=(*kept, Sent(now, request, contract)))

    def refused(self, now: float, times: int) -> "Pace":
        """After a refusal, the `times`-th in a row, from 1."""
        return replace(self, closed_until=now + min(FIRST_WAIT * 2.0 ** (times - 1), LONGEST_WAIT))

    def seconds(self, now: float, count: int) -> float:
        """How long it takes until `count` different requests for one contract, which no rule stops yet, have left."""
        times = deque([one.time for one in self.sent], maxlen=WINDOW.most)
        then = max(now, self.closed_until)
        for _ in range(count):
            then = max(then, *(_due(limit, times) for limit in (WINDOW, BURST)))
            times.append(then)
        return then - now


def _due(limit: Limit, times: "deque[float]") -> float:
    return times[-limit.most] + limit.span + MARGIN if len(times) >= limit.most else 0.0


def _wait(limit: Limit, times: list[float], now: float) -> float:
    if len(times) < limit.most:
        return 0.0
    return min(times[-limit.most] + limit.span + MARGIN - now, limit.span + MARGIN)
