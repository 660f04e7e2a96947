"""A challenger in memory, which follows the log of another desk."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

from live_runs import Desk, begun

from tradecore.live.engine import Engine, nothing, replayed
from tradecore.live.events import BarRow, Line
from tradecore.live.followed import FollowedFeed
from tradecore.ports.bar_feed import Closed, Ended, Opened
from tradecore_testing.live_fakes import MemoryLog


@dataclass
class Looked:
    """The inputs that a recording has; remembers which bars were passed by."""

    recording: Any
    learned: list[int] = field(default_factory=list[int])

    def learn(self, rows: tuple[BarRow, ...]) -> None:
        self.learned.append(rows[0].time)

    def at(self, rows: tuple[BarRow, ...]) -> tuple[BarRow, ...]:
        groups = {self.recording.group(t)[0].time: t for t in range(self.recording.groups)}
        return tuple(
            replace(bar, inputs=mine.inputs)
            for bar, mine in zip(rows, self.recording.group(groups[rows[0].time]), strict=True)
        )


def reading(kept: list[Line]) -> Callable[[], list[Line]]:
    """New lines of a log that grows."""
    read = 0

    def more() -> list[Line]:
        nonlocal read
        found = kept[read:]
        read += len(found)
        return found

    return more


def follow(beside: Desk, own: Desk, failpoint: Callable[[str], None] = nothing) -> tuple[Looked, Engine]:
    """A challenger's life until the log that it follows has no more."""
    log, inputs = MemoryLog(own.kept), Looked(own.recording)
    state = replayed(own.setup, log.lines())
    own.broker.close()
    feed = FollowedFeed(reading(beside.kept), inputs, lambda: True, state.now)
    feed.begin(state.closed)
    engine = Engine(state, log, own.broker, feed, (), failpoint)
    engine.begin(begun(state))
    while not isinstance(moment := feed.next(), Ended):
        if isinstance(moment, Opened):
            engine.opened(moment)
        elif isinstance(moment, Closed):
            engine.closed(moment)
    return inputs, engine
