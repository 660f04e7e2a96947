"""What a daemon does by the clock: it asks after late answers, makes the link again, and heeds the broker's clock."""

from dataclasses import dataclass
from typing import Any

import pytest
from live_runs import Desk
from test_live_session import LONG, alarms, desk, statuses

from tradecore.bars import SECOND
from tradecore.errors import LinkDown
from tradecore.live.engine import Engine
from tradecore.live.events import Clock, Connection, Decided
from tradecore.live.recorded import RecordedFeed
from tradecore.ports.bar_feed import Closed, Opened
from tradecore.ports.broker import TellsTime
from tradecore_live.watching import Watching

START = 1_767_268_800 * SECOND


@dataclass(slots=True)
class Time:
    """A clock that a test turns."""

    time: int = START

    def now(self) -> int:
        return self.time


@dataclass(slots=True)
class Watched:
    """A session whose engine goes by a clock of its own, not by its bars."""

    made: Desk
    engine: Engine
    feed: RecordedFeed
    time: Time
    watching: Watching

    def pass_by(self, seconds: int) -> None:
        for _ in range(seconds):
            self.time.time += SECOND
            self.watching.look(self.engine)

    def bar(self) -> None:
        opened, closed = self.feed.next(0.0), self.feed.next(0.0)
        assert isinstance(opened, Opened)
        assert isinstance(closed, Closed)
        self.engine.opened(opened)
        self.engine.closed(closed)

    def bodies(self, kind: type) -> list[Any]:
        return self.made.bodies(kind)


def watched(*faults: Any) -> Watched:
    made, time = desk(*faults, wishes={("AAA", 1): LONG}), Time()
    engine, feed = made.start()
    engine._clock = time  # noqa: SLF001 - it went by the bars
    return Watched(made, engine, feed, time, Watching(time))


def test_time_that_passes_is_an_event_once_a_minute() -> None:
    one = watched()
    one.pass_by(150)
    assert [event.time - START for event in one.bodies(Clock)] == [SECOND, 61 * SECOND, 121 * SECOND]


def test_an_order_that_nobody_acknowledges_is_asked_after_and_lost() -> None:
    one = watched("swallow")
    one.bar()
    one.bar()
    one.pass_by(9)
    assert statuses(one.made) == []
    assert [standing.stage for standing in one.engine.state.orders.values()] == ["sent"]
    one.pass_by(3)
    assert [standing.stage for standing in one.engine.state.orders.values()] == ["unknown"]
    one.pass_by(12)
    assert statuses(one.made) == ["lost"]
    assert alarms(one.made) == ["lost"]


def test_a_link_is_made_again_after_longer_and_longer_whiles(monkeypatch: pytest.MonkeyPatch) -> None:
    one = watched()
    tries: list[int] = []

    def refuse(_: Any) -> None:
        tries.append((one.time.now() - START) // SECOND)
        raise LinkDown("nobody is there")

    monkeypatch.setattr(type(one.made.broker), "connect", refuse)
    one.made.broker.up = False
    one.engine.listen()
    one.pass_by(200)
    assert tries == [1, 2, 4, 8, 16, *range(31, 200, 15)]
    monkeypatch.undo()
    one.pass_by(60)
    assert [event.up for event in one.bodies(Connection)] == [True, False, True]
    assert alarms(one.made) == ["connection"]


class Clocked:
    """A broker with a clock that goes wrong."""

    def __init__(self, broker: Any, time: Time) -> None:
        self._broker, self._time, self.ahead = broker, time, 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._broker, name)

    def time(self) -> int | None:
        return self._time.now() + self.ahead


def test_clocks_that_differ_stop_orders_until_they_agree() -> None:
    one = watched()
    broker = Clocked(one.made.broker, one.time)
    one.engine.broker = broker
    assert isinstance(broker, TellsTime)
    one.pass_by(2)
    broker.ahead = 31 * SECOND
    one.pass_by(1)
    assert one.engine.state.skewed
    assert [alarm.message for alarm in one.made.alerts.told] == [
        "This machine's clock is 31 s behind the broker's: no new order leaves."
    ]
    one.bar()
    one.bar()
    assert "too far apart" in one.bodies(Decided)[-1].blocked
    one.pass_by(5)
    assert alarms(one.made) == ["clock"]
    broker.ahead = 0
    one.pass_by(1)
    assert not one.engine.state.skewed
    assert one.made.broker.taken == []
