"""A session's challengers as its daemon sees them: processes that it starts, starts again, and never waits for."""

import os
from collections.abc import Sequence
from dataclasses import replace
from time import monotonic, time

from tradecore.contracts.live import SessionRequest
from tradecore.errors import TradecoreError
from tradecore.live.actions import Alarm
from tradecore.live.charge import LIMIT, STOPPED, Charge, next_step
from tradecore.live.pulse import Pulse
from tradecore.ports.alerts import Alerts
from tradecore_kit.codec import encode
from tradecore_workbench.adapters import Adapters
from tradecore_workbench.challenging import challenging
from tradecore_workbench.charges import how_it_ended

# What the challengers of a session print.
OUTPUT = "challengers.txt"
# Seconds between two looks at them.
LOOK = 0.5


class Challengers:
    """The models that decide beside one session; whatever becomes of them, the session trades on."""

    def __init__(self, adapters: Adapters, request: SessionRequest, alerts: Sequence[Alerts]) -> None:
        self._adapters, self._request, self._alerts = adapters, request, alerts
        self._session = request.session
        self._charges = {model: Charge() for model in request.live.challengers}
        self._troubles: dict[str, str] = {}
        self._looked = -LOOK

    def look(self) -> None:
        """Starts, now and then, what has not begun or has died; what goes wrong there is told, and no more."""
        if monotonic() - self._looked < LOOK:
            return
        self._looked = monotonic()
        for model, charge in self._charges.items():
            try:
                self._charges[model] = self._cared(model, charge)
            except (TradecoreError, OSError) as error:
                if self._troubles.get(model) != str(error):
                    self._troubles[model] = str(error)
                    self._tell(model, str(error))

    def _cared(self, model: str, charge: Charge) -> Charge:
        launcher = self._adapters.launcher
        alive = charge.process is not None and launcher.alive(charge.process)
        pulse = None if alive else self._pulse(model)
        code = None if alive else how_it_ended(charge, pulse)
        why = pulse.ended if pulse is not None and code is not None else "its process died"
        match next_step(charge, time(), alive=alive, code=code):
            case "start":
                if charge.process is not None:
                    self._tell(model, f"{why}; it is started again")
                return self._started(model, charge.starting(time()))
            case "over":
                if code != STOPPED:
                    self._tell(model, f"{why}; it waits for a person")
                return charge.ended(why)
            case "give up":
                self._tell(model, f"{why}, {LIMIT} times; it is not started again before the session is")
                return charge.ended(why)
            case _:
                return charge

    def _started(self, model: str, charge: Charge) -> Charge:
        """Whoever asks how it stands finds the process before its first pulse."""
        adapters, store = self._adapters, self._adapters.sessions
        beside = store.challengers(self._session)
        beside.create(model, encode(challenging(adapters, self._request, model)))
        arguments = ["-m", "tradecore_live.challenger", "--session", store.location(self._session, "session.json")]
        arguments += ["--model", model, "--beside", str(os.getpid()), "--workspace", str(adapters.folder)]
        charge = replace(charge, process=adapters.launcher.start(arguments, store.location(self._session, OUTPUT)))
        with beside.alone(model):
            beside.entrust(model, charge)
        return charge

    def _pulse(self, model: str) -> Pulse | None:
        store = self._adapters.sessions.challengers(self._session)
        return store.pulse(model) if model in store.names() else None

    def _tell(self, model: str, what: str) -> None:
        alarm = Alarm("challenger", f"Challenger {model}: {what.rstrip('.')}. The session trades on.")
        for each in self._alerts:
            each.tell(self._session, alarm)
