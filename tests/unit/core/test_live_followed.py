"""Whoever follows a session's log meets its bars, decides as a session of its own would, and survives as it does."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from live_runs import Desk, desk_of
from scripted import start
from test_live_failpoints import WISHES
from test_live_laws import Died, assert_consistent, dying
from test_live_session import BARS

from tradecore.live.engine import Engine, nothing, replayed
from tradecore.live.events import BarRow, Line, OrderStatus, SessionBegan
from tradecore.live.followed import FollowedFeed
from tradecore.ports.bar_feed import Closed, Ended, Opened
from tradecore.simulation.rows import Rules
from tradecore_testing.live_fakes import MemoryLog

# Another model wants the other side.
OTHERS = {key: {**wish, "target": -50.0, "stop": 0.0, "profit": 0.0} for key, wish in WISHES.items()}


def desk(wishes: Any = WISHES) -> Desk:
    return desk_of(start({"AAA": BARS}, wishes, Rules(), 10_000.0))


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
    setup = own.setup
    engine.begin(
        SessionBegan(setup.session, "***", setup.mode, setup.name, setup.fingerprint, setup.symbols, state.starts + 1)
    )
    while not isinstance(moment := feed.next(), Ended):
        if isinstance(moment, Opened):
            engine.opened(moment)
        elif isinstance(moment, Closed):
            engine.closed(moment)
    return inputs, engine


@pytest.fixture(scope="module")
def champion() -> Desk:
    made = desk()
    made.run()
    return made


def test_with_the_champions_own_inputs_a_challenger_does_what_it_does(champion: Desk) -> None:
    own = desk()
    follow(champion, own)
    assert own.fills == champion.fills
    assert own.decisions == champion.decisions
    assert own.fills


def test_with_others_it_decides_otherwise_and_the_champion_never_knows(champion: Desk) -> None:
    own, before = desk(OTHERS), list(champion.kept)
    follow(champion, own)
    assert own.decisions.keys() == champion.decisions.keys()
    assert own.decisions != champion.decisions
    assert champion.kept == before


def test_a_challenger_that_died_anywhere_ends_as_one_that_did_not(champion: Desk) -> None:
    whole, names = desk(), list[str]()
    follow(champion, whole, names.append)
    lost: list[int] = []
    for at in range(1, len(names) + 1):
        own = desk()
        with suppress(Died):
            follow(champion, own, dying(at))
        _, engine = follow(champion, own)
        assert_consistent(own, engine)
        if any(one.status == "lost" for one in own.bodies(OrderStatus)):
            lost.append(at)
        else:
            assert (own.decisions, own.fills) == (whole.decisions, whole.fills)
    # An order that was written down and had not left is given up, as a session's is.
    assert {names[at - 1] for at in lost} <= {"after append", "after step", "before sync", "before send"}
    assert len(lost) < len(names) / 5


def test_what_was_decided_before_is_learned_and_not_decided_again(champion: Desk) -> None:
    own = desk()
    half = Desk(champion.setup, champion.broker, champion.recording, champion.kept[: len(champion.kept) // 2])
    first, _ = follow(half, own)
    assert first.learned == []
    decided = list(own.decisions)
    second, _ = follow(champion, own)
    assert second.learned == [time for _, time in decided]
    assert list(own.decisions) == list(champion.decisions)


def test_a_feed_says_nothing_while_nothing_comes_and_ends_when_nothing_will(champion: Desk) -> None:
    growing: list[Line] = []
    over = False
    feed = FollowedFeed(reading(growing), Looked(champion.recording), lambda: over)
    assert feed.next() is None
    growing.extend(champion.kept)
    met: list[Any] = []
    while (moment := feed.next()) is not None:
        met.append(moment)
    assert [one.rows[0].time for one in met if isinstance(one, Closed)] == [bar["time"] for bar in BARS]
    assert feed.now() == champion.kept[-1].event.time
    over = True
    assert feed.next() == Ended()
