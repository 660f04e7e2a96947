"""States of a run and what may follow them."""

from itertools import product

import pytest

from tradecore.errors import JobError
from tradecore.jobs import (
    TRANSITIONS,
    Failure,
    ProcessMark,
    ProgressReport,
    State,
    beaten,
    check_transition,
    ended,
    queued,
    stamp,
    started,
)

MARK = ProcessMark(7, 1.5, "desk")
NOW = 1_795_458_612_345_678_901
LEGAL = {
    ("QUEUED", "RUNNING"),
    ("QUEUED", "FAILED"),
    ("QUEUED", "CANCELLED"),
    ("RUNNING", "SUCCEEDED"),
    ("RUNNING", "FAILED"),
    ("RUNNING", "CANCELLED"),
}


@pytest.mark.parametrize(("old", "new"), list(product(State, State)))
def test_only_legal_transitions_pass(old: State, new: State) -> None:
    if (old.value, new.value) in LEGAL:
        check_transition(old, new)
    else:
        with pytest.raises(JobError, match=f"is {old} and cannot become {new}"):
            check_transition(old, new, "a-run")


def test_every_state_says_what_follows() -> None:
    assert set(TRANSITIONS) == set(State)
    assert {state for state in State if state.final} == {State.SUCCEEDED, State.FAILED, State.CANCELLED}


def test_stamps_are_utc_to_the_microsecond() -> None:
    assert stamp(0) == "1970-01-01T00:00:00.000000Z"
    assert stamp(NOW) == "2026-11-23T18:30:12.345678Z"


def test_a_run_from_birth_to_end() -> None:
    status = started(queued("train", NOW), NOW + 1_000, MARK)
    assert (status.state, status.process, status.started) == (State.RUNNING, MARK, status.heartbeat)
    status = beaten(status, NOW + 2_000_000, ProgressReport("fit", 1, 2, "fit: 1 of 2"))
    assert beaten(status, NOW + 3_000_000).progress == status.progress
    status = ended(status, State.FAILED, NOW + 4_000_000, Failure("DataError", "empty", "a.csv"))
    assert (status.finished, status.error) == ("2026-11-23T18:30:12.349678Z", Failure("DataError", "empty", "a.csv"))
    with pytest.raises(JobError):
        started(status, NOW, MARK)
