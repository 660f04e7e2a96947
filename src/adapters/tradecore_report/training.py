"""The picture of a training."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter

from tradecore.views.training import TrainingView
from tradecore_report.lessons import draw_importances, draw_months
from tradecore_report.sheet import BLUE, GREY, ORANGE, RED, Sheet, dated, days, key, percent_axis, say
from tradecore_report.thin import thin

PIXELS = 1260
MOST_POINTS = 4000
BARS = 25


def draw_training(sheet: Sheet, view: TrainingView) -> None:
    """On top the rows, the calibration and the features; below the errors over time and the months."""
    grid = sheet.figure.add_gridspec(
        2, 6, height_ratios=[1.45, 1.0], left=0.065, right=0.985, top=sheet.top, bottom=0.065, hspace=0.3, wspace=1.1
    )
    rows = sheet.figure.add_subplot(grid[0, 0:2])
    if view.target == "direction":
        _probabilities(rows, view)
    else:
        _points(rows, view)
    _calibration(sheet.figure.add_subplot(grid[0, 2:4]), view)
    draw_importances(sheet.figure.add_subplot(grid[0, 4:6]), view.importances)
    _errors(sheet.figure.add_subplot(grid[1, 0:4]), view)
    draw_months(sheet.figure.add_subplot(grid[1, 4:6]), view.months)


def _points(axes: Axes, view: TrainingView) -> None:
    axes.set_title("Each held-out row")
    _named(axes, view)
    if not view.predicted:
        say(axes, "no held-out rows")
        return
    x, y = np.asarray(view.predicted), np.asarray(view.actual)
    step = -(-len(x) // MOST_POINTS)
    size = 12 if len(x) < 500 else 5  # noqa: PLR2004
    shown = f"rows, one in {step}" if step > 1 else "rows"
    axes.scatter(x[::step], y[::step], s=size, color=BLUE, alpha=0.35, linewidths=0, label=shown)
    _perfect(axes, float(x.min()), float(x.max()))
    key(axes)


def _probabilities(axes: Axes, view: TrainingView) -> None:
    axes.set_title("What was said")
    percent_axis(axes, "predicted probability of a rise", along="x")
    percent_axis(axes, "share of the rows")
    if not view.predicted:
        say(axes, "no held-out rows")
        return
    said, rose = np.asarray(view.predicted), np.asarray(view.actual) > 0.0
    edges = np.linspace(said.min(), said.max() + 1e-12, BARS + 1)
    for chosen, color, label in ((~rose, ORANGE, "fell"), (rose, BLUE, "rose")):
        if chosen.any():
            count = int(chosen.sum())
            share = np.full(count, 1.0 / count)
            axes.hist(said[chosen], edges, weights=share, color=color, alpha=0.5, label=f"{count:,} {label}")
    key(axes)


def _calibration(axes: Axes, view: TrainingView) -> None:
    axes.set_title("Calibration")
    _named(axes, view)
    if not view.bins:
        say(axes, "no held-out rows")
        return
    x = [group.predicted for group in view.bins]
    y = [group.actual for group in view.bins]
    reach = [2 * (group.error or 0.0) for group in view.bins]
    axes.errorbar(x, y, yerr=reach, fmt="o", color=BLUE, ecolor=BLUE, elinewidth=1, capsize=3, label="2 std. errors")
    _perfect(axes, min(x), max(x))
    if view.target == "direction":
        low, high = axes.get_ylim()
        axes.set_ylim(max(low, 0.0), min(high, 1.0))
    key(axes)


def _named(axes: Axes, view: TrainingView) -> None:
    if view.target == "direction":
        percent_axis(axes, "predicted probability of a rise", along="x")
        percent_axis(axes, "share that rose")
        return
    percent_axis(axes, "predicted return", along="x")
    percent_axis(axes, "actual return")
    axes.axhline(0.0, color=GREY, linewidth=0.8)
    axes.axvline(0.0, color=GREY, linewidth=0.8)


def _perfect(axes: Axes, low: float, high: float) -> None:
    axes.plot((low, high), (low, high), color=RED, linewidth=1.2, linestyle="--", label="perfect")
    axes.margins(0.08)


def _errors(axes: Axes, view: TrainingView) -> None:
    direction = view.target == "direction"
    axes.set_title("Log loss so far" if direction else "Mean absolute error so far")
    if direction:
        axes.set_ylabel("log loss")
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.3g}"))
    else:
        percent_axis(axes, "error, as return")
    axes.set_xlabel(f"dates in {view.zone}")
    if not view.model_error:
        say(axes, "no held-out rows")
        return
    x = days(view.time)
    dated(axes, view.zone, x[0], x[-1])
    other = "share of rises in training" if direction else "no change"
    for values, color, name in ((view.naive_error, ORANGE, other), (view.model_error, BLUE, "model")):
        at, y = thin(x, np.asarray(values), PIXELS)
        marker = "o" if len(at) < 3 else ""  # noqa: PLR2004
        last = f"{values[-1]:.4f}" if direction else f"{values[-1] * 100:.3f}%"
        axes.plot(at, y, color=color, linewidth=1.4, marker=marker, label=f"{name}, {last} at the end")
    # The first few rows swing widely and would hide the rest.
    settled = [value for values in (view.model_error, view.naive_error) for value in values[len(values) // 20 :]]
    axes.set_ylim(0.9 * min(settled) if direction else 0.0, 1.1 * max(settled) or 1.0)
    key(axes)
