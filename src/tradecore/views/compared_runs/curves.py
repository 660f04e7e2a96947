"""The equity of several runs over each other."""

from bisect import bisect_right
from collections.abc import Sequence

from tradecore.metrics.drawdowns import drawdowns
from tradecore.table import Table
from tradecore.views.charts import Chart, Line, Tone, thinned
from tradecore.views.compared_runs.model import LETTERS, ComparedRun, Curve, RunComparison

TONES = dict(zip(LETTERS, (Tone.FIRST, Tone.SECOND, Tone.THIRD, Tone.FOURTH, Tone.FIFTH, Tone.SIXTH), strict=True))
SAMPLES = 13


def charts(view: RunComparison) -> tuple[Chart, ...]:
    """The curves over each other, and their drawdowns; none without a curve."""
    if not view.curves:
        return ()
    gained = tuple(Line(each.name, *thinned(each.time, each.gained), TONES[each.letter]) for each in view.curves)
    fallen = tuple(Line(each.name, *thinned(each.time, each.drawdown), TONES[each.letter]) for each in view.curves)
    return (
        Chart("Return since the start", gained, y="percent", zone=view.zone),
        Chart("Drawdown", fallen, y="percent", zone=view.zone, low=True, floor=0.0),
    )


def curve_of(letter: str, run: ComparedRun, equity: Table) -> Curve:
    """Return and drawdown against the run's initial cash, so that accounts of any size can be compared."""
    first = float(run.numbers.get("initial") or (equity["equity"][0] if len(equity) else 1.0)) or 1.0
    values = [float(value) for value in equity["equity"]]
    subject = getattr(run.request, "strategy", "") or run.kind
    return Curve(
        letter=letter,
        name=f"{letter} {subject}",
        time=[int(time) for time in equity["available"]],
        gained=[value / first - 1.0 for value in values],
        drawdown=drawdowns(values, first),
    )


def samples_of(curves: Sequence[Curve], letters: Sequence[str]) -> tuple[tuple[int, tuple[float | None, ...]], ...]:
    """So many instants from the first start to the last end, evenly apart."""
    drawn = {curve.letter: curve for curve in curves if len(curve.time)}
    if not drawn:
        return ()
    start, end = min(each.time[0] for each in drawn.values()), max(each.time[-1] for each in drawn.values())
    instants = sorted({start + (end - start) * k // (SAMPLES - 1) for k in range(SAMPLES)})
    return tuple((instant, tuple(_at(drawn.get(letter), instant) for letter in letters)) for instant in instants)


def _at(curve: Curve | None, instant: int) -> float | None:
    if curve is None or not curve.time[0] <= instant <= curve.time[-1]:
        return None
    return curve.gained[bisect_right(curve.time, instant) - 1]
