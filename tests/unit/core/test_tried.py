"""The table of trials, read back: every set and metric as it was written, without the strategy."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_trials import made

from tradecore.errors import UnknownName, UnreadableFile
from tradecore.tried import Tried, read_trials

SHARPES = st.one_of(st.none(), st.floats(-1e6, 1e6), st.floats(-1e-300, 1e-300))


def again(lines: list[str], by: str = "sharpe", most: int = 0) -> Tried:
    return read_trials(lines, by, 20, most=most)


@given(st.lists(st.tuples(SHARPES, st.integers(0, 60)), min_size=90, max_size=90))
def test_what_was_written_is_read(rows: list[tuple[float | None, int]]) -> None:
    told = iter(rows)

    def tell(_: object) -> dict[str, float | None]:
        sharpe, trades = next(told)
        return {"sharpe": sharpe, "trades": trades}

    sets, trials, landscape = made(tell)
    found = again(list(trials.lines(sets.strategies)))
    assert [tuple(one) for one in found.strategies] == [tuple(one) for one in sets.strategies]
    assert [found.trials.metrics(k) for k in range(90)] == [trials.metrics(k) for k in range(90)]
    assert found.trials.best == trials.best
    assert found.landscape().influence() == landscape.influence()
    assert [axis.name for axis in found.landscape().space.axes] == ["fast", "slow"]


def test_truth_whole_numbers_and_fractions_keep_their_kinds() -> None:
    sets, trials, _ = made(
        lambda _: {"sharpe": 1.0}, over={"fast": "5,10", "slow": "20", "short": "", "share": "0.5,1"}
    )
    found = again(list(trials.lines(sets.strategies)))
    one = found.strategies[0]
    assert (one.fast, one.slow, one.share, one.short) == (5, 20, 0.5, False)
    assert [type(value) for value in one] == [int, int, float, bool]
    assert {axis.name: axis.values for axis in found.landscape().space.axes} == {
        "fast": (5, 10),
        "share": (0.5, 1.0),
        "short": (False, True),
    }
    assert found.landscape().space.fixed == {"slow": 20}


def test_a_set_that_ruined_the_account_cannot_be_chosen_again() -> None:
    head = "trial,parameters.fast,sharpe,trades,ruined,eligible"
    found = again([head, "0,5,9.0,30,1,0", "1,6,1.0,30,0,1", "2,7,,30,0,0", "3,8,2.0,3,0,0"])
    assert [found.trials.eligible(k) for k in range(4)] == [False, True, False, False]
    assert found.trials.best == 1


def test_a_single_set_is_a_landscape_too() -> None:
    sets, trials, _ = made(lambda _: {"sharpe": 1.0}, over={"fast": "5", "slow": "20"})
    found = again(list(trials.lines(sets.strategies)))
    assert [axis.name for axis in found.landscape().space.axes] == ["fast", "slow", "share", "short"]


def test_the_first_rows_alone_can_be_read() -> None:
    sets, trials, _ = made(lambda one: {"sharpe": one.fast / one.slow})
    found = again(list(trials.lines(sets.strategies)), most=7)
    assert len(found.strategies) == len(found.trials) == 7
    assert found.strategies == tuple(tuple(one) for one in sets.strategies[:7])


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("0,x", "line 2"),
        ("5,5,1.0,30,0,1", "does not follow"),
        ("0,5,1.0,thirty,0,1", "line 2"),
    ],
)
def test_what_is_no_such_table_is_named_with_its_line(line: str, problem: str) -> None:
    head = "trial,parameters.fast,sharpe,trades,ruined,eligible"
    with pytest.raises(UnreadableFile, match=problem):
        again([head, line])


def test_a_table_without_its_columns_is_refused() -> None:
    with pytest.raises(UnreadableFile, match="trial"):
        again(["fast,sharpe", "5,1.0"])
    with pytest.raises(UnknownName, match="luck"):
        again([], by="luck")
