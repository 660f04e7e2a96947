"""Whoever follows a session's log meets its bars, decides as a session of its own would, and survives as it does."""

from contextlib import suppress
from typing import Any

import pytest
from dying import Died, dying
from following import Looked, follow, reading
from live_runs import Desk, desk_of
from scripted import start
from test_live_failpoints import WISHES
from test_live_laws import assert_consistent
from test_live_session import BARS

from tradecore.live.events import Line, OrderStatus
from tradecore.live.followed import FollowedFeed
from tradecore.ports.bar_feed import Closed, Ended, Opened
from tradecore.simulation.rows import Rules

# Another model wants the other side.
OTHERS = {key: {**wish, "target": -50.0, "stop": 0.0, "profit": 0.0} for key, wish in WISHES.items()}


def desk(wishes: Any = WISHES) -> Desk:
    return desk_of(start({"AAA": BARS}, wishes, Rules(), 10_000.0))


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


def test_the_last_lines_are_met_where_the_session_ends_between_two_looks(champion: Desk) -> None:
    over, looks = False, iter([[], champion.kept])

    def lines() -> list[Line]:
        nonlocal over
        # They are written, and the daemon ends, right behind the first look.
        found, over = next(looks, []), True
        return found

    feed = FollowedFeed(lines, Looked(champion.recording), lambda: over)
    assert feed.next() is None
    met: list[Any] = []
    while not isinstance(moment := feed.next(), Ended):
        met.append(moment)
    assert sum(isinstance(one, Closed) for one in met) == len(BARS)


def champions_inputs(monkeypatch: pytest.MonkeyPatch) -> None:
    """A feed that hands the champion's inputs on."""
    monkeypatch.setattr(Looked, "at", lambda _, rows: rows)


def early_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """A feed that ends as soon as the session has, whatever it has not read."""
    monkeypatch.setattr(FollowedFeed, "_read", lambda _: None)


def forgotten_opens(monkeypatch: pytest.MonkeyPatch) -> None:
    """A feed that never says that a bar begins: what waits for an open waits for ever."""
    whole = FollowedFeed._moment  # noqa: SLF001 - the mutant stands in its place

    def moment(feed: FollowedFeed, line: Line) -> Any:
        found = whole(feed, line)
        return None if isinstance(found, Opened) else found

    monkeypatch.setattr(FollowedFeed, "_moment", moment)


@pytest.mark.parametrize("mutant", [champions_inputs, early_end, forgotten_opens])
def test_a_mutant_is_caught(mutant: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    nights = [{**bar, "nights": 1} for bar in BARS]
    gold, others = (desk_of(start({"AAA": nights}, wishes, Rules(), 10_000.0)) for wishes in (WISHES, OTHERS))
    gold.run()
    others.run()

    def faithful() -> bool:
        """Whether one is the champion where it has its inputs, and another one where it has others."""
        same, other = (desk_of(start({"AAA": nights}, wishes, Rules(), 10_000.0)) for wishes in (WISHES, OTHERS))
        for one in (same, other):
            follow(gold, one)
        return (same.fills, same.decisions, other.decisions) == (gold.fills, gold.decisions, others.decisions)

    assert faithful()
    mutant(monkeypatch)
    assert not faithful()
