"""Trading sessions of a workspace: made, started, watched, stopped, and held against the backtest."""

from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from time import monotonic, sleep

from tradecore.contracts.backtest import BacktestRequest
from tradecore.contracts.live import LiveSettings, SessionRequest
from tradecore.errors import SessionError
from tradecore.jobs import ProcessMark
from tradecore.live.charge import RECONCILIATION, STOPPED, Charge
from tradecore.live.engine import replayed
from tradecore.live.events import Line, Operator
from tradecore.live.parity import Parity, parity
from tradecore.live.pulse import Pulse
from tradecore.live.state import State
from tradecore.ports.session_store import SessionStore
from tradecore.usecases.live_histories import frozen
from tradecore.usecases.session import Prepared, prepare
from tradecore.views.cone import ConeView, cone_view
from tradecore_kit.codec import decode, encode
from tradecore_kit.processes import is_alive
from tradecore_workbench.adapters import Adapters
from tradecore_workbench.challenging import Standing, challenging, standings
from tradecore_workbench.charges import at_work, ensure_supervisor
from tradecore_workbench.foreseeing import foreseen
from tradecore_workbench.preparing import Preparations
from tradecore_workbench.unattended import tools_of

POLL = 0.05
START_SECONDS = 60.0
STOP_SECONDS = 20.0


class Sessions:
    """What can be done with sessions from outside; each has a daemon of its own, which nothing here touches."""

    def __init__(self, adapters: Adapters) -> None:
        self._adapters, self._tools = adapters, tools_of(adapters)
        self._supervisor: ProcessMark | None = None
        self._preparations = Preparations(adapters.folder)

    @property
    def store(self) -> SessionStore:
        """Where they are kept."""
        return self._adapters.sessions

    def create(self, session: str, trade: BacktestRequest, live: LiveSettings) -> None:
        """A new session that trades what `trade` would backtest; harmless when it exists and is the same.

        Raises InvalidValue for what a session cannot do, and when the name is taken.
        """
        request = SessionRequest(session, trade, live)
        if live.streams:
            request = frozen(request, self._tools.catalog)
        prepared = self._preparations.of(request, lambda: prepare(request, self._tools))
        for model in live.challengers:
            prepare(challenging(self._adapters, request, model), self._tools)
        cone = foreseen(self._adapters, request, prepared)
        self.store.create(session, encode(request))
        if cone is not None:
            self.store.foresee(session, cone)

    def own_account(self, session: str) -> str:
        """The account of a simulated session, which no other workspace's has."""
        return f"SIM-{sha256(f'{self._adapters.folder}/{session}'.encode()).hexdigest()[:10]}"

    def request(self, session: str) -> SessionRequest:
        """What was asked for."""
        return decode(SessionRequest, self.store.request(session), f"live/{session}/session.json")

    def start(self, session: str) -> Pulse:
        """Leaves the session in the supervisor's charge and returns the first pulse; it begins where the log ends.

        A daemon that is at work without a supervisor is taken over as it is. Raises SessionError if it is in charge
        already, or ends before it trades.
        """
        log, before = self.store.location(session, "log.txt"), self._entrust(session)
        deadline = monotonic() + START_SECONDS
        while monotonic() < deadline:
            self.ensure_supervisor()
            pulse, charge = self.store.pulse(session), self.store.charge(session)
            if pulse is not None and pulse.process != before and pulse.exit in (None, STOPPED, RECONCILIATION):
                return pulse
            if charge is not None and not charge.wanted:
                raise SessionError(session, f"ended before it began to trade: {_last_line(Path(log))}")
            sleep(POLL)
        raise SessionError(session, f"gave no sign of life for {START_SECONDS:g} s; {log} may say why")

    def ensure_supervisor(self) -> None:
        """Starts a supervisor of the workspace unless one is at work."""
        adapters = self._adapters
        self._supervisor = ensure_supervisor(self.store, adapters.launcher, adapters.folder, self._supervisor)

    def supervised(self, session: str) -> bool:
        """Whether its daemon is started again when it dies."""
        mark, charge = self.store.supervisor(), self.store.charge(session)
        return charge is not None and charge.wanted and mark is not None and self._adapters.launcher.alive(mark)

    def _entrust(self, session: str) -> ProcessMark | None:
        """Leaves a session in charge; returns the process whose pulse is none of its new life."""
        with self.store.alone(session):
            process, pulse = self._process(session), self.store.pulse(session)
            if process is not None and self.supervised(session):
                raise SessionError(session, "is trading already: watch it with tradecore live status")
            self.store.entrust(session, Charge(process=process))
        return None if process is not None or pulse is None else pulse.process

    def stop(self, session: str, why: str) -> Pulse | None:
        """Asks the daemon to end and waits for it; one that does not answer is terminated, then killed.

        Positions and their protection stay. Harmless when no daemon is at work.
        """
        process = self._release(session, why)
        if process is None:
            return self.store.pulse(session)
        name = self.store.post(session, Operator("stop", "tradecore live stop", why))
        launcher = self._adapters.launcher
        if not self._ends(process):
            launcher.stop(process)
        if not self._ends(process):
            launcher.kill(process)
            self._ends(process)
        # One that was killed has not taken it, and the next must not.
        self.store.answered(session, name)
        return self.store.pulse(session)

    def _release(self, session: str, why: str) -> ProcessMark | None:
        """Takes a session out of the supervisor's charge; returns the daemon that is left at work."""
        with self.store.alone(session):
            charge = self.store.charge(session)
            if charge is not None:
                self.store.entrust(session, charge.ended(why))
            return self._process(session)

    def _ends(self, process: ProcessMark) -> bool:
        """Whether a process ends within a while."""
        deadline = monotonic() + STOP_SECONDS
        # The launcher collects a child of its own, which would seem alive otherwise.
        while self._adapters.launcher.alive(process) and monotonic() < deadline:
            sleep(POLL)
        return not is_alive(process)

    def alive(self, session: str) -> bool:
        """Whether its daemon is at work on this machine."""
        return self._process(session) is not None

    def watch(self, session: str, on_pulse: Callable[[Pulse], None]) -> Pulse:
        """Waits until the daemon has ended, calling `on_pulse` for each sign of life."""
        shown: Pulse | None = None
        while True:
            here, pulse = self.alive(session), self.store.pulse(session)
            if pulse is not None and pulse != shown:
                on_pulse(pulse)
                shown = pulse
            if not here and pulse is not None:
                return pulse
            sleep(POLL)

    def asked(self, session: str, name: str, seconds: float = 5.0) -> bool:
        """Whether the daemon has taken a demand, waiting for it a while; False when none is at work."""
        deadline = monotonic() + seconds
        while self.store.waits(session, name) and self.alive(session) and monotonic() < deadline:
            sleep(POLL)
        return not self.store.waits(session, name)

    def follow(self, session: str, after: int) -> Iterator[Line]:
        """The lines of the log beyond number `after`, and those to come, until the daemon has ended."""
        read = self.store.reader(session)
        while True:
            last = not self.alive(session)
            yield from (line for line in read() if line.seq > after)
            if last:
                return
            sleep(POLL)

    def prepared(self, session: str) -> Prepared:
        """Setup and bars as they are now; of live ones, those that the log has."""
        request = self.request(session)
        return self._preparations.of(request, lambda: prepare(request, self._tools, lambda: self.store.lines(session)))

    def replay(self, session: str) -> State:
        """The state that the log gives; raises LogMismatch where the session would decide otherwise by now."""
        return replayed(self.prepared(session).setup, self.store.lines(session))

    def parity(self, session: str) -> Parity:
        """The session against the backtest of the same bars."""
        prepared = self.prepared(session)
        return parity(prepared.setup, self.store.lines(session), prepared.recording)

    def challengers(self, session: str) -> Sequence[Standing]:
        """How each model that decides beside a session stands."""
        return standings(self._adapters, session)

    def in_cone(self, session: str, bars: int, equity: float) -> ConeView | None:
        """Where this equity stands after so many bars; None for a session without a reference."""
        cone = self.store.foreseen(session)
        return None if cone is None else cone_view(cone, bars, equity, self.request(session).trade.account.cash)

    def _process(self, session: str) -> ProcessMark | None:
        return at_work(self._adapters.launcher, self.store.charge(session), self.store.pulse(session))


def _last_line(log: Path) -> str:
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines() if log.exists() else []
    return lines[-1].removeprefix("tradecore_live: ").rstrip(".") if lines else "its log is empty"
