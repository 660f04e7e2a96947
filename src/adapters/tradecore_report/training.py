"""The picture of a training."""

import numpy as np
from matplotlib.axes import Axes

from tradecore.views.training import TrainingView
from tradecore_report.sheet import BLUE, GREY, ORANGE, RED, Sheet, dated, days, key, percent_axis, say
from tradecore_report.thin import thin

PIXELS = 1260
MOST_POINTS = 4000


def draw_training(sheet: Sheet, view: TrainingView) -> None:
    """Two squares on top, predicted against actual and by bin; below, the errors over time."""
    grid = sheet.figure.add_gridspec(
        2, 2, height_ratios=[1.5, 1.0], left=0.075, right=0.975, top=sheet.top, bottom=0.065, hspace=0.26, wspace=0.16
    )
    _points(sheet.figure.add_subplot(grid[0, 0]), view)
    _calibration(sheet.figure.add_subplot(grid[0, 1]), view)
    _errors(sheet.figure.add_subplot(grid[1, :]), view)


def _points(axes: Axes, view: TrainingView) -> None:
    axes.set_title("Each held-out row")
    _predicted_and_actual(axes)
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


def _calibration(axes: Axes, view: TrainingView) -> None:
    axes.set_title("Calibration")
    _predicted_and_actual(axes)
    if not view.bins:
        say(axes, "no held-out rows")
        return
    x = [group.predicted for group in view.bins]
    y = [group.actual for group in view.bins]
    reach = [2 * (group.error or 0.0) for group in view.bins]
    label = f"{len(x)} groups, two standard errors"
    axes.errorbar(x, y, yerr=reach, fmt="o", color=BLUE, ecolor=BLUE, elinewidth=1, capsize=3, label=label)
    _perfect(axes, min(x), max(x))
    key(axes)


def _predicted_and_actual(axes: Axes) -> None:
    percent_axis(axes, "predicted return", along="x")
    percent_axis(axes, "actual return")
    axes.axhline(0.0, color=GREY, linewidth=0.8)
    axes.axvline(0.0, color=GREY, linewidth=0.8)


def _perfect(axes: Axes, low: float, high: float) -> None:
    axes.plot((low, high), (low, high), color=RED, linewidth=1.2, linestyle="--", label="a perfect forecast")
    axes.margins(0.08)


def _errors(axes: Axes, view: TrainingView) -> None:
    axes.set_title("Mean absolute error so far")
    percent_axis(axes, "error, as return")
    axes.set_xlabel(f"dates in {view.zone}")
    if not view.model_error:
        say(axes, "no held-out rows")
        return
    x = days(view.time)
    dated(axes, view.zone, x[0], x[-1])
    for values, color, name in ((view.naive_error, ORANGE, "no change"), (view.model_error, BLUE, "model")):
        at, y = thin(x, np.asarray(values), PIXELS)
        marker = "o" if len(at) < 3 else ""  # noqa: PLR2004
        axes.plot(at, y, color=color, linewidth=1.4, marker=marker, label=f"{name}, {values[-1] * 100:.3f}% at the end")
    axes.set_ylim(bottom=0.0)
    key(axes)
