"""Pictures: PNG files of one size, the same bytes for the same view, nothing lost in long series."""

import io
import struct
from array import array
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from tradecore.labels import Target
from tradecore.learning.importance import Importance
from tradecore.learning.months import Month
from tradecore.views.backtest import BacktestView, PriceLine, TradeMark
from tradecore.views.optimize import Heat, OptimizeView
from tradecore.views.training import TrainingView, calibration
from tradecore_report.optimize import draw_optimize
from tradecore_report.reporter import MatplotlibReporter
from tradecore_report.sheet import Sheet
from tradecore_report.thin import thin

HOUR = 3_600 * 10**9


def backtest(count: int, trades: int = 0, symbols: int = 1, **more: object) -> BacktestView:
    time = array("q", (HOUR * (i + 1) for i in range(count)))
    equity = [1000.0 + i % 7 for i in range(count)]
    prices = tuple(PriceLine(f"S{s}", time, [50.0 + s + i % 5 for i in range(count)]) for s in range(symbols))
    marks = tuple(
        TradeMark("S0", "long" if i % 2 else "short", HOUR * i, 50.0, HOUR * (i + 1), 51.0, (-1.0) ** i)
        for i in range(trades)
    )
    drawdown = [-0.01 * (i % 3) for i in range(count)]
    return BacktestView("sma_cross on S0", time, equity, drawdown, more.pop("benchmark", equity), prices, marks, **more)  # type: ignore[arg-type]


def drawn(view: BacktestView) -> bytes:
    stream = io.BytesIO()
    MatplotlibReporter().backtest(view, stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    "view",
    [
        backtest(0),
        backtest(1),
        backtest(2, benchmark=()),
        backtest(50, trades=10, zone="America/New_York", in_sample=True),
        backtest(400, trades=300),
        backtest(60, symbols=5),
        backtest(60, symbols=0),
        backtest(60, sentences=("costs $5 and $7 a day " * 60,) * 5),
    ],
    ids=["no bar", "one bar", "no benchmark", "zone", "many trades", "five symbols", "no symbol", "long text"],
)
def test_every_view_draws_a_picture_of_one_size(view: BacktestView) -> None:
    png = drawn(view)
    assert png.startswith(b"\x89PNG")
    assert struct.unpack(">II", png[16:24]) == (1400, 1000)


def test_the_same_view_gives_the_same_bytes_without_date_or_software() -> None:
    first, again = drawn(backtest(50, trades=10)), drawn(backtest(50, trades=10))
    assert first == again
    assert b"tEXt" not in first
    assert first != drawn(backtest(50, trades=9))


def test_what_a_matplotlibrc_says_changes_nothing() -> None:
    import matplotlib as mpl

    plain = drawn(backtest(20, trades=3))
    with mpl.rc_context({"font.size": 20, "axes.facecolor": "black"}):
        assert drawn(backtest(20, trades=3)) == plain


def test_pyplot_is_not_touched() -> None:
    import matplotlib.pyplot as plt

    drawn(backtest(5))
    assert plt.get_fignums() == []


def training(count: int, target: Target = "return", **more: Any) -> TrainingView:
    rows = tuple(0.001 * (i % 9 - 4) + (0.5 if target == "direction" else 0.0) for i in range(count))
    actual = tuple(float(i % 3 > 0) for i in range(count)) if target == "direction" else rows
    time, losses = [HOUR * i for i in range(count)], tuple(abs(row) for row in rows)
    bins = calibration(rows, actual, 7)
    said = ("a sentence",)
    return TrainingView("ridge", 7, time, rows, actual, bins, losses, losses, said, target=target, **more)


def pictured(view: TrainingView) -> bytes:
    stream = io.BytesIO()
    MatplotlibReporter().training(view, stream)
    return stream.getvalue()


MONTHS = tuple(Month(HOUR * 24 * 31 * k, 100, 0.1, None if k == 3 else 0.1 * (-1) ** k, 0.5) for k in range(14))
FEATURES = tuple(Importance(f"talib.a_long_name({k})", 0.1 - 0.01 * k, 0.02) for k in range(16))


@pytest.mark.parametrize("target", ["return", "price", "direction"])
@pytest.mark.parametrize("count", [0, 1, 3, 900])
def test_trainings_draw(count: int, target: Target) -> None:
    png = pictured(training(count, target))
    assert png.startswith(b"\x89PNG")
    assert struct.unpack(">II", png[16:24]) == (1400, 1000)


def test_months_and_features_are_drawn() -> None:
    plain = pictured(training(60))
    assert len({plain, pictured(training(60, months=MONTHS)), pictured(training(60, importances=FEATURES))}) == 3


def test_a_direction_whose_rows_all_rose_draws() -> None:
    view = training(30, "direction")
    assert pictured(replace(view, actual=(1.0,) * 30)).startswith(b"\x89PNG")


def test_thinning_keeps_every_extreme_of_every_stretch() -> None:
    x = np.arange(100_000.0)
    y = np.random.default_rng(1).normal(size=100_000)
    few_x, few_y = thin(x, y, 100)
    assert len(few_x) <= 400
    assert few_x[0] == x[0]
    assert few_x[-1] == x[-1]
    for start in range(0, 100_000, 1000):
        inside = (few_x >= start) & (few_x < start + 1000)
        assert few_y[inside].max() == y[start : start + 1000].max()
        assert few_y[inside].min() == y[start : start + 1000].min()


def test_short_series_are_drawn_as_they_are() -> None:
    x = np.array([1.0, 2.0])
    assert thin(x, x, 100) == (x, x)


def test_too_many_sentences_say_where_the_rest_stands() -> None:
    texts = [text.get_text() for text in Sheet("t", ["word " * 10] * 20).figure.texts]
    assert len(texts) == 10
    assert texts[-1].endswith("result.json")


def searched(width: int, height: int, **more: object) -> OptimizeView:
    cells = tuple(tuple(None if (x + y) % 5 == 0 else x - y / 2 for x in range(width)) for y in range(height))
    tried = tuple(tuple((x + y) % 7 for x in range(width)) for y in range(height))
    columns, rows = tuple(map(str, range(width))), tuple(map(str, range(height))) if height > 1 else ("",)
    heat = Heat("fast", "slow" if height > 1 else "", columns, rows, cells, tried, (0, width - 1) if width else None)
    values = tuple(value for row in cells for value in row if value is not None)
    time = array("q", (HOUR * (i + 1) for i in range(90)))
    said = {"time": time, "equity": [1000.0 + i for i in range(90)], "benchmark": [1000.0] * 90, "best": "fast=1"}
    named = {"by": "sharpe", "values": values, "chosen": 1.2, "held": 0.5, "chance": 0.9, **said, **more}
    return OptimizeView("sma_cross on S0", heat=heat, **named)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "view",
    [
        searched(10, 19),
        searched(40, 40, in_sample=True),
        searched(1, 1),
        searched(12, 1),
        searched(3, 4, by="volatility", benchmark=(), held=None, chance=None),
        searched(3, 4, values=(), chosen=None, time=(), equity=(), benchmark=(), best=""),
        searched(2, 2, values=(1.0,) * 9),
        searched(6, 6, by="net_profit", sentences=("Best of 36 sets. " * 20,) * 3),
    ],
    ids=["grid", "large", "one set", "one axis", "lower is better", "none chosen", "all alike", "money"],
)
def test_searches_draw(view: OptimizeView) -> None:
    streams = io.BytesIO(), io.BytesIO()
    for stream in streams:
        MatplotlibReporter().optimize(view, stream)
    png = streams[0].getvalue()
    assert struct.unpack(">II", png[16:24]) == (1400, 1000)
    assert png == streams[1].getvalue()


def test_cells_without_a_set_to_choose_are_empty() -> None:
    nothing = Heat("fast", "slow", ("1", "2"), ("3", "4"), ((None, None), (None, None)), ((0, 1), (1, 0)))
    stream = io.BytesIO()
    MatplotlibReporter().optimize(replace(searched(2, 2), heat=nothing, values=()), stream)
    assert stream.getvalue().startswith(b"\x89PNG")


def test_names_of_ranges_below_a_large_map_do_not_overlap() -> None:
    wide = tuple(f"{100 + 3 * place} to {102 + 3 * place}" for place in range(40))
    heat = replace(searched(40, 40).heat, columns=wide)
    sheet = Sheet("t", [])
    draw_optimize(sheet, replace(searched(40, 40), heat=heat))
    sheet.figure.canvas.draw()
    shown = [text.get_window_extent() for text in sheet.figure.axes[0].get_xticklabels()]
    assert len(shown) > 5
    assert all(left.x1 < right.x0 for left, right in pairwise(shown))
