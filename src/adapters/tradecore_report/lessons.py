"""Features and months in the picture of a training."""

from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from tradecore.learning.importance import Importance
from tradecore.learning.months import Month
from tradecore.views.text import day
from tradecore_report.sheet import BLUE, GREY, ORANGE, percent_axis, say

MOST_FEATURES = 12
MOST_LABELS = 8
LONGEST = 18


def draw_importances(axes: Axes, importances: Sequence[Importance]) -> None:
    """By how much the error grows when a feature is shuffled; orange where it does not."""
    axes.set_title("Features (blue: it matters)")
    if not importances:
        say(axes, "no held-out rows")
        return
    shown = importances[:MOST_FEATURES][::-1]
    values = [each.increase for each in shown]
    colors = [BLUE if each.increase > 2.0 * each.spread else ORANGE for each in shown]
    axes.barh(range(len(shown)), values, xerr=[each.spread for each in shown], color=colors, ecolor=GREY, height=0.6)
    axes.set_yticks(range(len(shown)), [_short(each.feature) for each in shown], fontsize=8)
    axes.axvline(0.0, color=GREY, linewidth=0.8)
    percent_axis(axes, "growth of the error when shuffled", along="x", ticks=4)
    axes.grid(visible=False, axis="y")


def draw_months(axes: Axes, months: Sequence[Month]) -> None:
    """The rank IC of each month; none where it has too few rows."""
    axes.set_title("Rank IC by month")
    if not months:
        say(axes, "no held-out rows")
        return
    values = [each.rank_ic or 0.0 for each in months]
    axes.bar(range(len(months)), values, color=[BLUE if value > 0.0 else ORANGE for value in values], width=0.7)
    step = -(-len(months) // MOST_LABELS)
    axes.set_xticks(range(0, len(months), step), [day(each.start)[2:7] for each in months[::step]])
    axes.axhline(0.0, color=GREY, linewidth=0.8)
    axes.yaxis.set_major_locator(MaxNLocator(5))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.2g}"))
    axes.set_xlabel("months in UTC")
    axes.grid(visible=False, axis="x")


def _short(name: str) -> str:
    """What tells a feature from its neighbours is at its end: the windows."""
    word, bracket, rest = name.partition("(")
    room = max(LONGEST - len(bracket + rest), LONGEST // 3)
    return name if len(word) <= room else f"{word[: room - 1]}\N{HORIZONTAL ELLIPSIS}{bracket}{rest}"[: LONGEST + 1]
