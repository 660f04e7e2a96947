"""How a daemon is heard and listens: people's demands, the kill switch, signs of life, snapshots."""

from tradecore.contracts.live import SessionRequest
from tradecore.instants import format_instant
from tradecore.jobs import ProcessMark, stamp
from tradecore.live.engine import Engine
from tradecore.live.events import Heartbeat, Operator
from tradecore.live.pulse import beat
from tradecore.live.snapshot import keep
from tradecore.ports.session_store import SessionStore
from tradecore_live.times import Times

# Seconds between two looks at the control folder, two pulses, two times that the log is forced to disk.
LOOK, PULSE, SYNC = 0.05, 0.5, 0.05
# Seconds between two signs of life in the log, which the pulse has more often.
HEARTBEAT = 60.0
# How many events lie between two snapshots, at least.
EVENTS = 2_000


class Listening:
    """One daemon's ears and voice; `total` is how many opening instants there are to be traded, 0 when nobody knows."""

    def __init__(self, store: SessionStore, request: SessionRequest, me: ProcessMark, times: Times) -> None:
        self._store, self._session, self._me, self._times = store, request.session, me, times
        self._asked = ""
        self._looked = self._beaten = self._synced = 0.0
        self._heard = times.monotonic()
        self.total = self.kept = 0

    def ask_to_stop(self, why: str) -> None:
        """A signal handler may."""
        self._asked = why

    def watch(self, engine: Engine, behind: int = 0) -> None:
        """Looks at all that people may want, and gives signs of life; `behind` bars wait to be decided."""
        engine.look()
        now = self._times.monotonic()
        if self._asked:
            why, self._asked = self._asked, ""
            engine.take(Operator("stop", by="signal", reason=why))
        if now - self._looked > LOOK:
            self._looked = now
            self.answer(engine)
        if now - self._synced > SYNC:
            self._synced = now
            engine.log.sync()
        self._keep(engine)
        if now - self._heard > HEARTBEAT:
            self._heard = now
            engine.take(Heartbeat(behind))
        if now - self._beaten > PULSE:
            self.pulse(engine)

    def answer(self, engine: Engine) -> None:
        """Takes what waits in the control folder: in the log first, then it waits no longer."""
        for name, asked in self._store.posted(self._session):
            # Whoever resumes has taken the kill switch back first: that is seen first, too.
            engine.look()
            engine.take(asked)
            engine.log.sync()
            self._store.answered(self._session, name)

    def pulse(self, engine: Engine, ended: str = "", code: int | None = None) -> None:
        """A sign of life, or the last one."""
        self._beaten = self._times.monotonic()
        time = format_instant(engine.state.now) if engine.state.now else ""
        at = stamp(self._times.now())
        pulse = beat(engine.state, self._me, at, time, engine.log.seq, self.total, ended, code)
        self._store.beat(self._session, pulse)

    def _keep(self, engine: Engine) -> None:
        """A snapshot now and then, when nothing is left to be said."""
        seq = engine.log.seq
        if seq - self.kept >= EVENTS and not engine.state.outbox:
            self.kept = seq
            engine.take(self._store.keep(self._session, keep(engine.state, seq)))
