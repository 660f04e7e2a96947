"""Pruning: only what the rule fits, never what is at work, pinned or referred to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tradecore.errors import InvalidValue, RequestError
from tradecore.jobs import State
from tradecore.pruning import HOUR, Candidate, PruneRule, parse_age, plan

DAY = 24 * HOUR


def run(name: str, age: int = 10, **more: object) -> Candidate:
    """A backtest made `age` days before day 100."""
    facts = {"kind": "backtest", "state": State.SUCCEEDED, "created": (100 - age) * DAY, "bytes": 10, **more}
    return Candidate(name, **facts)  # type: ignore[arg-type]


def ids(runs: object) -> list[str]:
    return [getattr(each, "job_id", "") or each.run.job_id for each in runs]  # type: ignore[attr-defined]


RUNS = (
    run("new", 1),
    run("failed", 2, state=State.FAILED),
    run("train", 3, kind="train"),
    run("old", 40, bytes=7),
    run("older", 50),
)


@pytest.mark.parametrize(
    ("rule", "removed"),
    [
        (PruneRule(before=90 * DAY), ["old", "older"]),
        (PruneRule(before=50 * DAY), []),
        (PruneRule(keep=2), ["train", "old", "older"]),
        (PruneRule(keep=0), ["new", "failed", "train", "old", "older"]),
        (PruneRule(keep=9), []),
        (PruneRule(states=(State.FAILED, State.CANCELLED)), ["failed"]),
        (PruneRule(kinds=("train",)), ["train"]),
        (PruneRule(keep=1, kinds=("backtest",)), ["failed", "old", "older"]),
        (PruneRule(before=60 * DAY, keep=4), ["older"]),
        (PruneRule(before=99 * DAY, keep=1, states=(State.SUCCEEDED,), kinds=("backtest",)), ["old", "older"]),
    ],
)
def test_a_rule_fits_what_meets_all_that_it_says(rule: PruneRule, removed: list[str]) -> None:
    found = plan(RUNS, rule)
    assert ids(found.remove) == removed
    assert found.spared == ()
    assert found.bytes == sum(each.bytes for each in RUNS if each.job_id in removed)


def test_a_rule_that_says_nothing_is_refused() -> None:
    with pytest.raises(RequestError, match="all of them"):
        PruneRule()
    with pytest.raises(RequestError, match="-1"):
        PruneRule(keep=-1)


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"pinned": True}, "it is pinned"),
        ({"state": State.RUNNING}, "it is RUNNING"),
        ({"state": State.QUEUED}, "it is QUEUED"),
        ({"problem": "it is RUNNING on attic"}, "it is RUNNING on attic"),
    ],
)
def test_what_speaks_for_a_run_is_said(more: dict[str, object], reason: str) -> None:
    found = plan([run("a"), run("b", **more)], PruneRule(keep=0))
    assert ids(found.remove) == ["a"]
    assert [(each.run.job_id, each.reason) for each in found.spared] == [("b", reason)]


def test_a_run_that_a_model_was_trained_in_stays() -> None:
    found = plan([run("a")], PruneRule(keep=0), {"a": "model m was trained in it", "z": "?"})
    assert [each.reason for each in found.spared] == ["model m was trained in it"]


def test_what_a_run_that_stays_was_made_from_stays_too() -> None:
    runs = [
        run("backtest", 1, refers=frozenset({"predict"})),
        run("predict", 2, refers=frozenset({"train", "gone"})),
        run("train", 3),
        run("other", 4),
    ]
    kept = plan(runs, PruneRule(keep=1))
    assert ids(kept.remove) == ["other"]
    assert {each.run.job_id: each.reason for each in kept.spared} == {
        "predict": "run backtest refers to it",
        "train": "run predict refers to it",
    }
    assert ids(plan(runs, PruneRule(keep=0)).remove) == ["backtest", "predict", "train", "other"]


def test_runs_that_refer_to_each_other_go_together() -> None:
    runs = [run("a", 1, refers=frozenset({"b"})), run("b", 2, refers=frozenset({"a"}))]
    assert ids(plan(runs, PruneRule(keep=0)).remove) == ["a", "b"]
    assert ids(plan(runs, PruneRule(keep=1)).remove) == []


@pytest.mark.parametrize(("text", "age"), [("12h", 12 * HOUR), ("30d", 30 * DAY), (" 2w ", 14 * DAY), ("0d", 0)])
def test_ages_are_hours_days_or_weeks(text: str, age: int) -> None:
    assert parse_age(text) == age


@pytest.mark.parametrize("text", ["", "30", "d", "1.5d", "-1d", "30 d", "1y", "999999d", "\u0663d"])
def test_other_ages_are_refused(text: str) -> None:
    with pytest.raises(InvalidValue, match="--older-than"):
        parse_age(text, "--older-than")


@st.composite
def workspaces(draw: st.DrawFn) -> tuple[list[Candidate], PruneRule, dict[str, str]]:
    count = draw(st.integers(0, 12))
    names = [f"r{k}" for k in range(count)]
    runs = [
        run(
            name,
            draw(st.integers(0, 99)),
            state=draw(st.sampled_from(list(State))),
            kind=draw(st.sampled_from(["a", "b"])),
            pinned=draw(st.booleans()) and draw(st.booleans()),
            refers=frozenset(draw(st.lists(st.sampled_from([*names, "gone"]), max_size=3))) - {name},
        )
        for name in names
    ]
    rule = PruneRule(
        draw(st.none() | st.integers(0, 100).map(lambda day: day * DAY)),
        draw(st.integers(0, 12)),
        tuple(draw(st.sets(st.sampled_from(list(State))))),
        tuple(draw(st.sets(st.sampled_from(["a", "b"])))),
    )
    return runs, rule, {name: "a model" for name in names if draw(st.integers(0, 9)) == 0}


@given(workspaces())
def test_nothing_that_stays_loses_what_it_was_made_from(
    space: tuple[list[Candidate], PruneRule, dict[str, str]],
) -> None:
    runs, rule, uses = space
    found = plan(runs, rule, uses)
    gone = set(ids(found.remove))
    assert gone.isdisjoint(ids(found.spared))
    for each in runs:
        if each.job_id in gone:
            assert each.state.final
            assert not each.pinned
            assert each.job_id not in uses
        else:
            assert not each.refers & gone
    places = {each: place for place, each in enumerate(ids(found.remove))}
    created = [each.created for each in found.remove]
    assert created == sorted(created, reverse=True)
    assert len(places) == len(found.remove)
