"""The law of one batch catches a feed that is wrong in one place."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from feed_desk import USUAL
from test_live_feed_laws import hold_to_one_batch

from tradecore.bars import MINUTE
from tradecore.errors import DataError
from tradecore.live.barrier import Barrier
from tradecore.live.forming import Forming
from tradecore.live.history import KeptHistory
from tradecore.live.hours import Hours
from tradecore.live.placing import Placer
from tradecore.live.side import Side
from tradecore.ports.bar_stream import SourceBar, StreamWanted
from tradecore.resample import Row, Rule, seal

# The last minute of a day and a stretch of one symbol are not traded in; a process ends in the middle of a bar.
HOLES = (({USUAL - 1, 7, 8}, 0, 0), (set[int](), 40, 12))
CASE = (*HOLES, 15, {100}, {20, 160})


def test_the_case_holds_as_it_is() -> None:
    hold_to_one_batch(*CASE)


def no_nights(original: Any) -> Any:
    def nights(self: Hours, day: int, known: int) -> int:
        return 0

    return nights


def forgets_what_forms(original: Any) -> Any:
    def wanted(self: Side) -> StreamWanted:
        found: StreamWanted = original.fget(self)
        return StreamWanted(found.instrument, found.spec, found.since + 5 * MINUTE)

    return property(wanted)


def splits_twice(original: Callable[..., Row | str]) -> Any:
    def place(self: Placer, bar: SourceBar) -> Row | str:
        before = self._last
        row = original(self, bar)
        self._last = min(before, bar.time - 1)
        return row

    return place


def counts_again(original: Any) -> Any:
    def take(self: Side, bar: SourceBar) -> Any:
        self._recent.clear()
        self.newest = -1
        return original(self, bar)

    return take


def waits_for_nobody(original: Any) -> Any:
    def next_(self: Barrier, missing: Any, now: int, *, timed: bool) -> Any:
        return original(self, lambda *_: False, now, timed=timed)

    return next_


def closes_late(original: Any) -> Any:
    def take(self: Forming, rule: Rule, row: Row) -> tuple[Row, ...]:
        closed: Sequence[Row] = original(self, rule, row)
        return tuple(one._replace(close=one.open) for one in closed)

    return take


def forgets_history(original: Any) -> Any:
    def append(self: KeptHistory, bar: Any) -> None:
        if not len(self.bars) or bar.time % (30 * MINUTE):
            original(self, bar)

    return append


def ends_with_its_last_minute(original: Any) -> Any:
    def seal_(self: Forming) -> Row:
        assert self.pending is not None
        row = seal(self.pending)._replace(available=self._rows[-1].available)
        self.pending = None
        return row

    return seal_


MUTANTS = [
    (Hours, "nights", no_nights),
    (Side, "wanted", forgets_what_forms),
    (Placer, "place", splits_twice),
    (Side, "take", counts_again),
    (Barrier, "next", waits_for_nobody),
    (Forming, "take", closes_late),
    (Forming, "seal", ends_with_its_last_minute),
    (KeptHistory, "append", forgets_history),
]


@pytest.mark.parametrize(("kind", "name", "mutant"), MUTANTS, ids=lambda one: getattr(one, "__name__", str(one)))
def test_a_mutant_is_caught(monkeypatch: pytest.MonkeyPatch, kind: type, name: str, mutant: Any) -> None:
    monkeypatch.setattr(kind, name, mutant(vars(kind)[name]))
    # A split that acts twice falls inside a bar, which is refused.
    with pytest.raises((AssertionError, DataError)):
        hold_to_one_batch(*CASE)
