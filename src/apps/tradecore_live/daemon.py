"""The daemon: it holds a session, feeds its engine, and listens to people while it does."""

from time import monotonic, sleep, time_ns

from tradecore.contracts.live import SessionRequest
from tradecore.errors import AccountRefused, InvalidValue
from tradecore.instants import format_instant
from tradecore.jobs import stamp
from tradecore.live.charge import RECONCILIATION, STOPPED
from tradecore.live.engine import Engine, replayed
from tradecore.live.events import Heartbeat, Operator, SessionBegan
from tradecore.live.pulse import beat
from tradecore.live.recorded import RecordedFeed
from tradecore.live.snapshot import keep, restored
from tradecore.live.state import State
from tradecore.ports.bar_feed import Closed, Moment, Opened
from tradecore.ports.broker import AccountWanted, Broker
from tradecore.ports.event_log import EventLog
from tradecore.usecases.session import Prepared, prepare
from tradecore_kit.codec import decode
from tradecore_kit.names import masked
from tradecore_kit.processes import mark_of
from tradecore_live.alarms import ways_to_people
from tradecore_workbench.adapters import Adapters
from tradecore_workbench.unattended import tools_of
from tradecore_workbench.versions import versions

# How long it sleeps at most before it looks at the kill switch again, and how often it looks at the rest.
NAP, LOOK, PULSE, SYNC = 0.02, 0.05, 0.5, 0.05
# Seconds between two signs of life in the log, which the pulse has more often.
HEARTBEAT = 60.0
# How many events lie between two snapshots, at least.
EVENTS = 2_000


class Daemon:
    """One session at work in this process."""

    def __init__(self, adapters: Adapters, session: str) -> None:
        """Reads what is asked for; raises what is wrong with it, and AccountRefused for an account not to be traded."""
        self._adapters, self._session, self._store = adapters, session, adapters.sessions
        where = f"live/{session}/session.json"
        self._request = decode(SessionRequest, self._store.request(session), where)
        if self._request.session != session:
            raise InvalidValue("session", self._request.session, f"the name of its folder, {session}", where)
        self._me, self._asked = mark_of(), ""
        self._looked = self._beaten = self._synced = 0.0
        self._heard = monotonic()
        self._total = self._kept = 0
        self._check_account()

    def stop(self, why: str) -> None:
        """Asks it to end; a signal handler may."""
        self._asked = why

    def run(self) -> int:
        """Trades until somebody stops it or no bar follows; returns the exit code."""
        with self._store.hold(self._session, self._request.live.account):
            prepared = prepare(self._request, tools_of(self._adapters))
            self._total = prepared.recording.groups
            log = self._store.log(self._session)
            broker = self._broker(prepared)
            try:
                return self._trade(prepared, log, broker)
            finally:
                broker.close()
                log.close()

    def _trade(self, prepared: Prepared, log: EventLog, broker: Broker) -> int:
        state = self._found(prepared, log)
        feed = RecordedFeed(prepared.recording)
        feed.begin(state.closed)
        alerts = ways_to_people(self._adapters)
        engine = Engine(state, log, broker, feed, alerts, switch=self._store.kill_switch().state)
        engine.begin(self._began(state))
        self._answer(engine)
        if engine.state.reconciled == "mismatch":
            self._pulse(engine, "the broker holds something else than the log says", RECONCILIATION)
            return RECONCILIATION
        while not engine.stopped:
            self._watch(engine)
            if self._stands_still(engine):
                sleep(NAP)
                continue
            moment = feed.next(NAP)
            if moment is not None and not engine.stopped:
                self._play(engine, moment)
        log.sync()
        self._pulse(engine, engine.stopped, STOPPED)
        return STOPPED

    def _found(self, prepared: Prepared, log: EventLog) -> State:
        """The state where the log ends: from the newest snapshot on, where there is one to be trusted."""
        kept = self._store.kept(self._session)
        if kept is None:
            return replayed(prepared.setup, log.lines())
        self._kept = kept.seq
        return replayed(prepared.setup, log.lines(kept.seq), restored(prepared.setup, kept))

    def _keep(self, engine: Engine) -> None:
        """A snapshot now and then, when nothing is left to be said."""
        seq = engine.log.seq
        if seq - self._kept >= EVENTS and not engine.state.outbox:
            self._kept = seq
            engine.take(self._store.keep(self._session, keep(engine.state, seq)))

    def _play(self, engine: Engine, moment: Moment) -> None:
        if isinstance(moment, Opened):
            if not engine.state.linked:
                engine.connect()
            engine.opened(moment)
        elif isinstance(moment, Closed):
            self._pace(engine)
            engine.closed(moment)
        else:
            engine.stopped = "no bar follows"

    def _pace(self, engine: Engine) -> None:
        """Lets a recorded bar last, while the daemon listens."""
        speed = self._request.live.speed
        due = monotonic() + 1.0 / speed if speed else 0.0
        while monotonic() < due and not engine.stopped:
            sleep(min(NAP, max(due - monotonic(), 0.0)))
            self._watch(engine)

    def _stands_still(self, engine: Engine) -> bool:
        """Bars that are played as fast as they are traded wait for whoever is to end a halt."""
        state = engine.state
        return not self._request.live.speed and bool(state.killed or state.halted) and not engine.stopped

    def _watch(self, engine: Engine) -> None:
        """Looks at all that people may want, and gives signs of life."""
        engine.look()
        now = monotonic()
        if self._asked:
            why, self._asked = self._asked, ""
            engine.take(Operator("stop", by="signal", reason=why))
        if now - self._looked > LOOK:
            self._looked = now
            self._answer(engine)
        if now - self._synced > SYNC:
            self._synced = now
            engine.log.sync()
        self._keep(engine)
        if now - self._heard > HEARTBEAT:
            self._heard = now
            engine.take(Heartbeat())
        if now - self._beaten > PULSE:
            self._pulse(engine)

    def _answer(self, engine: Engine) -> None:
        """Takes what waits in the control folder: in the log first, then it waits no longer."""
        for name, asked in self._store.posted(self._session):
            # Whoever resumes has taken the kill switch back first: that is seen first, too.
            engine.look()
            engine.take(asked)
            engine.log.sync()
            self._store.answered(self._session, name)

    def _pulse(self, engine: Engine, ended: str = "", code: int | None = None) -> None:
        self._beaten = monotonic()
        time = format_instant(engine.state.now) if engine.state.now else ""
        pulse = beat(engine.state, self._me, stamp(time_ns()), time, engine.log.seq, self._total, ended, code)
        self._store.beat(self._session, pulse)

    def _began(self, state: State) -> SessionBegan:
        setup = state.setup
        account, start = masked(setup.account), state.starts + 1
        known = versions()
        return SessionBegan(
            setup.session, account, setup.mode, setup.name, setup.fingerprint, setup.symbols, start, known
        )

    def _broker(self, prepared: Prepared) -> Broker:
        setup, live = prepared.setup, self._request.live
        folder = self._store.location(self._session)
        gateway = self._adapters.settings.settings().gateway
        account = setup.account, setup.instruments, setup.rules, setup.cash
        wanted = AccountWanted(*account, folder, live.faults, live.mode, gateway)
        return self._adapters.catalog.broker(live.broker).open(wanted)

    def _check_account(self) -> None:
        live = self._request.live
        modes = self._adapters.catalog.broker(live.broker).modes
        if live.mode not in modes:
            raise AccountRefused(
                f"live/{self._session}/session.json: live.mode is {live.mode!r}, and the broker {live.broker!r} has no "
                f"such accounts. Accepted: {', '.join(modes)}."
            )
