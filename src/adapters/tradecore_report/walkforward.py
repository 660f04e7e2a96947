"""The picture of a walk forward."""

import numpy as np
from matplotlib.axes import Axes
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, MaxNLocator

from tradecore.views.walkforward import Band, Track, WalkView
from tradecore_report.sheet import (
    BLUE,
    FAINT,
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
)
from tradecore_report.thin import thin

PIXELS = 1260
MOST_TRACKS = 3
# With more windows than this, their numbers cannot be read.
MOST_NUMBERS = 30


def draw_walkforward(sheet: Sheet, view: WalkView) -> None:
    """The windows, the stitched equity, what each window gained inside and outside, and the parameters beneath."""
    tracks = view.tracks[:MOST_TRACKS]
    ribbon, equity, gains, *below = sheet.rows([1.5, 3.0, 1.4, *([1.0] * len(tracks))])
    _ribbon(ribbon, view)
    _equity(equity, view)
    _gains(gains, view)
    for axes, track in zip(below, tracks, strict=True):
        _drift(axes, track, view)
    everything = [ribbon, equity, gains, *below]
    first, last = days((view.bands[0].train[0], view.bands[-1].test[1]))
    dated(ribbon, view.zone, first, last)
    for axes in everything[:-1]:
        axes.tick_params(labelbottom=False)
    left_out = len(view.tracks) - len(tracks)
    also = f"; {left_out} more parameters were varied and are not drawn" if left_out else ""
    everything[-1].set_xlabel(f"dates in {view.zone}{also}")


def colour_of(band: Band) -> str:
    """What became of a test."""
    return GREY if band.outside is None else GREEN if band.outside > 0.0 else RED


def _ribbon(axes: Axes, view: WalkView) -> None:
    axes.set_title(f"{len(view.bands)} window{'' if len(view.bands) == 1 else 's'}: learned on, then traded")
    axes.grid(visible=False)
    for band in view.bands:
        for span, colour in ((band.train, FAINT), (band.test, colour_of(band))):
            begin, end = days(span)
            axes.barh(band.number, end - begin, left=begin, height=0.72, color=colour, edgecolor="white", linewidth=0.4)
    axes.set_ylim(len(view.bands) + 0.6, 0.4)
    axes.yaxis.set_major_locator(MaxNLocator(6, integer=True))
    axes.set_ylabel("window")
    kinds = {colour_of(band) for band in view.bands}
    names = {GREEN: "test that gained", RED: "that did not", GREY: "not traded"}
    key(
        axes,
        [
            Patch(facecolor=FAINT, label="training stretch"),
            *(Patch(facecolor=c, label=n) for c, n in names.items() if c in kinds),
        ],
    )


def _equity(axes: Axes, view: WalkView) -> None:
    marked = " (IN SAMPLE)" if view.in_sample else ""
    axes.set_title(f"Equity out of sample{marked}: {view.verdict.upper()}")
    money_axis(axes, view.currency)
    x = days(view.time)
    for number, band in enumerate(view.bands):
        begin, end = days(band.test)
        if number % 2 == 0:
            axes.axvspan(begin, end, color=FAINT, alpha=0.5, linewidth=0)
    for values, colour, name in ((view.benchmark, ORANGE, "buy and hold"), (view.equity, BLUE, "strategy")):
        if len(values):
            at, y = thin(x, np.asarray(values, dtype=float), PIXELS)
            axes.plot(at, y, color=colour, linewidth=1.5, label=f"{name}, {values[-1]:,.0f} at the end")
    axes.axhline(view.initial, color=GREY, linewidth=0.8, linestyle=":")
    key(axes)
    axes.margins(y=0.08)


def _gains(axes: Axes, view: WalkView) -> None:
    axes.set_title("Growth a bar, in the training stretch and in the test")
    percent_axis(axes, "a bar", ticks=4)
    for band in view.bands:
        begin, end = days(band.test)
        middle, width = (begin + end) / 2.0, (end - begin) * 0.36
        inside, outside = band.a_bar
        if inside is not None:
            axes.bar(middle - width / 2.0, inside, width, color=GREY, alpha=0.45)
        if outside is not None:
            axes.bar(middle + width / 2.0, outside, width, color=colour_of(band))
    axes.axhline(0.0, color=GREY, linewidth=0.8)
    key(axes, [Patch(facecolor=GREY, alpha=0.45, label="in sample"), Patch(facecolor=GREEN, label="out of sample")])


def _drift(axes: Axes, track: Track, view: WalkView) -> None:
    axes.set_title(f"Chosen {track.name}")
    room = (track.high - track.low) * 0.08
    axes.set_ylim(track.low - room, track.high + room)
    axes.yaxis.set_major_locator(MaxNLocator(4))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    for edge in (track.low, track.high):
        axes.axhline(edge, color=GREY, linewidth=0.8, linestyle=":")
    for band, value in zip(view.bands, track.values, strict=True):
        if value is not None:
            begin, end = days(band.test)
            axes.plot([begin, end], [value, value], color=BLUE, linewidth=3.0, solid_capstyle="butt")
            if len(view.bands) <= MOST_NUMBERS:
                axes.annotate(
                    f"{value:g}",
                    ((begin + end) / 2.0, value),
                    (0, 4),
                    textcoords="offset points",
                    ha="center",
                    fontsize=8,
                )
