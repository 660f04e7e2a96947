"""What to show of a walk forward, and sentences that say what it is worth."""

from collections.abc import Sequence
from dataclasses import replace
from math import log
from statistics import median

from tradecore.contracts.walkforward import Drift, WalkForwardResult, WindowOutcome
from tradecore.instants import parse_instant
from tradecore.parameters import Value
from tradecore.space import Space
from tradecore.table import Table
from tradecore.views.heat import written
from tradecore.views.text import counted, money, percent, ratio
from tradecore.views.verdict import (
    against_holding,
    in_sample_warning,
    open_position,
    outcome,
    resampled,
    trading,
    worst_fall,
)
from tradecore.views.walkforward import Band, Track, WalkView

WORDS = {"pass": "PASS", "warn": "WARN", "fail": "FAIL"}


def walk_sentences(
    result: WalkForwardResult, currency: str, unused: int, warnings: Sequence[str] = ()
) -> WalkForwardResult:
    """The result with what to read first of it; `unused` bars at the end were too few for another window."""
    own, held = result.metrics, result.benchmark
    lines = [
        in_sample_warning() if result.in_sample else "",
        headline(result),
        against_holding(result.strategy, own, held) if held else outcome(result.strategy, own, currency),
        resampled(result.bootstrap) if result.bootstrap else "",
        worst_fall(own, held or None, "UTC"),
        trading(own, currency),
        bearing(result),
        by_window(result, currency),
        inside_out(result),
        standing(result),
        *(wandering(each, result.windows) for each in result.drift),
        untraded(result),
        earlier(result),
        open_position(own, currency),
        left_over(unused),
        *warnings,
    ]
    return replace(result, sentences=tuple(line for line in lines if line))


def headline(result: WalkForwardResult) -> str:
    """The verdict in one sentence, with its reasons."""
    spread = result.bootstrap.sharpe if result.bootstrap else None
    between = f" ({ratio(spread.low)} to {ratio(spread.high)})" if spread else ""
    return (
        f"{WORDS[result.verdict]}: over {counted(len(result.windows), 'window')} out of sample {result.strategy} has a "
        f"Sharpe of {ratio(result.metrics['sharpe'])}{between}: {'; '.join(result.reasons)}."
    )


def bearing(result: WalkForwardResult) -> str:
    """The costs at which the profit would be gone, beside those that were paid."""
    paid, bearable = result.facts["cost_paid"], result.facts["cost_bearable"]
    if paid is None or bearable is None:
        return ""
    if bearable <= 0.0:
        return f"It would have lost without any costs too; {paid:.1f} basis points of the money traded were paid."
    took = f"Costs took {paid:.1f} basis points of the money traded"
    return f"{took}; at {bearable:.1f} the profit of the same trades is gone."


def by_window(result: WalkForwardResult, currency: str) -> str:
    """How the profit is spread over the windows."""
    traded = [each for each in result.windows if each.traded]
    if len(traded) < 2:  # noqa: PLR2004
        return ""
    best, worst = max(traded, key=lambda each: each.profit), min(traded, key=lambda each: each.profit)
    share = f", {percent(best.share, 0)} of all profit" if best.share is not None else ""
    return (
        f"{result.facts['windows_profitable']} of {counted(len(traded), 'window')} gained; the best, number "
        f"{best.window}, {money(best.profit, currency)}{share}, the worst, number {worst.window}, "
        f"{money(worst.profit, currency)}."
    )


def inside_out(result: WalkForwardResult) -> str:
    """How much of what the sets promised inside came outside."""
    tried = [each for each in result.windows if each.traded and each.inside]
    if not tried:
        return ""
    ratios = [each.inside["sharpe"] or 0.0 for each in tried]
    promised = f"On their training stretches the chosen sets had a middle Sharpe of {ratio(median(ratios))}"
    kept = result.facts["efficiency"]
    if kept is None:
        return f"{promised}; they gained nothing there, or all was lost outside, so that there is no efficiency."
    return f"{promised}; outside, their growth a bar was {percent(kept, 0)} of that inside (walk-forward efficiency)."


def standing(result: WalkForwardResult) -> str:
    """Whether the chosen sets lie at edges, and on plateaus or peaks."""
    share, plateau = result.facts["at_edge"], result.facts["plateau"]
    if share is None:
        return ""
    tuned = [each for each in result.windows if each.traded and each.eligible]
    names = sorted({name for each in tuned for name in each.edges})
    where = f" (of {', '.join(names)})" if names else ""
    number = sum(bool(each.edges) for each in tuned)
    edges = f"The best set lies at an edge{where} in {number} of {counted(len(tuned), 'window')}"
    if plateau is None:
        return f"{edges}."
    return f"{edges}; in the middle window its neighbours beat {percent(plateau, 0)} of the sets further away."


def wandering(drift: Drift, windows: Sequence[WindowOutcome]) -> str:
    """How one parameter moved."""
    values = [each.parameters[drift.name] for each in windows if each.traded]
    if not drift.borders:
        return ""
    if not drift.changes:
        return f"{drift.name} stayed at {written(values[0])} in every window."
    return (
        f"{drift.name} changed at {drift.changes} of {counted(drift.borders, 'border')}, between "
        f"{written(min(values))} and {written(max(values))}, by {percent(drift.step, 0)} of its axis on average."
    )


def untraded(result: WalkForwardResult) -> str:
    """The windows that had no set to trade."""
    idle = [str(each.window) for each in result.windows if not each.traded]
    if not idle:
        return ""
    number = "Window" if len(idle) == 1 else "Windows"
    verb = "was" if len(idle) == 1 else "were"
    return f"{number} {', '.join(idle)} {verb} not traded: no set closed trades enough on the training stretch."


def looked(look: int) -> str:
    """How often the sealed end of the data has been looked at."""
    if not look:
        return ""
    return f"It is look number {look} at the sealed holdout of this data: only the first one is quite unspoilt."


def left_over(unused: int) -> str:
    """The bars behind the last window."""
    return f"{counted(unused, 'bar')} at the end made no window any more." if unused else ""


def earlier(result: WalkForwardResult) -> str:
    """What was tried on this data before."""
    if not result.before:
        return ""
    return (
        f"{counted(result.before, 'set')} of {result.strategy} had been tried on this data before: what you know of it "
        "chose this walk, and none of these numbers takes that into account."
    )


def walk_view(
    result: WalkForwardResult, equity: Table, space: Space | None, symbols: str, currency: str = "USD"
) -> WalkView:
    """The view of a walk; `equity` has the columns of its schema."""
    tracks = [_track(result.windows, axis.name, axis.values) for axis in (space.axes if space else ())]
    return WalkView(
        title=f"{result.strategy} on {symbols}, walked forward {result.start[:10]} to {result.end[:10]}",
        verdict=result.verdict,
        bands=tuple(map(_band, result.windows)),
        tracks=tuple(track for track in tracks if track.low < track.high),
        time=equity["available"],
        equity=equity["equity"],
        benchmark=equity.columns.get("benchmark", ()),
        initial=float(result.metrics["initial"] or 0.0),
        sentences=result.sentences,
        currency=currency,
        in_sample=result.in_sample,
    )


def _band(window: WindowOutcome) -> Band:
    inside = window.inside.get("total_return")
    return Band(
        window.window,
        (parse_instant(window.train_start), parse_instant(window.train_end)),
        (parse_instant(window.test_start), parse_instant(window.test_end)),
        inside,
        window.total_return if window.traded else None,
        (a_bar(inside, window.train_bars), a_bar(window.total_return if window.traded else None, window.test_bars)),
    )


def a_bar(gained: float | None, bars: int) -> float | None:
    """Logarithmic growth a bar; None where nothing is left."""
    return None if gained is None or gained <= -1.0 else log(1.0 + gained) / bars


def _track(windows: Sequence[WindowOutcome], name: str, values: Sequence[Value]) -> Track:
    chosen = tuple(float(each.parameters[name]) if each.traded else None for each in windows)
    return Track(name, chosen, float(values[0]), float(values[-1]))
