"""The paper that pictures are drawn on: size, colours, header and axes."""

from collections.abc import Generator, Sequence
from contextlib import contextmanager
from textwrap import wrap
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

import numpy as np
from matplotlib import rc_context, rcParamsDefault
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.dates import AutoDateLocator, ConciseDateFormatter
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from tradecore.table import Column
from tradecore_report.thin import Floats

# Colours of Okabe and Ito, told apart by colour-blind readers.
BLUE, ORANGE, GREEN, RED, GREY = "#0072B2", "#E69F00", "#009E73", "#D55E00", "#6B7280"
INK, FAINT = "#1F2937", "#E5E7EB"
DAY = 86_400 * 10**9
_WIDTH, _HEIGHT, _DPI = 1400, 1000, 100
_COLUMNS, _MOST_LINES = 170, 9
_LEFT = 0.075

# What a matplotlibrc on this machine says must not change a picture.
SETTINGS: dict[Any, Any] = {
    **{key: value for key, value in rcParamsDefault.items() if not key.startswith(("backend", "interactive"))},
    "font.size": 10,
    "axes.edgecolor": GREY,
    "axes.labelcolor": INK,
    "axes.titlesize": 11,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "axes.titlecolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": FAINT,
    "xtick.color": INK,
    "ytick.color": INK,
    "legend.frameon": False,
    "legend.fontsize": 9,
    "text.parse_math": False,
}


class Sheet:
    """A figure with a title and sentences on top and room for axes below them."""

    def __init__(self, title: str, sentences: Sequence[str]) -> None:
        self.figure = Figure(figsize=(_WIDTH / _DPI, _HEIGHT / _DPI), dpi=_DPI, facecolor="white")
        self.canvas = FigureCanvasAgg(self.figure)
        lines = _lines(sentences)
        self.figure.text(_LEFT, 0.972, title, fontsize=15, fontweight="bold", color=INK, va="top")
        for i, line in enumerate(lines):
            self.figure.text(_LEFT, 0.938 - 0.0195 * i, line, fontsize=10, color=INK, va="top")
        self.top = 0.9 - 0.0195 * len(lines)

    def rows(self, shares: Sequence[float]) -> list[Axes]:
        """Axes under each other with heights in these proportions, sharing the first one's x."""
        grid = self.figure.add_gridspec(
            len(shares), 1, height_ratios=shares, left=_LEFT, right=0.975, top=self.top, bottom=0.06, hspace=0.24
        )
        first = self.figure.add_subplot(grid[0])
        return [first, *(self.figure.add_subplot(grid[i], sharex=first) for i in range(1, len(shares)))]

    def save(self, stream: BinaryIO) -> None:
        """Writes the PNG, without the date or the name of the software."""
        self.figure.savefig(stream, format="png", metadata={"Software": None})


@contextmanager
def paper(title: str, sentences: Sequence[str], stream: BinaryIO) -> Generator[Sheet]:
    """A sheet to draw on, which is written to `stream` when the block ends without an error."""
    with rc_context(SETTINGS):
        sheet = Sheet(title, sentences)
        yield sheet
        sheet.save(stream)


def _lines(sentences: Sequence[str]) -> list[str]:
    lines = [line for sentence in sentences for line in wrap(sentence, _COLUMNS)]
    return lines if len(lines) <= _MOST_LINES else [*lines[: _MOST_LINES - 1], "... the rest stands in result.json"]


def days(time: Column) -> Floats:
    """Instants (ns UTC) as days since 1970, which is how matplotlib keeps dates."""
    return np.asarray(time, dtype=np.int64) / DAY


def dated(axes: Axes, zone: str, first: float, last: float) -> None:
    """Dates in `zone` along x, from `first` to `last` (days), with a little room on either side."""
    room = (last - first) * 0.01 or 0.5
    axes.set_xlim(first - room, last + room)
    locator = AutoDateLocator(tz=ZoneInfo(zone), minticks=5, maxticks=12)
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(ConciseDateFormatter(locator, tz=ZoneInfo(zone)))


def money_axis(axes: Axes, label: str) -> None:
    """Whole numbers with thousands separators along y; digits where the range is small."""
    axes.set_ylabel(label)
    axes.yaxis.set_major_locator(MaxNLocator(6))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: _plain(axes, value)))


def _plain(axes: Axes, value: float) -> str:
    low, high = axes.get_ylim()
    span = abs(high - low)
    digits = 0 if span > 5 else 2 if span > 0.05 else 4  # noqa: PLR2004
    return f"{value:,.{digits}f}"


def percent_axis(axes: Axes, label: str, *, along: str = "y", ticks: int = 6) -> None:
    """Fractions as percent along x or y."""
    axis = axes.xaxis if along == "x" else axes.yaxis
    axis.set_label_text(label)
    axis.set_major_locator(MaxNLocator(ticks))
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{value * 100 + 0.0:g}%"))


def key(axes: Axes, handles: Sequence[Any] | None = None) -> None:
    """The legend, on the title's line, where it hides nothing."""
    shown = axes.get_legend_handles_labels()[0] if handles is None else handles
    axes.legend(
        handles=shown,
        ncols=max(len(shown), 1),
        loc="lower right",
        bbox_to_anchor=(1.0, 0.985),
        borderaxespad=0.2,
        columnspacing=1.4,
        labelcolor=INK,
    )


def say(axes: Axes, text: str) -> None:
    """Writes a note at the top of axes that have nothing to show."""
    axes.text(0.5, 0.97, text, transform=axes.transAxes, ha="center", va="top", fontsize=13, color=GREY)
