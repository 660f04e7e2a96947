"""The engine: it feeds a session with events and performs its actions, over ports.

What happens is in the log before anything follows from it; an intent is on disk before its order leaves. The places
where a process may die are named, so that a test can let it die there.
"""

from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import replace

from tradecore.errors import LinkDown, LiveError
from tradecore.live.actions import Action, Alarm, Amend, Cancel, Protect, Query, Send, Stop
from tradecore.live.discretion import discreet
from tradecore.live.events import (
    BarsClosed,
    Body,
    Clock,
    Connection,
    ErrorRaised,
    Event,
    Fill,
    Intent,
    KillSwitch,
    Line,
    OrderStatus,
    SessionBegan,
)
from tradecore.live.reconciling import overdue
from tradecore.live.session import is_news, sendable, step
from tradecore.live.state import Setup, State
from tradecore.ports.alerts import Alerts
from tradecore.ports.bar_feed import Closed, Opened
from tradecore.ports.broker import Broker, FillsOnBars
from tradecore.ports.clock import Clock as Time
from tradecore.ports.event_log import EventLog

# Where a process may die; `failpoint` is told each time one is passed.
FAILPOINTS = (
    "before append",
    "after append",
    "after step",
    "before sync",
    "before send",
    "after send",
    "before cancel",
    "after cancel",
    "before protect",
    "before query",
    "before trade",
    "after trade",
)


def nothing(_: str) -> None:
    """No failpoint is set."""


def advance(state: State, event: Event) -> tuple[State, tuple[Action, ...]]:
    """A step whose handler may be broken: what it raises becomes an error of the session, which halts."""
    try:
        return step(state, event)
    except LiveError:
        raise
    # The live loop's boundary: a defect must halt the session, not end it without a word.
    except Exception as error:  # noqa: BLE001
        raised = ErrorRaised(f"{type(error).__name__}: {error}", type(event.body).__name__)
        return replace(state, outbox=(*state.outbox, raised)), ()


def replayed(setup: Setup, lines: Iterable[Line], state: State | None = None) -> State:
    """The state after a log, or after its rest from `state` on.

    Raises LogMismatch where the log says what this setup does not decide.
    """
    state = State.begin(setup) if state is None else state
    for line in lines:
        state, _ = advance(state, line.event)
    return state


class Engine:
    """One session at work. Nobody else appends to its log meanwhile."""

    def __init__(
        self,
        state: State,
        log: EventLog,
        broker: Broker,
        clock: Time,
        alerts: Iterable[Alerts] = (),
        failpoint: Callable[[str], None] = nothing,
        switch: Callable[[], str] = str,
    ) -> None:
        """`switch` says why the kill switch is on, empty when it is off; it is asked before every intent."""
        self.state, self.log, self.broker = state, log, broker
        self._clock, self._alerts, self._failpoint, self._switch = clock, tuple(alerts), failpoint, switch
        self._todo: deque[Action] = deque()
        self.stopped = self.problem = ""

    def begin(self, began: SessionBegan) -> None:
        """Starts, or starts again: then connects, and finds out what the broker holds."""
        self._note(began)
        self.connect()

    def connect(self) -> None:
        """Makes the link to the broker; one that cannot be made is noted once."""
        try:
            self.broker.connect()
        except LinkDown as error:
            self._link_lost(error)
        else:
            self.take(Connection(up=True, problem=self.problem, stale=bool(self.problem)))

    def market_data(self, problem: str) -> None:
        """Market data are stale for this reason, or, for an empty one, as they should be; noted when that is news."""
        self.problem = problem
        if self.state.linked and self.state.stale != bool(problem):
            self.take(Connection(up=True, problem=problem, stale=bool(problem)))

    def alarm(self, alarm: Alarm) -> None:
        """Tells the operator what only the process knows."""
        for each in self._alerts:
            each.tell(self.state.setup.session, alarm)

    def opened(self, moment: Opened) -> None:
        """The next bars begin."""
        self.take(Clock(moment.time, moment.symbols))

    def closed(self, moment: Closed) -> None:
        """Bars have closed: a broker without a market of its own fills on them first, then the session decides."""
        if isinstance(self.broker, FillsOnBars):
            self._failpoint("before trade")
            self.broker.trade(moment.rows)
            self._failpoint("after trade")
            self.listen()
        self._ask_again()
        self.take(BarsClosed(moment.rows[0].time, moment.rows))

    def look(self) -> None:
        """Looks at the kill switch."""
        if self._changed():
            self._settle()

    def listen(self, wait: float = 0.0) -> bool:
        """Takes what the broker has to report; True when there was anything new."""
        try:
            reports = self.broker.reports(wait)
        except LinkDown as error:
            self._link_lost(error)
            return True
        heard = False
        for report in reports:
            if is_news(self.state, report):
                heard = True
                self._note(report)
        if heard:
            self._settle()
        return heard

    def take(self, body: Body) -> None:
        """Writes an event down, takes the step, and does what follows from it."""
        self._note(body)
        self._settle()

    def _ask_again(self) -> None:
        """What the broker has not answered by now is asked before a bar is decided: on a settled question, if it is."""
        now = self._clock.now()
        if self.state.linked and overdue(self.state, now):
            self.take(Clock(now))

    def _note(self, body: Body) -> None:
        body = discreet(body, self.state.setup.account)
        self._failpoint("before append")
        line = self.log.append(Event(self._clock.now(), body))
        self._failpoint("after append")
        if isinstance(body, Fill):
            self.log.sync()
        self.state, actions = advance(self.state, line.event)
        self._todo.extend(actions)
        self._failpoint("after step")

    def _settle(self) -> None:
        """Writes down what the session says and does what it wants, until nothing is left of either.

        An intent is written when all else is done, and its order leaves before anything else happens.
        """
        while True:
            said = sendable(self.state)
            remarks = [one for one in said if not isinstance(one, Intent)]
            if remarks:
                self._note(remarks[0])
            elif self._todo:
                self._perform(self._todo.popleft())
            elif not said:
                return
            elif not self._changed():
                self._note(said[0])

    def _changed(self) -> bool:
        """Notes that the kill switch was thrown or taken back; False when it is as it was."""
        reason = self._switch()
        if bool(reason) == bool(self.state.killed):
            return False
        self._note(KillSwitch(bool(reason), reason))
        return True

    def _perform(self, action: Action) -> None:
        try:
            self._act(action)
            reports = self.broker.reports()
        except LinkDown as error:
            self._link_lost(error)
            return
        for report in reports:
            if is_news(self.state, report):
                self._note(report)

    def _act(self, action: Action) -> None:
        match action:
            case Send(order):
                self._failpoint("before sync")
                self.log.sync()
                self._failpoint("before send")
                self.broker.submit(order)
                self._failpoint("after send")
            case Cancel(ref):
                self._failpoint("before cancel")
                self.broker.cancel(ref)
                self._failpoint("after cancel")
            case Amend(ref, target):
                self.broker.amend(ref, target)
            case Protect(protection):
                self._failpoint("before protect")
                self.broker.protect(protection)
            case Query():
                self._failpoint("before query")
                self._ask()
            case Alarm():
                self.alarm(action)
            case Stop(why):
                self.stopped = why

    def _ask(self) -> None:
        """Books every execution that the log lacks, then compares."""
        for report in self.broker.executions(0):
            # What is triggered now, and what works, the holdings say.
            passed = isinstance(report, OrderStatus) and report.status in ("triggered", "unknown")
            if not passed and is_news(self.state, report):
                self._note(report)
        self._note(self.broker.holdings())

    def _link_lost(self, error: LinkDown) -> None:
        if self.state.linked or not self.state.starts:
            self._note(Connection(up=False, problem=error.problem))
