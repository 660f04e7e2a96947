"""The C that the benchmarks measure against is the kernel: equal to the last bit, cut anywhere, on any market."""

import ctypes
from collections.abc import Sequence
from math import isnan
from pathlib import Path
from random import Random
from typing import Any

import pytest
from benchmarks import native
from benchmarks.course import CASH, FEE, MINUTES_A_YEAR, UNITS
from benchmarks.strategy import Cross
from benchmarks.structures import SUMMARY, CCurve, CTally
from hypothesis import given, settings
from hypothesis import strategies as st
from markets import scenarios
from scripted import bars_of, start

from tradecore.costs import IBKR_FIXED, IBKR_TIERED, Commission
from tradecore.fees import us_stocks
from tradecore.indicators import sma
from tradecore.instruments import Instrument
from tradecore.metrics.streamed import streamed
from tradecore.simulation.limits import Limits
from tradecore.simulation.market import Assembled, assemble
from tradecore.simulation.rows import Rules
from tradecore.simulation.run import Simulation
from tradecore.strategies.sma_cross import SmaCross
from tradecore_testing.markets import walking_market

HOUR = 3_600 * 10**9
# 2023-02-22 UTC: the fees of sales change five days later, and the month soon after.
BEGIN = 19_410 * 24 * HOUR
SIMPLE = Rules(Commission(fraction=FEE))
RULES = (
    Rules(),
    SIMPLE,
    Rules(IBKR_FIXED, 0.0003, 0.05, fees=us_stocks()),
    Rules(tiers=IBKR_TIERED, borrow=0.1, leverage=2.0),
    Rules(IBKR_FIXED, 0.0002, cap=0.05, trim=True),
    Rules(Commission(per_unit=0.02), ticks=1.5, penetrate=True, wait=True, trim=True, leverage=1.5),
    Rules(limits=Limits(60_000.0, 20_000.0, 2.0, 0.01, 0.02, 2.0 * HOUR)),
    Rules(
        Commission(3.0, 0.01, 0.0001, 5.0, 0.01),
        0.001,
        0.08,
        1.0,
        penetrate=True,
        wait=True,
        trim=True,
        limits=Limits(90_000.0, 60_000.0, 3.0, 0.03, 0.015, HOUR),
        tiers=IBKR_TIERED,
        cap=0.1,
        fees=us_stocks(),
        leverage=2.0,
    ),
)
Scenario = tuple[dict[str, list[dict[str, Any]]], dict[tuple[str, int], dict[str, float]]]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("built")


@pytest.fixture(scope="module")
def scripted(folder: Path) -> ctypes.CDLL:
    return native.build(folder, "general", {"STRATEGY": "SCRIPTED"})


@pytest.fixture(scope="module")
def pruned(folder: Path) -> list[ctypes.CDLL]:
    """A build for each of RULES, its rules compiled in and all others out."""
    masks = [native.mask_of(rules, moments=True, taped=True, sessions=True) for rules in RULES]
    return [native.build(folder, "general", {"STRATEGY": "SCRIPTED", "RULES": mask}) for mask in masks]


def bits(values: Sequence[float]) -> list[object]:
    """Values that tell 0.0 from -0.0 and in which all NaN are one."""
    return ["nan" if isnan(v) else v.hex() if isinstance(v, float) else v for v in values]


def table(columns: Any, count: int) -> dict[str, list[object]]:
    return {name: bits(column[:count]) for name, column in zip(columns._fields, columns, strict=True)}


def rows(structures: Any, names: Sequence[str], count: int) -> dict[str, list[object]]:
    return {name: bits([getattr(structures[k], name) for k in range(count)]) for name in names}


def same(simulation: Simulation, run: native.NativeRun) -> None:
    """Everything carried and everything kept."""
    book, tapes, count = simulation.book, simulation.tapes, len(simulation.instruments)
    kept = {"fills": sum(book.tally.fills), "trades": sum(book.tally.trades), "marks": simulation.group}
    pairs = [(getattr(book, name), getattr(run, name), count) for name in ("positions", "orders", "tally")]
    pairs += [(book.days, run.days, 1)]
    pairs += [
        (getattr(tapes, name), getattr(run, name), rows) for name, rows in kept.items() if tapes.marks is not None
    ]
    if tapes.sessions is not None:
        pairs += [(tapes.sessions, run.sessions, len(tapes.sessions.session))]
    for ours, theirs, rows_kept in pairs:
        assert rows(theirs, ours._fields, rows_kept) == table(ours, rows_kept), type(ours).__name__
    numbers = [name for name in simulation.curve._fields if name != "moments"]
    assert bits([getattr(run.curve, name) for name in numbers]) == bits([getattr(simulation.curve, n) for n in numbers])
    moments = simulation.curve.moments
    if moments is not None:
        assert bits([getattr(run.curve.moments, name) for name in moments._fields]) == bits(moments)
    assert (run.cash.hex(), run.group) == (simulation.cash.hex(), simulation.group)
    assert list(run.reasons) == list(simulation.reasons)


def run_of(library: ctypes.CDLL, simulation: Simulation, parameters: Sequence[float], **kept: Any) -> native.NativeRun:
    """The same run in C, before its first bar."""
    return native.NativeRun(
        library,
        simulation.assembled,
        simulation.instruments,
        parameters,
        simulation.inputs,
        simulation.floor.rules,
        simulation.initial,
        len(simulation.strategy.REASONS),
        **kept,
    )


@given(scenarios(), st.integers(0, len(RULES) - 1), st.integers(0, 24), st.sampled_from((0.0, 0.01)))
def test_it_equals_the_interpreted_kernel_cut_anywhere(
    scripted: ctypes.CDLL, pruned: list[ctypes.CDLL], scenario: Scenario, place: int, cut: int, tick: float
) -> None:
    simulation = start(*scenario, RULES[place], 100_000.0, moments=True, sessions=8, tick=tick)
    simulation.advance()
    for library in (scripted, pruned[place]):
        run = run_of(library, simulation, [0.0], moments=True, sessions=8)
        run.advance(min(cut, run.groups))
        run.advance()
        same(simulation, run)


def busy(seed: int, groups: int = 240) -> Scenario:
    """Three instruments with gaps, halts, splits, thin volume, and a wish on most bars that is often restated."""
    draw = Random(seed)
    market: dict[str, list[dict[str, Any]]] = {}
    told: dict[tuple[str, int], dict[str, float]] = {}
    for symbol, begin in (("AAA", 100.0), ("BBB", 20.0), ("CCC", 400.0)):
        bars, close = market.setdefault(symbol, []), begin
        wish: dict[str, float] = {"target": 0.0}
        for t in range(groups):
            split = 3.0 if t == groups // 2 else 1.0
            opening = close / split * (1.0 + draw.gauss(0.0, 0.004))
            close = opening * (1.0 + draw.gauss(0.0, 0.008))
            if bars and split == 1.0 and draw.random() < 0.1:
                continue
            if draw.random() < 0.5:
                wish = wished(draw, close) if draw.random() < 0.8 else {**wish, "hold": float(draw.randrange(4))}
            if draw.random() < 0.8:
                told[symbol, len(bars)] = wish
            bars.append(
                {
                    "time": BEGIN + t * HOUR,
                    "available": BEGIN + (t + 1) * HOUR,
                    "session": t // 7,
                    "open": opening,
                    "high": max(opening, close) * (1.0 + abs(draw.gauss(0.0, 0.004))),
                    "low": min(opening, close) * (1.0 - abs(draw.gauss(0.0, 0.004))),
                    "close": close,
                    "volume": float(draw.choice((200, 1_000, 50_000))),
                    "nights": (3 if t % 35 == 34 else 1) if t % 7 == 6 else 0,
                    "split": split,
                    "dividend": 0.4 if draw.random() < 0.02 else 0.0,
                }
            )
    return market, told


def wished(draw: Random, close: float) -> dict[str, float]:
    side, kind = draw.choice((-1.0, 1.0)), draw.choice(("market", "market", "limit", "trigger"))
    wish = {"target": side * draw.choice((0.0, 20.0, 90.0, 300.0, 1e6)), "hold": float(draw.choice((0, 0, 2, 5)))}
    wish["day"] = float(draw.random() < 0.3)
    if draw.random() < 0.6:
        wish["stop"] = close * (1.0 - side * draw.uniform(0.001, 0.03))
    if draw.random() < 0.6:
        wish["profit"] = close * (1.0 + side * draw.uniform(0.001, 0.03))
    if kind != "market":
        wish[kind] = close * draw.uniform(0.985, 1.015)
    return wish


@pytest.mark.parametrize("place", range(len(RULES)))
def test_it_equals_the_kernel_where_much_is_traded(
    scripted: ctypes.CDLL, pruned: list[ctypes.CDLL], place: int
) -> None:
    counted = 0
    for seed in range(6):
        simulation = start(*busy(seed), RULES[place], 100_000.0, moments=True, sessions=60, tick=0.01 * (seed % 2))
        simulation.advance()
        counted += sum(simulation.book.tally.trades)
        for library in (scripted, pruned[place]):
            run = run_of(library, simulation, [0.0], moments=True, sessions=60)
            run.advance(seed * 40)
            run.advance()
            same(simulation, run)
    assert counted > 100


@given(scenarios(), st.integers(0, len(RULES) - 1))
@settings(max_examples=10)
def test_without_tapes_and_moments_too(scripted: ctypes.CDLL, scenario: Scenario, place: int) -> None:
    simulation = start(*scenario, RULES[place], 100_000.0, taped=False)
    simulation.advance()
    run = run_of(scripted, simulation, [0.0], taped=False)
    run.advance()
    same(simulation, run)


def test_a_decision_that_cannot_be_traded_is_refused_on_its_row(scripted: ctypes.CDLL) -> None:
    bar = {"open": 9.0, "high": 9.0, "low": 9.0, "close": 9.0, "volume": 1.0, "split": 1.0, "dividend": 0.0}
    bars = [{"time": t, "available": t + 1, "session": 0, "nights": 0, **bar} for t in range(3)]
    refused = {("AAA", 1): {"target": 1.0, "limit": 8.0, "trigger": 10.0}}
    simulation = start({"AAA": bars}, refused, Rules(), 1_000.0)
    run = run_of(scripted, simulation, [0.0])
    with pytest.raises(ValueError, match="row 1 "):
        run.advance()
    assert run.group == 1


def crossing(strategy: Any, rules: Rules, symbols: int = 1) -> Simulation:
    """A strategy on two averages over random walks, before its first bar."""
    assembled = assemble(bars_of({f"S{n}": dict_rows(600, n + 3) for n in range(symbols)}))
    columns = [averages(assembled, window) for window in (strategy.fast, strategy.slow)]
    instruments = [Instrument(f"S{n}") for n in range(symbols)]
    return Simulation.start(
        assembled, instruments, strategy, strategy.Inputs(*columns), rules, CASH, taped=False, moments=True
    )


def dict_rows(count: int, seed: int) -> list[dict[str, Any]]:
    bars = walking_market(count, seed)
    return [{"time": bars.time[k], **{name: bars[name][k] for name in bars.names}} for k in range(count)]


def averages(assembled: Assembled, window: int) -> list[float]:
    laid = [0.0] * len(assembled.market.time)
    for places in assembled.places:
        out = [0.0] * len(places)
        sma([assembled.market.close[k] for k in places], window, out)
        for place, value in zip(places, out, strict=True):
            laid[place] = value
    return laid


@pytest.mark.parametrize("symbols", [1, 3])
@pytest.mark.parametrize(
    ("name", "strategy", "parameters"),
    [
        ("CROSS", Cross(5, 20, UNITS), [UNITS]),
        ("SMA_CROSS", SmaCross(5, 20, 0.4), [0.4, 0.0]),
        ("SMA_CROSS", SmaCross(5, 20, 0.4, short=True), [0.4, 1.0]),
    ],
)
def test_strategies_decide_alike(folder: Path, name: str, strategy: Any, parameters: list[float], symbols: int) -> None:
    library = native.build(folder, "general", {"STRATEGY": name})
    for rules in (RULES[1], RULES[2], RULES[5]):
        simulation = crossing(strategy, rules, symbols)
        simulation.advance()
        run = run_of(library, simulation, parameters, taped=False, moments=True)
        run.advance()
        same(simulation, run)
        assert sum(simulation.book.tally.trades) > 5


def test_a_row_of_its_sweep_is_that_of_a_single_run(folder: Path) -> None:
    library = native.build(folder, "general", {"STRATEGY": "CROSS"})
    native.check_sizes(library)
    simulation = crossing(Cross(5, 20, UNITS), SIMPLE)
    swept = native.NativeSweep(library, simulation.assembled, simulation.instruments, SIMPLE, CASH, MINUTES_A_YEAR)
    columns = [native.typed("d", column) for column in simulation.inputs]
    inputs, units = native.typed("q", [native.address(one) for one in columns]), native.typed("d", [UNITS])
    out = native.summaries(1)
    swept.run(units, 0, inputs, 0, 1, out)
    simulation.advance()
    ours = streamed(simulation.curve, simulation.book.tally, CASH, MINUTES_A_YEAR)
    assert {name: getattr(out[0], name) for name in SUMMARY} == pytest.approx({n: ours[n] for n in SUMMARY}, rel=1e-12)


def test_the_specialised_loop_is_the_kernel_where_it_can_be(folder: Path) -> None:
    library = native.build(folder, "simple")
    simulation = crossing(Cross(5, 20, UNITS), SIMPLE)
    market, (fast, slow) = simulation.assembled.market, [native.typed("d", one) for one in simulation.inputs]
    curve, tally = CCurve(), CTally()
    library.simple(
        *(native.at(column) for column in (market.open, market.close, fast, slow)),
        ctypes.c_int64(len(market.time)),
        *(ctypes.c_double(one) for one in (UNITS, FEE, CASH)),
        ctypes.c_int64(1),
        ctypes.byref(curve),
        ctypes.byref(tally),
    )
    simulation.advance()
    ours, moments = simulation.curve, simulation.curve.moments
    assert moments is not None
    numbers = ("groups", "equity", "exposure", "peak", "drawdown")
    assert bits([getattr(curve, name) for name in numbers]) == bits([getattr(ours, name) for name in numbers])
    sums = ("first", "second", "third", "fourth", "downside", "held")
    assert bits([getattr(curve.moments, name) for name in sums]) == bits([getattr(moments, name) for name in sums])
    totals = (
        "fills",
        "trades",
        "wins",
        "losses",
        "won",
        "lost",
        "average",
        "spread",
        "best",
        "worst",
        "costs",
        "traded",
    )
    row = simulation.book.tally
    assert bits([getattr(tally, name) for name in totals]) == bits([getattr(row, name)[0] for name in totals])


def test_structures_of_another_size_are_noticed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library = native.build(folder, "general", {"STRATEGY": "CROSS"})
    monkeypatch.setattr(native, "STRUCTURES", (*native.STRUCTURES[:-1], CCurve))
    with pytest.raises(RuntimeError, match="bytes"):
        native.check_sizes(library)


def test_what_the_compiler_refuses_is_said(folder: Path) -> None:
    with pytest.raises(RuntimeError, match="error"):
        native.build(folder, "general", {"STRATEGY": "UNHEARD_OF"})
