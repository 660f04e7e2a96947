"""What the queue of every job store does."""

from abc import ABC, abstractmethod

import pytest

from tradecore.errors import InvalidValue, JobError, UnknownName
from tradecore.jobs import queued
from tradecore.ports.job_store import JobStore
from tradecore.ports.place import Place

NOON = 1_767_268_800_000_000_000


class QueueContract(ABC):
    """Subclass as `class TestMine(QueueContract)` and return an empty store."""

    @abstractmethod
    def store(self) -> JobStore:
        """The store under test; the same one during one test."""

    def joined(self, number: int, *, waits: bool = True) -> list[Place]:
        """The places of so many new runs, in the order in which they came."""
        store = self.store()
        return [store.join(store.create({}, queued("train", NOON)), waits=waits) for _ in range(number)]

    def test_who_came_first_works_first(self) -> None:
        """The others wait, however often they ask, each behind all who came before."""
        first, second, third = self.joined(3)
        assert [third.enter(1), second.enter(1), first.enter(1)] == [2, 1, 0]
        assert [third.enter(1), second.enter(1), first.enter(1)] == [2, 1, 0]
        first.leave()
        assert [third.enter(1), second.enter(1)] == [1, 0]
        second.leave()
        assert third.enter(1) == 0

    def test_no_more_than_the_limit_work(self) -> None:
        """In order, though a later one asks first."""
        places = self.joined(5)
        assert places[1].enter(2) == 1
        assert [place.enter(2) for place in places] == [0, 0, 1, 2, 3]
        places[1].leave()
        assert [place.enter(2) for place in places[3:]] == [1, 2]
        assert [place.enter(2) for place in places[2:]] == [0, 1, 2]

    def test_the_limit_may_change(self) -> None:
        """What works goes on; who waits asks with the new one."""
        places = self.joined(4)
        assert [place.enter(3) for place in places] == [0, 0, 0, 1]
        places[0].leave()
        assert places[3].enter(1) == 2
        assert places[3].enter(3) == 0

    def test_one_that_gives_up_is_not_waited_for(self) -> None:
        """Leaving works without having worked, and twice."""
        first, second, third = self.joined(3)
        assert first.enter(1) == 0
        second.leave()
        second.leave()
        assert third.enter(1) == 1
        first.leave()
        assert third.enter(1) == 0

    def test_those_beside_the_queue_neither_wait_nor_are_waited_for(self) -> None:
        """Light work goes on whatever else does."""
        (heavy,), (light,) = self.joined(1), self.joined(1, waits=False)
        assert light.enter(1) == heavy.enter(1) == 0
        (other,) = self.joined(1, waits=False)
        assert other.enter(1) == 0

    def test_without_a_limit_nobody_is_asked(self) -> None:
        """But the others wait for it."""
        first, second, third = self.joined(3)
        assert [first.enter(1), third.enter(0)] == [0, 0]
        first.leave()
        assert second.enter(1) == 1
        third.leave()
        assert second.enter(1) == 0

    def test_a_run_has_one_place(self) -> None:
        """Which is free again when it was left, at the end of the queue."""
        store = self.store()
        job_id, other = store.create({}, queued("train", NOON)), store.create({}, queued("train", NOON))
        place = store.join(job_id)
        with pytest.raises(JobError, match=f"{job_id}: another process works on it"):
            store.join(job_id)
        behind = store.join(other)
        place.renew()
        place.leave()
        again = store.join(job_id)
        assert [again.enter(1), behind.enter(1)] == [1, 0]

    def test_only_runs_have_places(self) -> None:
        """Before any path is built."""
        with pytest.raises(InvalidValue):
            self.store().join("../x")
        with pytest.raises(UnknownName):
            self.store().join("20200101-000000-backtest-0000")
