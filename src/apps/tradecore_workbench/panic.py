"""Panic over the sessions of a workspace: daemons that live are told, and what does not answer is swept beside them."""

from dataclasses import dataclass
from time import monotonic, sleep, time_ns

from tradecore.errors import TradecoreError
from tradecore.live.events import Operator
from tradecore.live.pulse import Pulse
from tradecore.ports.broker import AccountWanted
from tradecore.usecases.panic import Swept, sweep
from tradecore.usecases.rules import rules_of
from tradecore.usecases.session import instruments_said
from tradecore_workbench.adapters import Adapters
from tradecore_workbench.sessions import Sessions

POLL = 0.02
# Seconds that a living daemon has to say that it has seen the kill switch, or to take a demand.
PATIENCE = 3.0


@dataclass(frozen=True, slots=True)
class Panicked:
    """What panic came to in one session.

    `obeyed` is whether its daemon has seen the kill switch and done what was asked; else, or with `everything`, another
    client has `swept` the account. `problem` says why that could not be, empty when nothing went wrong.
    """

    session: str
    obeyed: bool
    swept: Swept | None = None
    problem: str = ""


def heeds(pulse: Pulse | None) -> bool:
    """Whether a daemon has seen the kill switch."""
    return pulse is not None and pulse.blocked.startswith("the kill switch is on")


def panic(adapters: Adapters, reason: str, *, everything: bool = False, flatten: bool = False) -> list[Panicked]:
    """Throws the kill switch, then sees to every session that lives or has something at the broker.

    Never raises for one session: what went wrong there is in its answer, and the others are seen to.
    """
    sessions = Sessions(adapters)
    sessions.store.kill_switch().throw(reason)
    wanted = Wanted(adapters, sessions, monotonic() + PATIENCE, everything, flatten)
    concerned = [name for name in sessions.store.names() if wanted.concerns(name)]
    demands: dict[str, str] = {}
    if flatten:
        for name in filter(sessions.alive, concerned):
            demands[name] = sessions.store.post(name, Operator("flatten", "panic", reason))
    return [wanted.settled(name, demands.get(name, "")) for name in concerned]


def sweep_session(adapters: Adapters, session: str, *, everything: bool = False, flatten: bool = False) -> Swept:
    """Sweeps one session's account by a client of its own, whatever its daemon does. Raises what keeps it from that."""
    sessions = Sessions(adapters)
    request, folder = sessions.request(session), sessions.store.location(session)
    trade, live, gateway = request.trade, request.live, adapters.settings.settings().gateway
    # Data that are gone or damaged are no reason to leave orders where they are.
    instruments = instruments_said(request) or sessions.prepared(session).setup.instruments
    account = live.account, instruments, rules_of(trade), trade.account.cash
    wanted = AccountWanted(*account, folder, live.faults, live.mode, gateway, beside=True)
    broker = adapters.catalog.broker(live.broker).open(wanted)
    try:
        return sweep(broker, live.account, time_ns(), everything=everything, flatten=flatten)
    finally:
        broker.close()


@dataclass(frozen=True, slots=True)
class Wanted:
    """One panic: what is wanted, and until when (monotonic seconds) daemons may answer."""

    adapters: Adapters
    sessions: Sessions
    deadline: float
    everything: bool
    flatten: bool

    def concerns(self, session: str) -> bool:
        """A session that has never begun, or ended with nothing left at its broker, is left alone."""
        pulse = self.sessions.store.pulse(session)
        if pulse is None or pulse.exit is None:
            return pulse is not None or self.sessions.alive(session)
        return bool(pulse.orders or (pulse.positions and (self.flatten or self.everything)))

    def settled(self, session: str, demand: str) -> Panicked:
        """What came of it; `demand` names what the daemon was asked for, if it was."""
        obeyed = self._obeys(session, demand)
        if obeyed and not self.everything:
            return Panicked(session, obeyed)
        try:
            flatten = self.flatten and not obeyed
            swept = sweep_session(self.adapters, session, everything=self.everything, flatten=flatten)
        except (TradecoreError, OSError) as error:
            return Panicked(session, obeyed, problem=str(error))
        if demand and not obeyed:
            # It has been done beside the daemon, which must not do it again when it wakes.
            self.sessions.store.answered(session, demand)
        return Panicked(session, obeyed, swept)

    def _obeys(self, session: str, demand: str) -> bool:
        """Whether the daemon has seen the switch, and taken the demand, in time."""
        store = self.sessions.store
        while self.sessions.alive(session):
            if heeds(store.pulse(session)) and not (demand and store.waits(session, demand)):
                return True
            if monotonic() > self.deadline:
                return False
            sleep(POLL)
        return False
