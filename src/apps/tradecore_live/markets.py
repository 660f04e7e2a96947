"""What a daemon trades on: recorded bars, as fast as it is asked to, or live ones as they close."""

from collections.abc import Callable
from typing import Protocol

from tradecore.live.actions import Alarm
from tradecore.live.engine import Engine
from tradecore.live.events import Clock, Note
from tradecore.live.recorded import RecordedFeed, Recording
from tradecore.live.streamed import StreamedFeed
from tradecore.ports.bar_feed import Closed, Flow, Moment, Opened, Remark, Shut
from tradecore.ports.clock import Clock as Time
from tradecore_live.times import Times
from tradecore_live.watching import Watching

# How long it sleeps at most before it looks at the kill switch again.
NAP = 0.02
Watch = Callable[[Engine], None]


class Market(Protocol):
    """Bars for an engine, one turn of the daemon's loop at a time."""

    total: int

    def open(self, closed: int) -> Time:
        """The clock of an engine whose last decided bars opened at `closed`."""
        ...

    def begin(self, engine: Engine) -> None:
        """The engine has begun."""
        ...

    def turn(self, engine: Engine, watch: Watch) -> None:
        """What is next, if it comes soon; `watch` is called where it takes long."""
        ...

    @property
    def waiting(self) -> int:
        """The bars that it has received and not handed to the engine."""
        ...

    def close(self) -> None:
        """Lets go of what it reads from."""
        ...


class RecordedMarket:
    """Recorded bars, `speed` of them a second, 0 as fast as they are traded."""

    def __init__(self, recording: Recording, speed: float, times: Times) -> None:
        self.total = recording.groups
        self._feed, self._speed, self._times = RecordedFeed(recording), speed, times

    def open(self, closed: int) -> Time:
        """The bars are the clock."""
        self._feed.begin(closed)
        return self._feed

    def begin(self, engine: Engine) -> None:
        """Nothing is left to be done."""

    def turn(self, engine: Engine, watch: Watch) -> None:
        """The next moment, unless somebody is to end a halt first."""
        if self._stands_still(engine):
            self._times.sleep(NAP)
            return
        moment = self._feed.next(NAP)
        if isinstance(moment, Opened):
            if not engine.state.linked:
                engine.connect()
            engine.opened(moment)
        elif isinstance(moment, Closed):
            self._pace(engine, watch)
            engine.closed(moment)
        else:
            engine.stopped = "no bar follows"

    @property
    def waiting(self) -> int:
        """None: a recorded bar comes when it is traded."""
        return 0

    def close(self) -> None:
        """Nothing is open."""

    def _pace(self, engine: Engine, watch: Watch) -> None:
        """Lets a recorded bar last, while the daemon listens."""
        due = self._times.monotonic() + 1.0 / self._speed if self._speed else 0.0
        while self._times.monotonic() < due and not engine.stopped:
            self._times.sleep(min(NAP, max(due - self._times.monotonic(), 0.0)))
            watch(engine)

    def _stands_still(self, engine: Engine) -> bool:
        """Bars that are played as fast as they are traded wait for whoever is to end a halt."""
        return not self._speed and bool(engine.state.killed or engine.state.halted)


class LiveMarket:
    """Live bars; broker and stream are listened to between them."""

    total = 0

    def __init__(self, feed: StreamedFeed, times: Times) -> None:
        self._feed, self._times, self._watching = feed, times, Watching(times)

    def open(self, closed: int) -> Time:  # noqa: ARG002 - bars do not tell the time
        """The daemon's own clock."""
        return self._times

    def begin(self, engine: Engine) -> None:
        """Only now is there a link that a broker's own stream could come over."""
        self._feed.begin(engine.state.closed)

    def turn(self, engine: Engine, watch: Watch) -> None:  # noqa: ARG002 - no turn takes long
        """What has come of stream and broker, then what is due by the clock."""
        moment = self._feed.next(self._times.wait)
        if moment is not None:
            self._play(engine, moment)
        # Who has just heard something may hear more: nobody waits in between.
        heard = engine.state.linked and engine.listen(self._times.wait if moment is None else 0.0)
        self._watching.look(engine)
        if moment is None and not heard:
            self._times.rest()

    @property
    def waiting(self) -> int:
        """What the feed holds."""
        return self._feed.waiting

    def close(self) -> None:
        """Closes the stream."""
        self._feed.close()

    def _play(self, engine: Engine, moment: Moment) -> None:
        match moment:
            case Opened():
                engine.opened(moment)
            case Closed():
                engine.closed(moment)
            case Shut(symbols):
                engine.take(Clock(self._times.now(), shut=symbols))
            case Remark(text):
                engine.take(Note(text, "the feed"))
            case Flow(stops, alarm):
                engine.market_data(stops)
                if alarm:
                    engine.alarm(Alarm("stale", alarm))
            case _:
                engine.stopped = "no bar follows"
