"""The core's loops over columns, compiled: the same bits."""

from array import array
from collections.abc import Callable, Sequence
from math import nan
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tradecore import indicators
from tradecore.bars import COLUMNS, HOUR, Bars
from tradecore.core_features import RECIPES, CoreFeatures
from tradecore.features import Feature
from tradecore.labels import UNIT_OF, labels
from tradecore.metrics import passes
from tradecore.simulation.market import assemble, scattered
from tradecore.usecases.engine import CompiledLoops
from tradecore.usecases.warming import warm_loops
from tradecore_numba.compiler import NumbaCompiler
from tradecore_numba.store import Store

WHOLE = ("available", "session", "nights")
COMPILED = CompiledLoops(NumbaCompiler(), always=True)
PRICES = st.sampled_from([1.0, 2.0, 2.5, 3.0]) | st.floats(0.01, 1e6)
ROWS = st.lists(st.tuples(PRICES, PRICES, PRICES, st.sampled_from([0.0, 5.0, 7.5]), st.integers(0, 2)), max_size=40)


def bits(column: Sequence[Any]) -> bytes:
    return array("d", column).tobytes()


def bars_of(rows: Sequence[tuple[float, float, float, float, int]], splits: dict[int, float]) -> Bars:
    session, columns = (
        20_000,
        {name: array("q" if name in WHOLE else "d") for name in COLUMNS},
    )
    for t, (a, b, c, volume, days) in enumerate(rows):
        session += days
        low, middle, high = sorted((a, b, c))
        row = (middle, high, low, middle, volume, (t + 1) * HOUR, session, 0, splits.get(t, 1.0), 0.0)
        for name, value in zip(COLUMNS, row, strict=True):
            columns[name].append(value)  # type: ignore[arg-type]
    return Bars(array("q", range(0, len(rows) * HOUR, HOUR)), columns, "AAA", HOUR)


@given(ROWS, st.sampled_from([{}, {5: 2.0}, {0: 3.0, 7: 0.1}]), st.integers(2, 9))
def test_every_core_feature(
    rows: list[tuple[float, float, float, float, int]], splits: dict[int, float], n: int
) -> None:
    bars, plain = bars_of(rows, splits), CoreFeatures()
    quick = plain.with_loops(COMPILED)
    for name, recipe in RECIPES.items():
        feature = Feature(name, tuple(str(n + k) for k in range(len(recipe.windows))))
        assert bits(quick.compute(bars, feature)) == bits(plain.compute(bars, feature)), name


@given(ROWS, st.sampled_from([{}, {5: 2.0}, {0: 3.0, 7: 0.1}]), st.integers(1, 9))
def test_every_label(rows: list[tuple[float, float, float, float, int]], splits: dict[int, float], ahead: int) -> None:
    bars = bars_of(rows, splits)
    for target in UNIT_OF:
        assert bits(labels(bars, ahead, target, COMPILED)) == bits(labels(bars, ahead, target)), target


@given(st.lists(st.floats(-1e6, 1e6) | st.sampled_from([100.0, 120.0]), min_size=2, max_size=60), st.data())
def test_every_pass_over_a_curve(values: list[float], data: st.DataObject) -> None:
    curve, share = array("d", values), data.draw(st.floats(0.01, 0.5))
    rank, above = data.draw(st.integers(0, len(values) - 1)), data.draw(st.floats(-1e6, 1e6))
    calls: list[tuple[Callable[..., Any], tuple[Any, ...]]] = [
        (passes.walk, (curve, 100.0)),
        (passes.falls, (curve, 100.0)),
        (passes.difference, (curve, curve[:])),
        (passes.up_to, (curve, above)),
    ]
    for loop, given_ in calls:
        outs = [array("d", [nan]) * len(curve) for _ in range(2)]
        assert COMPILED(loop)(*given_, outs[0]) == loop(*given_, outs[1]), loop
        assert bits(outs[0]) == bits(outs[1]), loop
    parted = [curve[:], curve[:]]
    COMPILED(passes.select)(parted[0], len(curve), rank)
    passes.select(parted[1], len(curve), rank)
    assert parted[0] == parted[1]
    assert passes.tail(curve, share, COMPILED) == passes.tail(curve, share)


@given(st.lists(st.lists(st.integers(0, 20), unique=True, max_size=12).map(sorted), min_size=2, max_size=4))
def test_merging_instruments(times: list[list[int]]) -> None:
    tables = [
        Bars(
            array("q", (t * HOUR for t in own)),
            {name: array("q" if name in WHOLE else "d", own) for name in COLUMNS},
            f"S{i}",
            HOUR,
        )
        for i, own in enumerate(times)
    ]
    plain, quick = assemble(tables), assemble(tables, COMPILED)
    assert quick == plain
    columns = [one["close"] for one in tables]
    assert scattered(columns, quick, COMPILED) == scattered(columns, plain)


def test_every_loop_is_compiled_ahead_and_found_again(tmp_path: Path) -> None:
    assert not warm_loops(NumbaCompiler(Store(tmp_path)))
    assert warm_loops(NumbaCompiler(Store(tmp_path)))


def test_a_loop_that_was_not_compiled_before_runs_as_written(tmp_path: Path) -> None:
    compiler = NumbaCompiler(Store(tmp_path))
    careful, eager = (CompiledLoops(compiler, always=always) for always in (False, True))
    columns = array("d", [1.0, 2.0, 4.0]), array("d", [0.0] * 3)
    careful(indicators.change)(columns[0], 1, columns[1])
    assert bits(columns[1]) == bits([nan, 1.0, 1.0])
    assert not list(tmp_path.rglob("*.kernel"))
    eager(indicators.change)(columns[0], 2, columns[1])
    assert bits(columns[1]) == bits([nan, nan, 3.0])
    assert len(list(tmp_path.rglob("*.kernel"))) == 1
    careful(indicators.change)(columns[0], 1, columns[1])
    assert bits(columns[1]) == bits([nan, 1.0, 1.0])
