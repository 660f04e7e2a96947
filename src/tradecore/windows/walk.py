"""Walk-forward windows: learn on a stretch of bars, trade the next, move on."""

from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from tradecore.errors import InvalidValue
from tradecore.instants import format_day
from tradecore.windows.spans import Span


class Window(NamedTuple):
    """Places of the bars to learn on and of those to trade after; what lies between belongs to neither."""

    train: range
    test: range

    @property
    def between(self) -> int:
        """The bars between: gap and embargo."""
        return self.test.start - self.train.stop


class Walk(NamedTuple):
    """The windows in their order, and how many bars at the end were too few for another."""

    windows: tuple[Window, ...]
    unused: int

    @property
    def tested(self) -> range:
        """From the first test bar to the last, holes between windows included where the step is longer than a test."""
        return range(self.windows[0].test.start, self.windows[-1].test.stop)


class Plan(NamedTuple):
    """How to walk; see `walk_forward`."""

    train: Span
    test: Span
    step: Span
    anchored: bool
    between: int
    fewest: int


def walk_forward(
    sessions: Sequence[int],
    train: Span,
    test: Span,
    step: Span | None = None,
    *,
    anchored: bool = False,
    horizon: int = 0,
    gap: int | None = None,
    embargo: int = 0,
    fewest: int = 1,
) -> Walk:
    """Windows over bars whose `sessions` (days since 1970-01-01, ascending) are given, one a bar.

    Args:
        sessions: the date of the session that each bar belongs to, of the exchange.
        train: length of the stretch to learn on; of the first one when `anchored`, which all begin at the first bar.
        test: length of the stretch to trade, right after the gap and the embargo.
        step: from one test's beginning to the next one's; a test's length unless given, and never shorter: no bar is
            traded twice.
        anchored: the training stretch grows instead of moving.
        horizon: bars that a training row's label reaches ahead, 0 where nothing is learned.
        gap: bars left out between the two, at least `horizon` (and that unless given), so that every label of the
            training stretch is known at the close before the first bar traded.
        embargo: bars left out in addition.
        fewest: bars that a training and a test stretch must have. A last test stretch that the bars end within counts
            when it has so many.

    Spans in bars leave the gap and the embargo between two whole stretches. Spans on dates cut at borders of
    sessions and take both from the end of the training stretch.

    Raises InvalidValue for spans of which some are in bars and some on dates, a step shorter than a test, a gap
    below the horizon, a stretch with fewer bars than `fewest`, and when not even one window fits.
    """
    stride, apart = step or test, horizon if gap is None else gap
    check_spans(train, test, stride)
    _refuse_senseless(apart, horizon, embargo, fewest)
    plan = Plan(train, test, stride, anchored, apart + embargo, fewest)
    cut = _dated(sessions, plan) if test.dated else _counted(len(sessions), plan)
    windows = tuple(_enough(sessions, cut, fewest))
    if not windows:
        raise InvalidValue("windows", f"{len(sessions):,} bars", f"enough for {_needed(plan)}")
    return Walk(windows, len(sessions) - windows[-1].test.stop)


def check_spans(train: Span, test: Span, step: Span) -> None:
    """Raises InvalidValue for spans of which some are in bars and some on dates, and a step shorter than a test."""
    if len({train.dated, test.dated, step.dated}) > 1:
        named = f"train {train}, test {test}, step {step}"
        raise InvalidValue("windows", named, "all three in bars, or all three in days, weeks, months or years")
    # A month is not so many days: dates of one year tell which of the two is longer.
    first, second = (step.after(0), test.after(0)) if test.dated else (step.number, test.number)
    if first < second:
        raise InvalidValue("windows.step", str(step), f"at least the test's {test}, so that no bar is traded twice")


def _refuse_senseless(gap: int, horizon: int, embargo: int, fewest: int) -> None:
    if gap < horizon:
        raise InvalidValue("windows.gap", gap, f"at least the label's horizon of {horizon} bars")
    for name, value, least in (("horizon", horizon, 0), ("embargo", embargo, 0), ("fewest", fewest, 1)):
        if value < least:
            raise InvalidValue(f"windows.{name}", value, f"{least} or more bars")


def _counted(bars: int, plan: Plan) -> list[Window]:
    windows: list[Window] = []
    start = plan.train.number + plan.between
    while start < bars:
        end = start - plan.between
        begin = 0 if plan.anchored else end - plan.train.number
        windows.append(Window(range(begin, end), range(start, min(start + plan.test.number, bars))))
        start += plan.step.number
    return windows


def _dated(sessions: Sequence[int], plan: Plan) -> list[Window]:
    windows: list[Window] = []
    if not len(sessions):
        return windows
    first, last = int(sessions[0]), int(sessions[-1])
    origin = plan.train.after(first)
    # Counted from the origin, so that windows from a 31st do not creep forward.
    times, day = 0, origin
    while day <= last:
        times += 1
        following = plan.step.after(origin, times)
        end = following if plan.test == plan.step else min(plan.test.after(day), following)
        begin = 0 if plan.anchored else bisect_left(sessions, plan.train.after(day, -1))
        start, stop = bisect_left(sessions, day), bisect_left(sessions, end)
        if stop > start:  # a weekend is no window
            windows.append(Window(range(begin, max(begin, start - plan.between)), range(start, stop)))
        day = following
    return windows


def _enough(sessions: Sequence[int], windows: Sequence[Window], fewest: int) -> list[Window]:
    """The windows, without a last one that the bars end too early in; raises InvalidValue for any other such one."""
    whole = list(windows)
    if whole and whole[-1].test.stop == len(sessions) and len(whole[-1].test) < fewest:
        whole.pop()
    for place, window in enumerate(whole, 1):
        for part, rows in (("training", window.train), ("test", window.test)):
            if len(rows) < fewest:
                where = f" near {format_day(int(sessions[min(rows.start, len(sessions) - 1)]))}"
                raise InvalidValue(
                    f"windows: {part} stretch {place}{where}",
                    f"{len(rows)} bars",
                    f"{fewest} or more; take longer stretches, or bars without such a hole",
                )
    return whole


def _needed(plan: Plan) -> str:
    apart = f", {plan.between} bars between" if plan.between else ""
    return f"{plan.train} to learn on{apart} and {plan.fewest} bars to trade"
