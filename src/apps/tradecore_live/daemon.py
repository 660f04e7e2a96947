"""The daemon: it holds a session, feeds its engine, and listens to people while it does."""

from tradecore.contracts.live import SessionRequest
from tradecore.errors import AccountRefused, InvalidValue
from tradecore.live.charge import RECONCILIATION, STOPPED
from tradecore.live.engine import Engine, replayed
from tradecore.live.hours import Intervals
from tradecore.live.snapshot import restored
from tradecore.live.state import State
from tradecore.live.streamed import StreamedFeed
from tradecore.ports.bar_stream import BarStream, StreamsBars
from tradecore.ports.broker import AccountWanted, Broker, FillsOnBars, KnowsHours
from tradecore.ports.event_log import EventLog
from tradecore.usecases.live_ground import LiveGround
from tradecore.usecases.session import Prepared, prepare
from tradecore_kit.codec import decode
from tradecore_kit.processes import mark_of
from tradecore_live.alarms import ways_to_people
from tradecore_live.began import began
from tradecore_live.challengers import Challengers
from tradecore_live.drifting import Drifting
from tradecore_live.listening import Listening
from tradecore_live.markets import LiveMarket, Market, RecordedMarket
from tradecore_live.times import Times, WallTimes
from tradecore_workbench.adapters import Adapters
from tradecore_workbench.unattended import tools_of


class Daemon:
    """One session at work in this process."""

    def __init__(self, adapters: Adapters, session: str, times: Times | None = None) -> None:
        """Reads what is asked for; raises what is wrong with it, and AccountRefused for an account not to be traded."""
        self._adapters, self._session, self._store = adapters, session, adapters.sessions
        where = f"live/{session}/session.json"
        self._request = decode(SessionRequest, self._store.request(session), where)
        if self._request.session != session:
            raise InvalidValue("session", self._request.session, f"the name of its folder, {session}", where)
        self._times = times or WallTimes()
        self._listening = Listening(self._store, self._request, mark_of(), self._times)
        self._check_account()

    @property
    def account(self) -> str:
        """What it trades, in full: not to be shown."""
        return self._request.live.account

    def stop(self, why: str) -> None:
        """Asks it to end; a signal handler may."""
        self._listening.ask_to_stop(why)

    def run(self) -> int:
        """Trades until somebody stops it or no bar follows; returns the exit code."""
        with self._store.hold(self._session, self._request.live.account):
            prepared = prepare(self._request, tools_of(self._adapters))
            log = self._store.log(self._session)
            try:
                return self._at_broker(prepared, log)
            finally:
                log.close()

    def _at_broker(self, prepared: Prepared, log: EventLog) -> int:
        broker = self._broker(prepared)
        try:
            market = self._market(prepared, log, broker)
            try:
                return self._trade(prepared, log, broker, market)
            finally:
                market.close()
        finally:
            broker.close()

    def _trade(self, prepared: Prepared, log: EventLog, broker: Broker, market: Market) -> int:
        state, listening = self._found(prepared, log), self._listening
        listening.total = market.total
        clock, alerts = market.open(state.closed), ways_to_people(self._adapters)
        engine = Engine(state, log, broker, clock, alerts, switch=self._store.kill_switch().state)
        engine.begin(began(state))
        listening.answer(engine)
        if engine.state.reconciled == "mismatch":
            listening.pulse(engine, "the broker holds something else than the log says", RECONCILIATION)
            return RECONCILIATION
        challengers = Challengers(self._adapters, self._request, alerts)
        drifting = Drifting(self._session, self._store.foreseen(self._session), prepared.setup.cash, alerts)

        def watch(engine: Engine) -> None:
            listening.watch(engine, market.waiting)
            challengers.look()
            drifting.look(engine)

        market.begin(engine)
        while not engine.stopped:
            watch(engine)
            if not engine.stopped:
                market.turn(engine, watch)
        log.sync()
        listening.pulse(engine, engine.stopped, STOPPED)
        return STOPPED

    def _found(self, prepared: Prepared, log: EventLog) -> State:
        """The state where the log ends: from the newest snapshot on, where there is one to be trusted."""
        kept = self._store.kept(self._session)
        if kept is None:
            return replayed(prepared.setup, log.lines())
        self._listening.kept = kept.seq
        return replayed(prepared.setup, log.lines(kept.seq), restored(prepared.setup, kept))

    def _market(self, prepared: Prepared, log: EventLog, broker: Broker) -> Market:
        if prepared.ground is None:
            return RecordedMarket(prepared.recording, self._request.live.speed, self._times)
        return LiveMarket(self._feed(prepared.ground, log, broker), self._times)

    def _feed(self, ground: LiveGround, log: EventLog, broker: Broker) -> StreamedFeed:
        histories = ground.histories(log.lines())

        def hours(symbol: str) -> Intervals:
            return broker.hours(symbol) if isinstance(broker, KnowsHours) else ()

        return StreamedFeed(
            self._stream(broker),
            ground.traded(histories, hours),
            lambda place: ground.inputs_at(histories[place].bars),
            self._times,
            ground.pace,
            old_bars=isinstance(broker, FillsOnBars),
        )

    def _stream(self, broker: Broker) -> BarStream:
        feed = self._request.live.feed
        if feed:
            return self._adapters.catalog.bar_stream(feed).stream()
        if isinstance(broker, StreamsBars):
            return broker.stream()
        accepted = f"the name of a feed: the broker {self._request.live.broker!r} has no bars of its own"
        raise InvalidValue("live.feed", "", accepted, f"live/{self._session}/session.json")

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
