"""Whether a session's equity is where it was expected, bar by bar."""

from collections.abc import Sequence

from tradecore.inference.resampling import Cone
from tradecore.live.drift import Drift
from tradecore.live.engine import Engine
from tradecore.ports.alerts import Alerts


class Drifting:
    """Tells of drift; of a session without a cone nothing is said."""

    def __init__(self, session: str, cone: Cone | None, initial: float, alerts: Sequence[Alerts]) -> None:
        self._session, self._alerts = session, alerts
        self._drift = None if cone is None else Drift(cone, initial)
        self._bars = 0

    def look(self, engine: Engine) -> None:
        """Once a bar."""
        bars = engine.state.curve.groups
        if self._drift is None or bars == self._bars:
            return
        self._bars = bars
        alarm = self._drift.look(bars, engine.state.equity)
        if alarm is not None:
            for each in self._alerts:
                each.tell(self._session, alarm)
