"""What a run goes through, whatever store keeps it: how it ends, what it leaves, how it is taken up again."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import replace
from hashlib import sha256
from time import time_ns

import pytest

from tradecore.contracts.bars import BarsSpec
from tradecore.contracts.common import Provenance
from tradecore.errors import DataError, JobError
from tradecore.jobs import State, queued, resumed
from tradecore_kit.processes import mark_of
from tradecore_testing.toy import INTERFERENCE, TOY, ToyRequest, ToyResult
from tradecore_workbench import kinds
from tradecore_workbench.adapters import Adapters
from tradecore_workbench.execution import execute, plain_request
from tradecore_workbench.versions import versions

REQUEST = ToyRequest(BarsSpec("a.csv"))
UNITS = REQUEST.units


class RunContract(ABC):
    """Subclass as `class TestMine(RunContract)`."""

    @abstractmethod
    def adapters(self) -> Adapters:
        """Those of a workspace whose `runs` are the store under test; the same ones during one test."""

    @abstractmethod
    def contents(self, job_id: str) -> Mapping[str, bytes]:
        """The artifacts of a run by name."""

    @pytest.fixture(autouse=True)
    def _toy(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
        monkeypatch.setitem(kinds.KINDS, TOY.name, TOY)  # type: ignore[arg-type]
        yield
        INTERFERENCE.__init__()

    def created(self, request: ToyRequest | None = None) -> str:
        """A run that waits, made by the versions that are installed."""
        asked = request or replace(REQUEST, provenance=Provenance(versions=versions()))
        return self.adapters().runs.create(plain_request(TOY, asked), queued(TOY.name, time_ns(), mark_of()))

    def carried_out(self, job_id: str) -> ToyResult:
        """The result of a run that is worked on here."""
        place = self.adapters().runs.join(job_id)
        try:
            place.enter(1)
            return execute(self.adapters(), job_id, place)
        finally:
            place.leave()

    def again(self, job_id: str) -> ToyResult:
        """The result of its next attempt, undisturbed."""
        runs = self.adapters().runs
        runs.update(job_id, resumed(runs.status(job_id), time_ns(), mark_of(), job_id))
        INTERFERENCE.__init__()
        return self.carried_out(job_id)

    def interrupted(self, job_id: str, unit: int, error: BaseException) -> None:
        """A run in which `error` is raised before that unit."""

        def before(number: int) -> None:
            if number == unit:
                raise error

        INTERFERENCE.before = before
        with pytest.raises(type(error)):
            self.carried_out(job_id)

    def test_a_run_that_succeeds(self) -> None:
        """Its times are in order, its manifest is true, its journal is gone."""
        runs, job_id = self.adapters().runs, self.created()
        result = self.carried_out(job_id)
        record = runs.record(job_id)
        status = record.status
        assert (status.state, status.error, status.attempt, record.known) == (State.SUCCEEDED, None, 1, True)
        assert "" < status.created <= status.started <= status.heartbeat <= status.finished
        assert (status.process, status.progress.step) == (mark_of(), "counting")
        assert record.result["result"] == {"total": result.total, "sentences": list(result.sentences), "schema": 1}
        contents = self.contents(job_id)
        assert sorted(contents) == ["first.bin", "total.json", "units.csv"]
        assert record.result["manifest"] == [
            {"name": name, "bytes": len(contents[name]), "sha256": sha256(contents[name]).hexdigest()}
            for name in sorted(contents)
        ]

    def test_what_it_does_is_seen_while_it_works(self) -> None:
        """State, step, best so far; and nobody else can take its place."""
        runs, job_id, seen = self.adapters().runs, self.created(), list[str]()

        def before(unit: int) -> None:
            status = runs.status(job_id)
            progress = status.progress
            seen.append(f"{status.state} {progress.step} {progress.done}/{progress.total} {progress.best}")
            with pytest.raises(JobError):
                runs.join(job_id)
            if unit == 0:
                assert runs.lines()[0].state == "RUNNING"

        INTERFERENCE.before = before
        self.carried_out(job_id)
        assert seen[0] == "RUNNING counting 0/5 sum 0.00"
        assert len(seen) == UNITS

    def test_a_refusal_is_recorded_with_what_it_is_about(self) -> None:
        """In one paragraph, without a result."""
        runs, job_id = self.adapters().runs, self.created()
        self.interrupted(job_id, 2, DataError("a.csv: no bar is left."))
        record = runs.record(job_id)
        assert (record.status.state, record.result) == (State.FAILED, {})
        assert record.status.error is not None
        assert (record.status.error.type, record.status.error.message) == ("DataError", "a.csv: no bar is left.")

    def test_a_defect_is_told_from_a_refusal(self) -> None:
        """With the place in the code that it was raised at."""
        runs, job_id = self.adapters().runs, self.created()
        self.interrupted(job_id, 2, ZeroDivisionError("division by zero"))
        error = runs.status(job_id).error
        assert error is not None
        assert error.type == "ZeroDivisionError"
        assert "This is a defect" in error.message
        assert "run.py" in error.where

    def test_an_interrupt_cancels(self) -> None:
        """The run is over, not lost."""
        runs, job_id = self.adapters().runs, self.created()
        self.interrupted(job_id, 2, KeyboardInterrupt())
        assert (runs.status(job_id).state, runs.status(job_id).error) == (State.CANCELLED, None)

    @pytest.mark.parametrize("unit", range(UNITS))
    def test_cut_anywhere_and_resumed_it_equals_one_that_was_not(self, unit: int) -> None:
        """Byte for byte, and what was finished is not done again, however it was cut."""
        error = (KeyboardInterrupt(), ZeroDivisionError("x"), DataError("x"))[unit % 3]
        runs, whole, job_id = self.adapters().runs, self.created(), self.created()
        expected = self.carried_out(whole)
        self.interrupted(job_id, unit, error)
        assert self.again(job_id) == expected
        assert INTERFERENCE.worked == list(range(unit, UNITS))
        assert self.contents(job_id) == self.contents(whole)
        assert runs.record(job_id).result == runs.record(whole).result
        assert (runs.status(job_id).attempt, runs.status(job_id).state) == (2, State.SUCCEEDED)

    def test_cut_again_and_again(self) -> None:
        """Each attempt adds to what the earlier ones left."""
        whole, job_id = self.created(), self.created()
        expected = self.carried_out(whole)
        for unit in range(1, UNITS):
            self.interrupted(job_id, unit, KeyboardInterrupt())
            runs = self.adapters().runs
            runs.update(job_id, resumed(runs.status(job_id), time_ns(), mark_of(), job_id))
        INTERFERENCE.__init__()
        assert self.carried_out(job_id) == expected
        assert INTERFERENCE.worked == [UNITS - 1]
        assert self.adapters().runs.status(job_id).attempt == UNITS
        assert self.contents(job_id) == self.contents(whole)

    def test_what_another_version_finished_is_not_used(self) -> None:
        """A run comes from one and the same code."""
        old = replace(REQUEST, provenance=Provenance(versions={**versions(), "numpy": "0.1"}))
        job_id = self.created(old)
        self.interrupted(job_id, 3, KeyboardInterrupt())
        self.again(job_id)
        assert INTERFERENCE.worked == list(range(UNITS))

    def test_a_success_is_not_taken_up_again(self) -> None:
        """There is nothing left to do."""
        job_id = self.created()
        self.carried_out(job_id)
        with pytest.raises(JobError, match="is SUCCEEDED and cannot become QUEUED"):
            self.again(job_id)
