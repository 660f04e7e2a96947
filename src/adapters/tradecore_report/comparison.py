"""The picture of several runs over each other."""

import numpy as np
from matplotlib.axes import Axes

from tradecore.views.charts import Chart, Line, Tone
from tradecore.views.compared_runs.curves import charts
from tradecore.views.compared_runs.model import RunComparison
from tradecore_report.sheet import BLUE, GREEN, GREY, ORANGE, RED, Sheet, dated, days, key, percent_axis, say

PURPLE, OCHRE = "#CC79A7", "#8A7A00"
COLOURS = {
    Tone.FIRST: BLUE,
    Tone.SECOND: ORANGE,
    Tone.THIRD: GREEN,
    Tone.FOURTH: RED,
    Tone.FIFTH: PURPLE,
    Tone.SIXTH: OCHRE,
}
FEW_POINTS = 3
# The names of more do not fit on one line.
FEW_CURVES = 3


def title_of(view: RunComparison) -> str:
    """What is compared."""
    return f"{view.runs[0].kind.capitalize()} runs {', '.join(view.letters[:-1])} and {view.letters[-1]}"


def draw_comparison(sheet: Sheet, view: RunComparison) -> None:
    """Returns since the start on top, drawdowns beneath, and which letter is which run."""
    drawn = charts(view)
    panels = sheet.rows([3.2, 1.4])
    if not drawn:
        for axes in panels:
            say(axes, "none of these runs has an equity curve")
        return
    for axes, chart in zip(panels, drawn, strict=True):
        _chart(axes, chart)
    panels[0].axhline(0.0, color=GREY, linewidth=0.8)
    panels[1].set_ylim(top=0.0)
    panels[0].tick_params(labelbottom=False)
    instants = [time for curve in view.curves for time in (*curve.time[:1], *curve.time[-1:])]
    if instants:
        span = days(sorted(instants))
        dated(panels[0], view.zone, span[0], span[-1])
    named = ", ".join(f"{letter} is {run.job_id}" for letter, run in zip(view.letters, view.runs, strict=True))
    panels[1].set_xlabel(f"dates in {view.zone}; {named}", fontsize=8)


def _chart(axes: Axes, chart: Chart) -> None:
    axes.set_title(chart.title)
    percent_axis(axes, "")
    for line in (layer for layer in chart.layers if isinstance(layer, Line)):
        y = np.asarray(line.y, dtype=float)
        if not len(y):
            continue
        told = f", {y[-1] * 100:+.1f}% at the end" if chart.floor is None else f", deepest {y.min() * 100:.1f}%"
        marker = "o" if len(y) < FEW_POINTS else ""
        name = line.name if len(chart.layers) <= FEW_CURVES else line.name[:1]
        axes.plot(days(line.x), y, color=COLOURS[line.tone], linewidth=1.3, marker=marker, label=name + told)
    key(axes)
    axes.margins(y=0.08)
