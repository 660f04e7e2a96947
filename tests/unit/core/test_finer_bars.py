"""Finer bars decide what was touched first."""

from collections.abc import Sequence
from typing import Any

import pytest
from scripted import Scripted, bars_of, inputs_of

from tradecore.bars import MINUTE, Bars
from tradecore.errors import InvalidValue
from tradecore.instruments import Instrument
from tradecore.simulation.finer import Coverage, assemble_finer
from tradecore.simulation.market import assemble
from tradecore.simulation.rows import Rules
from tradecore.simulation.run import Simulation
from tradecore.simulation.tables import fills_table

HOUR = 60 * MINUTE
Row = tuple[float, float, float, float]
FACTS: dict[str, float] = {"session": 0, "nights": 0, "split": 1.0, "dividend": 0.0, "volume": 1.0}
QUIET: Row = (100.0, 101.0, 99.0, 100.0)


def rows_of(begin: int, step: int, rows: Sequence[Row], **facts: float) -> list[dict[str, Any]]:
    names = ("open", "high", "low", "close")
    times = [{"time": begin + n * step, "available": begin + (n + 1) * step} for n in range(len(rows))]
    return [
        {**time, **dict(zip(names, row, strict=True)), **FACTS, **facts} for time, row in zip(times, rows, strict=True)
    ]


def finer_of(market: dict[str, list[dict[str, Any]]], step: int = 15 * MINUTE) -> list[Bars]:
    return [Bars(one.time, one.columns, one.symbol, step) for one in bars_of(market)]


def traded(
    hours: dict[str, list[dict[str, Any]]],
    quarters: dict[str, list[dict[str, Any]]],
    told: dict[tuple[str, int], dict[str, float]],
    rules: Rules | None = None,
) -> Simulation:
    bars = bars_of(hours)
    assembled = assemble(bars)
    finer, _ = assemble_finer(bars, finer_of(quarters), assembled)
    instruments = [Instrument(symbol) for symbol in hours]
    inputs = inputs_of(hours, told, assembled)
    simulation = Simulation.start(assembled, instruments, Scripted(), inputs, rules or Rules(), 1e6, finer=finer)
    simulation.advance()
    return simulation


def fills(simulation: Simulation) -> list[tuple[int, float, float]]:
    table = fills_table(simulation)
    return list(zip(table.time, table["quantity"], table["price"], strict=True))


WIDE: Row = (100.0, 106.0, 94.0, 100.0)
UP_FIRST: list[Row] = [QUIET, (100.0, 106.0, 100.0, 104.0), (104.0, 104.0, 94.0, 95.0), (95.0, 100.0, 95.0, 100.0)]
BRACKET = {("AAA", 0): {"target": 10.0, "stop": 95.0, "profit": 105.0}}


def test_the_target_is_filled_when_a_finer_bar_touches_it_before_the_stop() -> None:
    hours = rows_of(0, HOUR, [QUIET, WIDE])
    simulation = traded({"AAA": hours}, {"AAA": rows_of(HOUR, 15 * MINUTE, UP_FIRST)}, BRACKET)
    assert fills(simulation) == [(HOUR, 10.0, 100.0), (HOUR + 15 * MINUTE, -10.0, 105.0)]


def test_within_one_finer_bar_the_stop_wins() -> None:
    hours = rows_of(0, HOUR, [QUIET, WIDE])
    quarters = rows_of(HOUR, 15 * MINUTE, [QUIET, WIDE, QUIET, QUIET])
    assert fills(traded({"AAA": hours}, {"AAA": quarters}, BRACKET))[1] == (HOUR + 15 * MINUTE, -10.0, 95.0)


def test_a_target_is_granted_from_the_finer_bar_after_an_entry_inside_the_bar() -> None:
    told = {("AAA", 0): {"target": 10.0, "limit": 96.0, "profit": 99.0}}
    rows: list[Row] = [
        (100.0, 100.0, 97.0, 97.0),
        (97.0, 97.0, 95.0, 96.0),
        (96.0, 99.5, 96.0, 99.0),
        (99.0, 100.0, 99.0, 100.0),
    ]
    hours = rows_of(0, HOUR, [QUIET, (100.0, 100.0, 95.0, 100.0)])
    got = fills(traded({"AAA": hours}, {"AAA": rows_of(HOUR, 15 * MINUTE, rows)}, told))
    assert got == [(HOUR + 15 * MINUTE, 10.0, 96.0), (HOUR + 30 * MINUTE, -10.0, 99.0)]


def test_a_bar_without_finer_ones_fills_on_itself() -> None:
    hours = rows_of(0, HOUR, [QUIET, WIDE])
    quarters = rows_of(0, 15 * MINUTE, [QUIET] * 4)
    assert fills(traded({"AAA": hours}, {"AAA": quarters}, BRACKET)) == [(HOUR, 10.0, 100.0), (HOUR, -10.0, 95.0)]


def test_splits_and_dividends_are_those_of_the_bars() -> None:
    hours = rows_of(0, HOUR, [QUIET, QUIET]) + rows_of(
        2 * HOUR, HOUR, [(50.0, 51.0, 49.0, 50.0)], split=2.0, dividend=0.5
    )
    quarters = rows_of(2 * HOUR, 15 * MINUTE, [(50.0, 51.0, 49.0, 50.0)] * 4)
    simulation = traded({"AAA": hours}, {"AAA": quarters}, {("AAA", 0): {"target": 10.0}, ("AAA", 1): {"target": 5.0}})
    assert simulation.book.positions.quantity[0] == 10.0
    assert simulation.book.tally.carry[0] == 10.0


def test_cash_that_one_instrument_frees_serves_another_at_the_next_finer_time() -> None:
    hours = {symbol: rows_of(0, HOUR, [QUIET, QUIET, (100.0, 106.0, 94.0, 100.0)]) for symbol in ("AAA", "BBB")}
    quarters = {
        "AAA": rows_of(2 * HOUR, 15 * MINUTE, [QUIET, (100.0, 100.0, 94.0, 95.0), QUIET, QUIET]),
        "BBB": rows_of(2 * HOUR, 15 * MINUTE, [QUIET, QUIET, (98.0, 98.0, 94.0, 96.0), QUIET]),
    }
    told = {
        ("AAA", 0): {"target": 9_000.0, "stop": 95.0},
        ("AAA", 1): {"target": 9_000.0, "stop": 95.0},
        ("BBB", 1): {"target": 9_000.0, "limit": 95.0},
    }
    simulation = traded(hours, quarters, told)
    assert [(time - 2 * HOUR, quantity) for time, quantity, _ in fills(simulation)[1:]] == [
        (15 * MINUTE, -9_000.0),
        (30 * MINUTE, 9_000.0),
    ]


def test_coverage_counts_what_is_missing_what_differs_and_what_lies_outside() -> None:
    hours = bars_of({"AAA": rows_of(0, HOUR, [QUIET, QUIET, WIDE])})
    rows = [
        *rows_of(0, 15 * MINUTE, [QUIET] * 4),
        *rows_of(2 * HOUR, 15 * MINUTE, [QUIET] * 4),
        *rows_of(9 * HOUR, 15 * MINUTE, [QUIET]),
    ]
    _, coverage = assemble_finer(hours, finer_of({"AAA": rows}), assemble(hours))
    assert list(coverage) == [Coverage("AAA", bars=3, covered=2, differing=1, outside=1)]


@pytest.mark.parametrize(
    ("symbols", "step", "accepted"),
    [
        (["AAA", "BBB"], 15 * MINUTE, "one for each of the 1 files"),
        (["BBB"], 15 * MINUTE, "the symbol of the bars in this place, AAA"),
        (["AAA"], HOUR, "a step shorter than that of the bars, 1h"),
    ],
)
def test_finer_bars_that_do_not_fit_are_refused(symbols: list[str], step: int, accepted: str) -> None:
    hours = bars_of({"AAA": rows_of(0, HOUR, [QUIET])})
    fine = finer_of({symbol: rows_of(0, step, [QUIET]) for symbol in symbols}, step)
    with pytest.raises(InvalidValue, match=accepted):
        assemble_finer(hours, fine, assemble(hours))
