"""Decisions that know the future: through their inputs, through what they remember, or past both."""

from array import array
from bisect import bisect_left
from collections.abc import Callable, Mapping, Sequence
from math import nan
from typing import Any, NamedTuple

from tradecore.bars import Bars
from tradecore.contracts.leaks import Leak
from tradecore.errors import LeakFound, StrategyError
from tradecore.feature_table import compute_all
from tradecore.features import Feature, distinct
from tradecore.hidden import hidden_tables
from tradecore.instants import format_instant
from tradecore.instruments import Instrument
from tradecore.leakcheck import leaks, longest_warmup, sentence
from tradecore.ports.catalog import Catalog
from tradecore.simulation.market import assemble
from tradecore.simulation.rows import Rules
from tradecore.simulation.run import Simulation
from tradecore.table import Column, Table
from tradecore.usecases.inputs import GIVEN, inputs_for

CASH = 100_000.0
OUTSIDE = "read from outside"
WISH = ("target", "limit", "trigger", "stop", "profit", "hold")
# The bars that a backtest tries: a few sessions of hours.
QUICK_ROWS = 24

# The columns that come from files or from a model, for a part of the bars.
Fed = Callable[[Bars], Mapping[str, Column]]


class Found(NamedTuple):
    """The leaks, and sentences about what could not be tried."""

    leaks: tuple[Leak, ...]
    remarks: tuple[str, ...] = ()


def decision_leaks(
    bars: Bars,
    name: str,
    strategy: Any,  # noqa: ANN401
    catalog: Catalog,
    rows: int,
    fed: Fed = lambda _: {},
) -> Found:
    """The decisions of a strategy on its own bars, held to the same law as features.

    A strategy that fails on a made-up market is not tried there; then a remark says so.
    """
    found = [outside(bars, name, each) for each in hidden_tables(strategy.__class__)]
    warmup = longest_warmup(computed(strategy.features()), catalog)
    try:
        found += leaks(bars, lambda part: decisions(part, name, strategy, catalog, fed), warmup, rows)
    except StrategyError as error:
        return Found(tuple(found), (f"Its decisions could not be tried on a made-up market: {error}",))
    return Found(tuple(found))


def decisions(part: Bars, name: str, strategy: Any, catalog: Catalog, fed: Fed = lambda _: {}) -> Table:  # noqa: ANN401
    """The whole wish of a strategy at each bar, traded without costs; NaN where it was not asked."""
    columns: dict[str, array[float]] = {f"{name} {each}": array("d", [nan]) * len(part) for each in WISH}
    assembled = assemble([part])
    inputs = inputs_for(strategy, [part], [fed(part)], assembled, catalog)
    simulation = Simulation.start(assembled, [Instrument(part.symbol or name)], strategy, inputs, Rules(), CASH)
    while simulation.group < simulation.groups and not simulation.ruined:
        place = simulation.group
        simulation.advance(place + 1)
        for each, column in zip(WISH, columns.values(), strict=True):
            column[place] = getattr(simulation.book.orders, each)[0]
    return Table(part.time, columns)


def computed(features: Sequence[Feature]) -> tuple[Feature, ...]:
    """Those that are computed from bars, not given in a file."""
    return distinct(feature for feature in features if not (feature.provider == "core" and feature.name in GIVEN))


def outside(bars: Bars, name: str, table: tuple[str, str, int]) -> Leak:
    """What to tell about a table that a strategy reaches by name."""
    reached, kind, size = table
    hint = (
        f"it reads {reached}, a {kind} of {size:,} values that it was not handed, and nobody can tell since when "
        "they were known: make a feature of it, or a file of signals"
    )
    return Leak(name, format_instant(bars.time[0]) if len(bars) else "", OUTSIDE, hint)


def laid(bars: Bars, columns: Mapping[str, Column]) -> Fed:
    """Columns over `bars`, for each part of them."""

    def fed(part: Bars) -> Mapping[str, Column]:
        first = bisect_left(bars.time, part.time[0]) if len(part) else 0
        return {name: column[first : first + len(part)] for name, column in columns.items()}

    return fed


def check_decisions(
    bars: Bars,
    name: str,
    strategy: Any,  # noqa: ANN401
    given: Mapping[str, Column],
    catalog: Catalog,
) -> tuple[str, ...]:
    """The quick form of a backtest, on the last bars of one instrument: remarks; raises LeakFound.

    The features are tried on their own only when the decisions know the future, to name the one that is to blame.
    """
    found = decision_leaks(bars, name, strategy, catalog, QUICK_ROWS, laid(bars, given))
    if found.leaks:
        features = computed(strategy.features())
        warmup = longest_warmup(features, catalog)
        blamed = leaks(bars, lambda part: compute_all(part, features, catalog), warmup, QUICK_ROWS)
        told = (*blamed, *(found.leaks if not blamed else ()))
        raise LeakFound(f"{' '.join(map(sentence, told[:3]))} Nothing was written.")
    return tuple(f"{name}: {remark}" for remark in found.remarks)
