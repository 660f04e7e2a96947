"""The picture of an optimisation."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.patches import Patch, Rectangle
from matplotlib.ticker import FuncFormatter, MaxNLocator

from tradecore.metrics.objectives import LARGER_IS_BETTER
from tradecore.views.optimize import Heat, OptimizeView
from tradecore.views.text import label, metric
from tradecore_report.sheet import BLUE, GREEN, INK, ORANGE, RED, Sheet, dated, days, key, money_axis, say
from tradecore_report.thin import Floats, thin

PIXELS = 1260
# With more cells than this, numbers in them cannot be read.
MOST_NUMBERS = 12
MOST_TICKS = 14
# So many characters fit below the map of two axes.
ACROSS = 90
BINS = 40
# Where sets were tried and none of them could be chosen; white is where nothing was tried.
POOR = "#C9CDD3"


def draw_optimize(sheet: Sheet, view: OptimizeView) -> None:
    """The objective over its axes, the spread of all sets beside it, and the best one's equity below."""
    upper = sheet.figure.add_gridspec(
        1, 2, width_ratios=(1.7, 1), left=0.075, right=0.975, top=sheet.top, bottom=0.36, wspace=0.17
    )
    lower = sheet.figure.add_gridspec(1, 1, left=0.075, right=0.975, top=0.275, bottom=0.06)
    heat, spread, equity = (sheet.figure.add_subplot(place) for place in (upper[0, 0], upper[0, 1], lower[0]))
    if view.heat.y:
        _heat(sheet, heat, view)
    else:
        _line(heat, view)
    _spread(spread, view)
    _equity(equity, view)


def _heat(sheet: Sheet, axes: Axes, view: OptimizeView) -> None:
    heat = view.heat
    cells, tried = _cells(heat), np.asarray(heat.tried)
    axes.set_title(_title(view))
    axes.grid(visible=False)
    poor = np.where((tried > 0) & np.isnan(cells), 1.0, np.nan)
    axes.imshow(poor, cmap=ListedColormap([POOR]), origin="lower", aspect="auto", interpolation="nearest")
    keys = [] if np.isnan(poor).all() else [Patch(facecolor=POOR, label="could not be chosen")]
    colours = "viridis" if LARGER_IS_BETTER[view.by] else "viridis_r"
    image = axes.imshow(cells, cmap=colours, origin="lower", aspect="auto", interpolation="nearest")
    _ticks(axes, heat)
    if not np.isnan(cells).all():
        bar = sheet.figure.colorbar(image, ax=axes, pad=0.015, fraction=0.04)
        bar.outline.set_visible(False)
        bar.ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: metric(view.by, float(value))))
    if max(cells.shape) <= MOST_NUMBERS:
        _numbers(axes, view, cells)
    if heat.best:
        row, column = heat.best
        frame = Rectangle((column - 0.5, row - 0.5), 1, 1, fill=False, edgecolor=RED, linewidth=2.6, label="best set")
        axes.add_patch(frame)
        keys.append(frame)
    if keys:
        key(axes, keys)


def _numbers(axes: Axes, view: OptimizeView, cells: Floats) -> None:
    low, high = np.nanmin(cells, initial=np.inf), np.nanmax(cells, initial=-np.inf)
    for (row, column), value in np.ndenumerate(cells):
        if np.isnan(value):
            continue
        bright = (value - low) / ((high - low) or 1.0) > 0.6  # noqa: PLR2004
        dark = bright == LARGER_IS_BETTER[view.by]
        text = metric(view.by, float(value))
        axes.text(column, row, text, ha="center", va="center", fontsize=8, color=INK if dark else "white")


def _ticks(axes: Axes, heat: Heat) -> None:
    axes.set_xlabel(heat.x)
    axes.set_ylabel(heat.y)
    across = ACROSS // (max(map(len, heat.columns)) + 2)
    for axis, texts, most in ((axes.xaxis, heat.columns, min(across, MOST_TICKS)), (axes.yaxis, heat.rows, MOST_TICKS)):
        step = -(-len(texts) // max(most, 1))
        places = range(0, len(texts), step)
        axis.set_ticks(list(places), [texts[place] for place in places])


def _line(axes: Axes, view: OptimizeView) -> None:
    """One axis: the objective along it."""
    heat, values = view.heat, _cells(view.heat)[0]
    axes.set_title(_title(view))
    axes.set_ylabel(label(view.by))
    axes.plot(np.arange(len(values)), values, color=BLUE, linewidth=1.4, marker="o", markersize=4)
    _ticks(axes, heat)
    axes.set_ylabel(label(view.by))
    axes.yaxis.set_major_locator(MaxNLocator(6))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: metric(view.by, float(value))))
    axes.set_xlim(-0.5, len(values) - 0.5)
    if heat.best:
        column = heat.best[1]
        axes.plot([column], values[column : column + 1], "o", color=RED, markersize=9, label="best set", linestyle="")
        key(axes)


def _cells(heat: Heat) -> Floats:
    return np.asarray([[np.nan if value is None else value for value in row] for row in heat.cells], dtype=float)


def _title(view: OptimizeView) -> str:
    over = f"{view.heat.x} and {view.heat.y}" if view.heat.y else view.heat.x
    others = f", the median over {', '.join(view.heat.others)}" if view.heat.others else ""
    name = label(view.by)
    return f"{name[:1].upper()}{name[1:]} over {over}{others}"


def _spread(axes: Axes, view: OptimizeView) -> None:
    number = len(view.values)
    axes.set_title(f"{number:,} set{'' if number == 1 else 's'} that could be chosen")
    axes.set_xlabel(label(view.by))
    axes.set_ylabel("sets")
    axes.xaxis.set_major_locator(MaxNLocator(6))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: metric(view.by, float(value))))
    axes.yaxis.set_major_locator(MaxNLocator(6, integer=True))
    if not number:
        say(axes, "none")
        return
    axes.hist(view.values, bins=min(BINS, max(5, number // 4)), color=BLUE, alpha=0.45)
    marks = (
        (view.held, ORANGE, "-", "holding"),
        (view.chance, GREEN, "--", "best by chance"),
        (view.chosen, RED, "-", "best set"),
    )
    for value, colour, style, name in marks:
        if value is not None:
            text = f"{name}, {metric(view.by, value, view.currency)}"
            axes.axvline(value, color=colour, linewidth=1.8, linestyle=style, label=text)
    axes.set_ylim(top=axes.get_ylim()[1] * 1.35)
    axes.legend(loc="upper left", labelcolor=INK, handlelength=1.4, frameon=True, framealpha=0.9, edgecolor="white")


def _equity(axes: Axes, view: OptimizeView) -> None:
    marked = " (IN SAMPLE)" if view.in_sample else ""
    axes.set_title(f"Equity of the best set, chosen with hindsight{marked}: {view.best}" if view.best else "Equity")
    money_axis(axes, view.currency)
    axes.set_xlabel(f"dates in {view.zone}")
    if not len(view.time):
        say(axes, "no set could be chosen")
        return
    x = days(view.time)
    dated(axes, view.zone, x[0], x[-1])
    for values, colour, name in ((view.equity, BLUE, "best set"), (view.benchmark, ORANGE, "buy and hold")):
        if len(values):
            at, y = thin(x, np.asarray(values, dtype=float), PIXELS)
            axes.plot(at, y, color=colour, linewidth=1.4, label=f"{name}, {values[-1]:,.0f} at the end")
    key(axes)
    axes.margins(y=0.08)
