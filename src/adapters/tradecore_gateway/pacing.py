"""The vendor's limits: on messages of any kind, and on requests for history."""

from collections import deque
from dataclasses import dataclass, field

from tradecore.bars import MINUTE, SECOND

# Messages of one client in a second.
MESSAGES = 50
# Requests for bars in ten minutes; the same one again; several of one contract.
REQUESTS, WINDOW = 60, 10 * MINUTE
SAME = 15 * SECOND
BURST, BURST_WINDOW = 6, 2 * SECOND


@dataclass(slots=True)
class MessagePacing:
    """Whether one client sends too much."""

    times: deque[int] = field(default_factory=deque[int])

    def exceeded(self, now: int) -> bool:
        """Counts one more message at an instant (ns); whether it is one too many."""
        while self.times and self.times[0] <= now - SECOND:
            self.times.popleft()
        self.times.append(now)
        return len(self.times) > MESSAGES


@dataclass(slots=True)
class HistoryPacing:
    """Whether a login asks for history too often.

    That is: more than 60 requests in 10 minutes, the same one again within 15 seconds, or six and more for one contract
    within two seconds.
    """

    asked: deque[tuple[int, object, object]] = field(default_factory=deque[tuple[int, object, object]])

    def exceeded(self, now: int, contract: object, request: object) -> bool:
        """Counts one more request at an instant (ns); whether it breaks a rule. A refused one counts, too."""
        while self.asked and self.asked[0][0] <= now - WINDOW:
            self.asked.popleft()
        same = any(at > now - SAME and what == request for at, _, what in self.asked)
        burst = sum(at > now - BURST_WINDOW and which == contract for at, which, _ in self.asked)
        self.asked.append((now, contract, request))
        return same or burst >= BURST - 1 or len(self.asked) > REQUESTS
