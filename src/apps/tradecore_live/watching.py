"""What a daemon watches by the clock: answers that are late, the link to the broker, and the broker's own clock."""

from tradecore.bars import SECOND
from tradecore.live.actions import Alarm
from tradecore.live.engine import Engine
from tradecore.live.events import Clock
from tradecore.live.state import State
from tradecore.ports.broker import TellsTime
from tradecore.ports.clock import Clock as Time

# Between two ticks: while an order waits for an answer, and otherwise.
BUSY, QUIET = SECOND, 60 * SECOND
# Between two attempts to make the link: doubled each time.
BACKOFF, LONGEST = SECOND, 15 * SECOND


class Watching:
    """Ticks are `clock` events: the session asks after late answers itself, and says no when clocks differ."""

    def __init__(self, clock: Time) -> None:
        self._clock = clock
        self._ticked = self._retry = self._tries = 0

    def look(self, engine: Engine) -> None:
        """Does what is due."""
        now, state = self._clock.now(), engine.state
        self._keep_link(engine, now)
        skew = self._skew(engine, now)
        differs = skew is not None and (abs(skew) > state.setup.skew) != state.skewed
        if differs or now - self._ticked >= (BUSY if waits(state) else QUIET):
            self._ticked = now
            engine.take(Clock(now, skew=skew))
        if differs and skew is not None and engine.state.skewed:
            told = f"This machine's clock is {abs(skew) / SECOND:.0f} s {'ahead of' if skew > 0 else 'behind'} the"
            engine.alarm(Alarm("clock", f"{told} broker's: no new order leaves."))

    def _keep_link(self, engine: Engine, now: int) -> None:
        if engine.state.linked:
            self._tries = 0
        elif not engine.stopped and now >= self._retry:
            self._retry = now + min(BACKOFF << min(self._tries, 10), LONGEST)
            self._tries += 1
            engine.connect()

    def _skew(self, engine: Engine, now: int) -> int | None:
        if not engine.state.linked or not isinstance(engine.broker, TellsTime):
            return None
        there = engine.broker.time()
        return None if there is None else now - there


def waits(state: State) -> bool:
    """Whether any order waits for the word of a broker that can be reached."""
    return state.linked and any(
        one.stage in ("sent", "cancelling", "unknown") or one.missing for one in state.orders.values()
    )
