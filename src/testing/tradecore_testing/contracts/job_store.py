"""What every job store does."""

from abc import ABC, abstractmethod
from dataclasses import replace
from hashlib import sha256

import pytest

from tradecore.errors import InvalidValue, JobError, UnknownName
from tradecore.jobs import (
    Failure,
    ProcessMark,
    ProgressReport,
    State,
    Status,
    Wanted,
    beaten,
    ended,
    queued,
    resumed,
    started,
)
from tradecore.ports.job_store import JobStore
from tradecore.ports.table_writer import TableWriter

REQUEST = {"schema": 1, "type": "backtest", "strategy": "follow", "bars": [{"path": "a.csv"}]}
HERE = ProcessMark(1, 0.0, "a host that is not this one")
NOON = 1_767_268_800_000_000_000


def no_writers(ending: str) -> TableWriter:
    """A contract test writes no tables."""
    raise UnknownName("table writer", ending, ())


class JobStoreContract(ABC):
    """Subclass as `class TestMine(JobStoreContract)` and return an empty store."""

    @abstractmethod
    def store(self) -> JobStore:
        """The store under test; the same one during one test."""

    def created(self) -> tuple[JobStore, str, Status]:
        """A store with one waiting run."""
        store, status = self.store(), queued("backtest", NOON)
        return store, store.create(REQUEST, status), status

    def running(self) -> tuple[JobStore, str, Status]:
        """A store with one run at work on another host."""
        store, job_id, status = self.created()
        working = started(status, NOON, HERE)
        store.update(job_id, working)
        return store, job_id, working

    def test_keeps_the_request_as_it_was(self) -> None:
        """What went in comes out, also after the caller changed its own copy."""
        store, job_id, _ = self.created()
        assert store.request(job_id) == REQUEST

    def test_ids_carry_the_type_and_are_names(self) -> None:
        """An id can be a folder's name."""
        _, job_id, _ = self.created()
        assert "-backtest-" in job_id
        assert set(job_id) <= set("abcdefghijklmnopqrstuvwxyz0123456789-_")

    def test_the_beginning_of_an_id_finds_its_run(self) -> None:
        """As long as no other begins so; the whole id always does."""
        store, job_id, status = self.created()
        assert store.find(job_id) == store.find(job_id[:9]) == job_id
        second = store.create(REQUEST, status)
        assert store.find(second) == second
        with pytest.raises(InvalidValue):
            store.find(job_id[:2])
        with pytest.raises(UnknownName):
            store.find("nothing-begins-so")
        with pytest.raises(InvalidValue):
            store.find("../" + job_id)

    def test_two_runs_have_two_ids(self) -> None:
        """Also within one second."""
        store, first, status = self.created()
        assert store.create(REQUEST, status) != first

    def test_status_comes_back_field_by_field(self) -> None:
        """Nothing is lost between writing and reading."""
        store, job_id, working = self.running()
        told = beaten(working, NOON + 1_000_000, ProgressReport("fold", 1, 5, "fold: 1 of 5", "IC 0.02", 12.5))
        store.update(job_id, told)
        assert store.status(job_id) == told

    def test_a_final_state_stays(self) -> None:
        """No late heartbeat brings a run back."""
        store, job_id, working = self.running()
        store.update(job_id, ended(working, State.FAILED, NOON, Failure("DataError", "no bars", "a.csv")))
        for late in (working, replace(working, state=State.SUCCEEDED)):
            with pytest.raises(JobError):
                store.update(job_id, late)
        assert store.status(job_id).error == Failure("DataError", "no bars", "a.csv")

    def test_no_success_without_running(self) -> None:
        """QUEUED cannot become SUCCEEDED."""
        store, job_id, status = self.created()
        with pytest.raises(JobError):
            store.update(job_id, replace(status, state=State.SUCCEEDED))

    def test_result_has_a_manifest(self) -> None:
        """Name, bytes and SHA-256 of every artifact, by name."""
        store, job_id, working = self.running()
        artifacts = store.artifacts(job_id, no_writers)
        for name in ("zeta.bin", "alpha.bin"):
            with artifacts.open(name) as stream:
                stream.write(name.encode())
        store.finish(job_id, {"schema": 1, "type": "backtest", "result": {"bars": 3}})
        store.update(job_id, ended(working, State.SUCCEEDED, NOON))
        result = store.record(job_id).result
        assert result["result"] == {"bars": 3}
        assert result["manifest"] == [
            {"name": name, "bytes": len(name), "sha256": sha256(name.encode()).hexdigest()}
            for name in ("alpha.bin", "zeta.bin")
        ]

    def test_a_failed_run_has_no_result(self) -> None:
        """Even when it had written one before it failed."""
        store, job_id, working = self.running()
        store.finish(job_id, {"schema": 1, "type": "backtest", "result": {}})
        store.update(job_id, ended(working, State.FAILED, NOON, Failure("JobError", "late")))
        assert store.record(job_id).result == {}

    def test_half_an_artifact_is_none(self) -> None:
        """A block that raises leaves no file behind."""
        store, job_id, _ = self.running()
        with pytest.raises(ZeroDivisionError), store.artifacts(job_id, no_writers).open("half.bin") as stream:
            stream.write(b"half")
            raise ZeroDivisionError
        store.finish(job_id, {"type": "backtest"})
        assert self.manifest(store, job_id) == []

    def manifest(self, store: JobStore, job_id: str) -> object:
        """The manifest of a run that is now made to succeed."""
        store.update(job_id, ended(store.status(job_id), State.SUCCEEDED, NOON))
        return store.record(job_id).result["manifest"]

    def test_a_run_that_is_over_is_taken_up_again(self) -> None:
        """As its next attempt, which an earlier one cannot speak for; a success is never undone."""
        store, job_id, working = self.running()
        store.update(job_id, failed := ended(working, State.FAILED, NOON, Failure("ProcessLost", "gone")))
        store.update(job_id, again := resumed(failed, NOON, HERE, job_id))
        assert store.status(job_id) == again
        assert again.attempt == 2
        for late in (working, failed):
            with pytest.raises(JobError):
                store.update(job_id, late)
        store.update(job_id, second := started(again, NOON, HERE))
        store.update(job_id, done := ended(second, State.SUCCEEDED, NOON))
        with pytest.raises(JobError):
            store.update(job_id, replace(done, state=State.QUEUED, attempt=3))

    def test_journals_are_what_an_earlier_attempt_leaves(self) -> None:
        """Its artifacts and its result are gone, its journals are there and grow."""
        store, job_id, working = self.running()
        first = store.artifacts(job_id, no_writers)
        with first.open("half.bin") as stream:
            stream.write(b"made by attempt 1")
        with first.journal("trials") as journal:
            journal.append({"index": 0, "sharpe": 0.1 + 0.2, "none": None})
        store.finish(job_id, {"schema": 1, "type": "backtest", "result": {}})
        store.update(job_id, failed := ended(working, State.FAILED, NOON))
        store.update(job_id, again := resumed(failed, NOON, HERE))
        store.update(job_id, started(again, NOON, HERE))
        store.clear(job_id)
        with store.artifacts(job_id, no_writers).journal("trials") as journal:
            journal.append({"index": 1})
            assert list(journal.entries()) == [{"index": 0, "sharpe": 0.1 + 0.2, "none": None}, {"index": 1}]
        store.finish(job_id, {"type": "backtest"})
        assert self.manifest(store, job_id) == []
        with store.artifacts(job_id, no_writers).journal("trials") as journal:
            assert list(journal.entries()) == [], "a success has put everything into its artifacts"

    def test_journals_can_be_forgotten(self) -> None:
        """When what they hold cannot be gone on with."""
        store, job_id, _ = self.running()
        with store.artifacts(job_id, no_writers).journal("trials") as journal:
            journal.append({"index": 0})
        store.clear(job_id, journals=True)
        with store.artifacts(job_id, no_writers).journal("trials") as journal:
            assert list(journal.entries()) == []

    @pytest.mark.parametrize("name", ["../x", "/x", "", "A", "a.jsonl", "request.json"])
    def test_journals_have_names(self, name: str) -> None:
        """Nothing outside, no ending."""
        store, job_id, _ = self.running()
        with pytest.raises(InvalidValue), store.artifacts(job_id, no_writers).journal(name):
            pass

    def test_journals_refuse_what_is_no_json(self) -> None:
        """And are as they were before."""
        store, job_id, _ = self.running()
        with store.artifacts(job_id, no_writers).journal("trials") as journal:
            with pytest.raises(InvalidValue):
                journal.append({"sharpe": float("nan")})
            assert list(journal.entries()) == []

    @pytest.mark.parametrize(
        "name", ["request.json", "status.json", "result.json", "log.txt", "../x", "/x", "", "A.csv"]
    )
    def test_artifacts_cannot_take_other_files(self, name: str) -> None:
        """The run's own files and anything outside are refused."""
        store, job_id, _ = self.running()
        with pytest.raises(InvalidValue), store.artifacts(job_id, no_writers).open(name):
            pass

    def test_recent_is_newest_first_and_limited(self) -> None:
        """Also among runs of one second, whatever their type."""
        store, kinds = self.store(), ("train", "data", "predict", "backtest", "leaks", "data")
        ids = [store.create(REQUEST, queued(kind, NOON + 1000 * number)) for number, kind in enumerate(kinds)]
        assert [record.job_id for record in store.recent()] == ids[::-1]
        for limit in range(1, len(ids) + 2):
            assert [record.job_id for record in store.recent(limit)] == ids[::-1][:limit]

    def test_lines_say_what_a_run_was_about(self) -> None:
        """Newest first; a success by its headline, a failure by its error, work by what it does."""
        store, job_id, working = self.running()
        store.finish(job_id, {"schema": 1, "type": "backtest", "result": {"metrics": {"total_return": 0.05}}})
        store.update(job_id, ended(working, State.SUCCEEDED, NOON))
        failed = store.create(REQUEST, status := queued("train", NOON + 1000))
        store.update(failed, ended(status, State.FAILED, NOON, Failure("DataError", "no bars")))
        waits = store.create(REQUEST, queued("train", NOON + 2000))
        lines = {line.job_id: line for line in store.lines()}
        assert list(lines) == [waits, failed, job_id]
        assert [line.state for line in lines.values()] == ["QUEUED", "FAILED", "SUCCEEDED"]
        assert (lines[job_id].headline, lines[job_id].symbols, lines[job_id].subject) == ("return +5.0%", "a", "follow")
        assert lines[job_id].folder == store.location(job_id)
        assert lines[failed].error == Failure("DataError", "no bars")
        assert (lines[waits].doing, lines[waits].type) == ("starting", "train")

    def test_lines_are_filtered_then_counted(self) -> None:
        """By state, type and text, all of them together."""
        store = self.store()
        ids = [store.create(REQUEST, queued(kind, NOON + 1000 * at)) for at, kind in enumerate(("data", "train") * 3)]
        store.update(ids[3], ended(store.status(ids[3]), State.CANCELLED, NOON))

        def found(wanted: Wanted, limit: int = 0) -> list[int]:
            return [ids.index(line.job_id) for line in store.lines(wanted, limit)]

        assert found(Wanted(types=("train",))) == [5, 3, 1]
        assert found(Wanted(types=("train",)), 2) == [5, 3]
        assert found(Wanted(states=("CANCELLED",))) == [3]
        assert found(Wanted(states=("QUEUED", "CANCELLED")), 1) == [5]
        assert found(Wanted(states=("QUEUED",), types=("train",), text=ids[1])) == [1]
        assert found(Wanted(text="FOLLOW"), 3) == [5, 4, 3]

    def test_a_run_of_another_host_is_not_known(self) -> None:
        """Its status says RUNNING, and nobody here vouches for it until it is over."""
        store, job_id, working = self.running()
        assert store.record(job_id).status.state is State.RUNNING
        assert store.record(job_id).state == store.lines()[0].state == "UNKNOWN"
        store.update(job_id, ended(working, State.CANCELLED, NOON))
        assert store.record(job_id).state == store.lines()[0].state == "CANCELLED"

    @pytest.mark.parametrize("name", ["../../etc", "", "a/b", "..", "A", "a\x00", "\u0430", "x" * 65, "a\n"])
    def test_ids_that_are_no_names_are_refused(self, name: str) -> None:
        """Before any path is built."""
        with pytest.raises(InvalidValue):
            self.store().status(name)

    def test_unknown_runs_are_named(self) -> None:
        """The error lists what there is."""
        store, job_id, _ = self.created()
        with pytest.raises(UnknownName, match=job_id):
            store.status("20200101-000000-backtest-0000")
