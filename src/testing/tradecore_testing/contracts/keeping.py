"""What every job store does with what people say of runs, and with runs that are no longer wanted."""

from abc import ABC, abstractmethod
from functools import partial

import pytest

from tradecore.errors import InvalidValue, JobError, UnknownName
from tradecore.jobs import Failure, ProcessMark, State, ended, queued, started
from tradecore.notes import Notes, noted, tagged
from tradecore.ports.job_store import JobStore
from tradecore.ports.table_writer import TableWriter

REQUEST = {"schema": 1, "type": "backtest", "strategy": "follow"}
ELSEWHERE = ProcessMark(1, 0.0, "a host that is not this one")
NOON = 1_767_268_800_000_000_000


def no_writers(ending: str) -> TableWriter:
    """A contract test writes no tables."""
    raise UnknownName("table writer", ending, ())


class KeepingContract(ABC):
    """Subclass as `class TestMine(KeepingContract)` and return an empty store."""

    @abstractmethod
    def store(self) -> JobStore:
        """The store under test; the same one during one test."""

    def over(self) -> tuple[JobStore, str]:
        """A store with one run that failed after it had made a file."""
        store, status = self.store(), queued("backtest", NOON)
        job_id = store.create(REQUEST, status)
        working = started(status, NOON, ELSEWHERE)
        store.update(job_id, working)
        with store.artifacts(job_id, no_writers).open("made.bin") as stream:
            stream.write(b"x" * 1000)
        store.update(job_id, ended(working, State.FAILED, NOON, Failure("DataError", "no bars")))
        return store, job_id

    def test_nothing_was_said_of_a_new_run(self) -> None:
        """Without a file there are no notes."""
        store, job_id = self.over()
        assert store.notes(job_id) == Notes()

    def test_what_is_said_is_kept_in_its_order(self) -> None:
        """Notes add up, tags are a set."""
        store, job_id = self.over()
        for text in ("first", "second: \u00e9\U0001f4c8 <b>"):
            store.annotate(job_id, lambda notes, text=text: noted(notes, text, NOON))
        store.annotate(job_id, lambda notes: tagged(notes, ("b", "a", "b")))
        returned = store.annotate(job_id, lambda notes: tagged(notes, remove=("b", "c")))
        assert [note.text for note in store.notes(job_id).notes] == ["first", "second: \u00e9\U0001f4c8 <b>"]
        assert store.notes(job_id).tags == ("a",)
        assert store.notes(job_id) == returned

    def test_a_change_that_raises_changes_nothing(self) -> None:
        """What was there stays."""
        store, job_id = self.over()
        store.annotate(job_id, lambda notes: noted(notes, "kept", NOON))
        with pytest.raises(InvalidValue):
            store.annotate(job_id, lambda notes: tagged(notes, ("Not A Tag",)))
        assert [note.text for note in store.notes(job_id).notes] == ["kept"]

    def test_notes_are_no_artifact(self) -> None:
        """The manifest of a run does not know them, and no artifact can take their place."""
        store, status = self.store(), queued("backtest", NOON)
        job_id = store.create(REQUEST, status)
        working = started(status, NOON, ELSEWHERE)
        store.update(job_id, working)
        store.annotate(job_id, lambda notes: noted(notes, "while it works", NOON))
        with pytest.raises(InvalidValue), store.artifacts(job_id, no_writers).open("notes.json"):
            pass
        assert store.artifacts(job_id, no_writers).written() == []
        store.finish(job_id, {"type": "backtest"})
        store.update(job_id, ended(working, State.SUCCEEDED, NOON))
        assert store.record(job_id).result["manifest"] == []

    def test_a_size_grows_with_what_is_made(self) -> None:
        """By at least as much."""
        store, job_id = self.over()
        before = store.size(job_id)
        assert before >= 1000
        with store.artifacts(job_id, no_writers).open("more.bin") as stream:
            stream.write(b"y" * 500)
        assert store.size(job_id) == before + 500

    def test_a_run_that_is_removed_is_gone(self) -> None:
        """For every reader, and its id is not given again."""
        store, job_id = self.over()
        store.remove(job_id)
        assert store.recent() == []
        for ask in (store.status, store.notes, store.size, store.remove, partial(store.location, name="made.bin")):
            with pytest.raises(UnknownName):
                ask(job_id)
        assert store.create(REQUEST, queued("backtest", NOON)) != job_id
        assert store.tidy() == 0

    @pytest.mark.parametrize("working", [False, True])
    def test_a_run_that_is_not_over_is_not_removed(self, *, working: bool) -> None:
        """Neither one that waits nor one at work."""
        store, status = self.store(), queued("backtest", NOON, ELSEWHERE)
        job_id = store.create(REQUEST, status)
        if working:
            store.update(job_id, started(status, NOON, ELSEWHERE))
        with pytest.raises(JobError):
            store.remove(job_id)
        assert [record.job_id for record in store.recent()] == [job_id]

    def test_a_run_that_is_about_to_be_resumed_is_not_removed(self) -> None:
        """Whoever resumes it has its place first."""
        store, job_id = self.over()
        place = store.join(job_id)
        with pytest.raises(JobError):
            store.remove(job_id)
        assert store.record(job_id).status.state is State.FAILED
        place.leave()
        store.remove(job_id)
