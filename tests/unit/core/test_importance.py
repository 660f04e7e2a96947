"""Permutation importances: what a feature is worth to a model on rows it has not seen."""

import random
from collections.abc import Sequence

import pytest

from tradecore.learning.importance import MOST_ROWS, importances
from tradecore.table import Column, Table


def sample(rows: int) -> tuple[Table, list[float]]:
    source = random.Random(2)
    columns = {name: [source.gauss(0, 1) for _ in range(rows)] for name in ("talib.rsi(14)", "noise", "unused")}
    return Table(range(rows), columns), [value + source.gauss(0, 0.5) for value in columns["talib.rsi(14)"]]


def model(table: Table) -> Column:
    """Knows the first column, believes a little in the second, ignores the third."""
    return [a + 0.2 * b for a, b in zip(table["talib.rsi(14)"], table["noise"], strict=True)]


def losses_of(actual: Sequence[float], asked: list[int] | None = None) -> object:
    def losses(rows: Sequence[int], predicted: Column) -> list[float]:
        if asked is not None:
            asked.append(len(rows))
        return [abs(p - actual[k]) for k, p in zip(rows, predicted, strict=True)]

    return losses


def test_what_the_model_uses_matters_most_and_what_it_ignores_not_at_all() -> None:
    table, actual = sample(500)
    found = importances(model, table, losses_of(actual), seed=1)  # type: ignore[arg-type]
    assert [each.increase for each in found] == sorted((each.increase for each in found), reverse=True)
    of = {each.feature: each for each in found}
    known = of["talib.rsi(14)"]
    assert found[0] == known
    assert known.increase > max(1.0, 5 * known.spread)
    assert 0.0 < abs(of["noise"].increase) < 0.2
    assert (of["unused"].increase, of["unused"].spread) == (0.0, 0.0)


def test_a_seed_gives_one_answer_and_leaves_the_table_alone() -> None:
    table, actual = sample(200)
    before = {name: list(table[name]) for name in table.names}
    found = [importances(model, table, losses_of(actual), seed=seed) for seed in (1, 1, 2)]  # type: ignore[arg-type]
    assert found[0] == found[1] != found[2]
    assert {name: list(table[name]) for name in table.names} == before


def test_many_rows_are_thinned_evenly() -> None:
    asked: list[int] = []
    table, actual = sample(MOST_ROWS + 1000)
    importances(model, table, losses_of(actual, asked), seed=1, repeats=1)  # type: ignore[arg-type]
    assert set(asked) == {MOST_ROWS}


def test_nothing_matters_without_rows_or_without_a_loss() -> None:
    table, actual = sample(50)
    assert importances(model, table.slice(0, 0), losses_of(actual), seed=1) == ()  # type: ignore[arg-type]
    assert importances(model, table, lambda rows, _: [0.0] * len(rows), seed=1) == ()


def test_progress_counts_features() -> None:
    table, actual = sample(50)
    told: list[tuple[int, int]] = []
    importances(model, table, losses_of(actual), 1, step=lambda *at: told.append(at))  # type: ignore[arg-type]
    assert told == [(0, 3), (1, 3), (2, 3)]


@pytest.mark.parametrize("repeats", [1, 2])
def test_the_spread_of_one_shuffle_is_none(repeats: int) -> None:
    table, actual = sample(50)
    found = importances(model, table, losses_of(actual), seed=1, repeats=repeats)  # type: ignore[arg-type]
    assert (found[0].spread == 0.0) == (repeats == 1)
