"""States of a run and what may follow them."""

from dataclasses import replace
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
    check_successor,
    check_transition,
    ended,
    queued,
    resumed,
    stamp,
    started,
    waiting,
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
    ("FAILED", "QUEUED"),
    ("CANCELLED", "QUEUED"),
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


def test_a_run_that_is_resumed_is_its_next_attempt() -> None:
    lost = ended(started(queued("train", NOW), NOW, MARK), State.FAILED, NOW, Failure("ProcessLost", "gone"))
    again = resumed(lost, NOW + 1_000_000_000, MARK)
    assert (again.state, again.attempt, again.created) == (State.QUEUED, 2, lost.created)
    assert (again.error, again.started, again.finished, again.heartbeat) == (None, "", "", "")
    assert waiting(again, MARK, 3).ahead == 3
    assert started(waiting(again, MARK, 3), NOW, MARK).ahead == 0
    for state in (State.QUEUED, State.RUNNING, State.SUCCEEDED):
        with pytest.raises(JobError, match=f"is {state} and cannot become QUEUED"):
            resumed(replace(lost, state=state), NOW)


def test_an_earlier_attempt_has_no_say() -> None:
    first = started(queued("train", NOW), NOW, MARK)
    again = resumed(ended(first, State.FAILED, NOW), NOW, MARK)
    check_successor(ended(first, State.FAILED, NOW), again)
    check_successor(again, started(again, NOW, MARK))
    late = replace(first, state=State.QUEUED)
    for old, new in ((again, late), (started(again, NOW, MARK), first), (ended(first, State.FAILED, NOW), late)):
        with pytest.raises(JobError, match="has no say"):
            check_successor(old, new, "a-run")
