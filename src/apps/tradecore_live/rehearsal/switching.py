"""When the kill switch is thrown in a rehearsal, and when that is over."""

import re
from collections.abc import Callable

from tradecore.bars import SECOND
from tradecore.ports.gateway import GatewayTruth, RunningGateway
from tradecore.ports.kill_switch import KillSwitch

AFTER = re.compile(r"after (\d+)m")
# Between two looks at what the broker has (ns).
LOOK = 2 * SECOND


class Switching:
    """Throws the kill switch once, in the state that a scenario names, and tells the daemon to stop at the end."""

    def __init__(
        self, when: str, begin: int, end: int, gateway: RunningGateway, switch: KillSwitch, stop: Callable[[str], None]
    ) -> None:
        self._when, self._begin, self._end = when, begin, end
        self._gateway, self._switch, self._stop = gateway, switch, stop
        self._looked = begin
        self.thrown = 0

    def passed(self, now: int) -> None:
        """Told the market's time whenever the daemon has nothing to do."""
        if now >= self._end:
            self._stop("the rehearsal is over")
        if self._when and not self.thrown and now - self._looked >= LOOK:
            self._looked = now
            if self._is_time(now):
                self.thrown = now
                self._switch.throw(f"a rehearsal: {self._when}")

    def _is_time(self, now: int) -> bool:
        found = AFTER.fullmatch(self._when)
        if found:
            return now >= self._begin + int(found[1]) * 60 * SECOND
        if self._when == "idle":
            return now >= self._begin + 5 * 60 * SECOND
        return _is_state(self._when, self._gateway.truth())


def _is_state(state: str, truth: GatewayTruth) -> bool:
    if state == "working":
        return any(one.ref.endswith("-entry") for one in truth.resting)
    return any(units for held in truth.positions.values() for units in held.values())
