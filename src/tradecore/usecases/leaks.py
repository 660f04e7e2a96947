"""Looking for columns and decisions that know the future."""

from array import array
from collections.abc import Mapping, Sequence
from math import nan
from typing import Any

from tradecore.bars import Bars
from tradecore.contracts.leaks import Leak, LeaksRequest, LeaksResult
from tradecore.errors import InvalidValue
from tradecore.features import Feature, distinct, parse_feature
from tradecore.instruments import Instrument
from tradecore.leakcheck import feature_leaks, leaks, longest_warmup, start_dependence
from tradecore.parameters import build
from tradecore.ports.catalog import Catalog
from tradecore.simulation.market import assemble
from tradecore.simulation.rows import Rules
from tradecore.simulation.run import Simulation
from tradecore.table import Table
from tradecore.usecases.bars import load_bars
from tradecore.usecases.inputs import GIVEN, inputs_for
from tradecore.usecases.report import write_report
from tradecore.usecases.tools import Tools
from tradecore.views.reports.leaks import leaks_report

CASH = 100_000.0


def run(request: LeaksRequest, tools: Tools) -> LeaksResult:
    """Checks the named features, and the strategy's features and decisions; a leak is a result, not an error.

    Decisions of a strategy that is fed from a file cannot be told from bars alone; then the sentences say so.
    Writes leaks.json and report.html. Raises InvalidValue when there is nothing to check.
    """
    strategy = build(tools.catalog.strategy(request.strategy), request.parameters) if request.strategy else None
    wanted: Sequence[Feature] = strategy.features() if strategy is not None else ()
    given = [feature for feature in wanted if feature.name in GIVEN]
    named = [parse_feature(text) for text in request.features]
    features = distinct([*named, *(feature for feature in wanted if feature not in given)])
    if not features and strategy is None:
        raise InvalidValue("features", "none", "at least one feature, such as talib.rsi(14), or a strategy")
    longest_warmup(features, tools.catalog)  # a feature that does not exist is refused before anything is read
    tools.progress.step("reading bars")
    bars = load_bars(request.bars, tools.catalog).bars
    tools.progress.step("cutting and altering the future")
    found = [*feature_leaks(bars, features, tools.catalog, request.rows)]
    checked = [*map(str, features)]
    if strategy is not None and not given:
        tools.progress.step(f"deciding again as {request.strategy}")
        checked.append(request.strategy)
        found += decision_leaks(bars, request.strategy, strategy, tools.catalog, request.rows)
    tools.progress.step("shortening the history")
    remembering = start_dependence(bars, features, tools.catalog)
    words = sentences(checked, found, remembering, min(request.rows, len(bars)), request.strategy if given else "")
    result = LeaksResult(tuple(checked), tuple(found), words)
    tools.artifacts.record("leaks.json", result)
    if request.report.html:
        write_report(leaks_report(request, result, bars.symbol), tools)
    return result


def decision_leaks(bars: Bars, name: str, strategy: Any, catalog: Catalog, rows: int) -> tuple[Leak, ...]:  # noqa: ANN401
    """The decisions of a strategy on its own bars, held to the same law as features."""
    warmup = longest_warmup(strategy.features(), catalog)
    return leaks(bars, lambda part: decisions(part, name, strategy, catalog), warmup, rows)


def decisions(bars: Bars, name: str, strategy: Any, catalog: Catalog) -> Table:  # noqa: ANN401
    """What the strategy wishes for at each bar: target, stop and profit target, traded without costs."""
    columns: Mapping[str, array[float]] = {
        f"{name} {part}": array("d", [nan]) * len(bars) for part in ("target", "stop", "profit")
    }
    assembled = assemble([bars])
    inputs = inputs_for(strategy, [bars], [{}], assembled, catalog)
    simulation = Simulation.start(assembled, [Instrument(bars.symbol or name)], strategy, inputs, Rules(), CASH)
    while simulation.group < simulation.groups and not simulation.ruined:
        place = simulation.group
        simulation.advance(place + 1)
        orders = simulation.book.orders
        for column, wish in zip(columns.values(), (orders.target, orders.stop, orders.profit), strict=True):
            column[place] = wish[0]
    return Table(bars.time, columns)


def sentences(
    checked: Sequence[str], found: Sequence[Leak], remembering: Sequence[Leak], rows: int, unchecked: str
) -> tuple[str, ...]:
    """What to read first of a check; the leaks themselves stand beside it."""
    of = f"of {len(checked)} checked"
    clean = f"None {of} knows the future: cut off at each of {rows:,} bars, or replaced, it changed nothing before."
    verdict = f"{len(found)} {of} know the future." if found else clean
    fed = f"The decisions of {unchecked} come from a file of predictions or signals, which bars alone cannot check."
    return (verdict, *([fed] if unchecked else []), *(f"{one.column}: {one.hint}." for one in remembering))
