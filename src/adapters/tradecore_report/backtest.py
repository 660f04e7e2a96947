"""The picture of a backtest."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.lines import Line2D

from tradecore.metrics.drawdowns import drawdowns
from tradecore.views.backtest import BacktestView, PriceLine, TradeMark
from tradecore_report.sheet import (
    BLUE,
    GREEN,
    GREY,
    ORANGE,
    RED,
    Sheet,
    dated,
    days,
    key,
    money_axis,
    percent_axis,
    say,
)
from tradecore_report.thin import Floats, thin

PIXELS = 1260
MOST_PRICES = 3
# More trades than this would hide each other: then a strip of their profits stands under the price.
MOST_MARKERS = 250
FEW_MARKERS = 80
FEW_POINTS = 3


def draw_backtest(sheet: Sheet, view: BacktestView) -> None:
    """Equity and benchmark, drawdown beneath, then the closes of up to three symbols with their trades."""
    prices = view.prices[:MOST_PRICES]
    equity, drawdown, *panels = sheet.rows([3.2, 1.3, *([3.6 / len(prices)] * len(prices) if prices else [])])
    x = days(view.time)
    _equity(equity, view, x)
    _drawdown(drawdown, view, x)
    for axes, line in zip(panels, prices, strict=True):
        _price(axes, line, [trade for trade in view.trades if trade.symbol == line.symbol], view)
    everything = [equity, drawdown, *panels]
    if len(x):
        dated(equity, view.zone, min(x[0], *(days(line.time[:1])[0] for line in prices)) if prices else x[0], x[-1])
    for axes in everything[:-1]:
        axes.tick_params(labelbottom=False)
    left_out = len(view.prices) - len(prices)
    also = f"; {left_out} more symbols are traded and not drawn" if left_out else ""
    everything[-1].set_xlabel(f"dates in {view.zone}{also}")


def _equity(axes: Axes, view: BacktestView, x: Floats) -> None:
    axes.set_title("Equity, marked at each close" + (" (IN SAMPLE)" if view.in_sample else ""))
    money_axis(axes, view.currency)
    if not len(x):
        say(axes, "no bars")
        return
    _line(axes, x, view.equity, BLUE, f"strategy, {view.equity[-1]:,.0f} at the end", 1.6)
    if len(view.benchmark):
        _line(axes, x, view.benchmark, ORANGE, f"buy and hold, {view.benchmark[-1]:,.0f} at the end", 1.2)
    key(axes)
    axes.margins(y=0.08)


def _drawdown(axes: Axes, view: BacktestView, x: Floats) -> None:
    axes.set_title("Drawdown from the highest equity so far")
    percent_axis(axes, "below peak", ticks=4)
    if not len(x):
        return
    at, depth = thin(x, np.asarray(view.drawdown, dtype=float), PIXELS)
    floor = lowest = float(min(depth))
    axes.fill_between(at, depth, 0.0, color=BLUE, alpha=0.25, linewidth=0)
    axes.plot(at, depth, color=BLUE, linewidth=0.8, label=f"strategy, deepest {lowest * 100:.1f}%")
    if len(view.benchmark):
        beside = np.asarray(drawdowns(view.benchmark, view.benchmark[0]))
        _line(axes, x, beside, ORANGE, "buy and hold", 0.8)
        floor = min(floor, float(beside.min()))
    axes.set_ylim(min(floor * 1.15, -0.001), 0.0)
    key(axes)


def _price(axes: Axes, line: PriceLine, trades: list[TradeMark], view: BacktestView) -> None:
    axes.set_title(f"{line.symbol}: closes and {len(trades):,} closed trade{'' if len(trades) == 1 else 's'}")
    money_axis(axes, f"{view.currency} a unit")
    if not len(line.time):
        say(axes, "no bars")
        return
    _line(axes, days(line.time), line.close, GREY, "", 0.9)
    axes.margins(y=0.1)
    if not trades:
        say(axes, "no trade")
    elif len(trades) > MOST_MARKERS:
        _profits(axes, trades)
    else:
        _segments(axes, trades)
        _markers(axes, trades)


def _line(axes: Axes, x: Floats, values: object, color: str, label: str, width: float) -> None:
    at, y = thin(x, np.asarray(values, dtype=float), PIXELS)
    marker = "o" if len(at) < FEW_POINTS else ""
    axes.plot(at, y, color=color, linewidth=width, label=label, marker=marker)


def _segments(axes: Axes, trades: list[TradeMark]) -> None:
    ends = [
        list(zip(days((t.entry_time, t.exit_time)).tolist(), (t.entry_price, t.exit_price), strict=True))
        for t in trades
    ]
    colors = [GREEN if t.net > 0 else RED for t in trades]
    width = 1.6 if len(trades) <= FEW_MARKERS else 1.3
    axes.add_collection(LineCollection(ends, colors=colors, linewidths=width, alpha=0.85))


def _markers(axes: Axes, trades: list[TradeMark]) -> None:
    size = 56.0 if len(trades) <= FEW_MARKERS else 22.0
    for side, shape in (("long", "^"), ("short", "v")):
        for color, won in ((GREEN, True), (RED, False)):
            chosen = [t for t in trades if t.side == side and (t.net > 0) == won]
            entries = days([t.entry_time for t in chosen]), [t.entry_price for t in chosen]
            exits = days([t.exit_time for t in chosen]), [t.exit_price for t in chosen]
            axes.scatter(*entries, s=size, marker=shape, color=color, edgecolors="white", linewidths=0.6, zorder=3)
            axes.scatter(*exits, s=size * 0.55, marker="o", color="white", edgecolors=color, linewidths=1.2, zorder=3)
    key(axes, _shapes())


def _profits(axes: Axes, trades: list[TradeMark]) -> None:
    """A strip under the prices: each trade's net as a line up or down at its exit, the largest 2% cut off."""
    low, high = axes.get_ylim()
    axes.set_ylim(low - 0.4 * (high - low), high)
    largest = float(np.quantile([abs(t.net) for t in trades], 0.98)) or 1.0
    middle, reach = 0.13, 0.11
    for color, won in ((GREEN, True), (RED, False)):
        chosen = [t for t in trades if (t.net > 0) == won]
        tips = [middle + reach * max(-1.0, min(t.net / largest, 1.0)) for t in chosen]
        label = "net of a trade that gained" if won else "of one that did not"
        where = axes.get_xaxis_transform()
        axes.vlines(
            days([t.exit_time for t in chosen]), middle, tips, color=color, linewidth=0.8, transform=where, label=label
        )
    key(axes)


def _shapes() -> list[Line2D]:
    shapes = (("^", "long entry", GREY), ("v", "short entry", GREY), ("o", "exit", "white"))
    return [
        *(
            Line2D([], [], linestyle="", marker=shape, color=fill, markeredgecolor=GREY, label=label)
            for shape, label, fill in shapes
        ),
        Line2D([], [], color=GREEN, linewidth=2, label="trade that gained"),
        Line2D([], [], color=RED, linewidth=2, label="trade that did not"),
    ]
