"""Live equity inside the cone of what returns out of sample let one expect."""

from collections.abc import Sequence
from dataclasses import dataclass

from tradecore.inference.resampling import Cone
from tradecore.live.drift import lines_at
from tradecore.views.charts import Chart, Line, Tone, thinned
from tradecore.views.text import percent, signed_percent


@dataclass(frozen=True, slots=True)
class ConeView:
    """Where equity stands after so many live `bars`: `growth` as a fraction, and the cone's lines there.

    `lines` are fractions, one for each of `shares`, empty beyond the cone's horizon. `above` and `below` are the
    shares between which it stands, None outside the outermost on that side. `horizon` is where the cone ends, `sample`
    how many bars it was drawn from.
    """

    bars: int
    growth: float
    shares: tuple[float, ...]
    lines: tuple[float, ...]
    above: float | None
    below: float | None
    horizon: int
    sample: int

    @property
    def outside(self) -> bool:
        """Whether it has left the outermost lines."""
        return bool(self.lines) and (self.above is None or self.below is None)


def cone_view(cone: Cone, bars: int, equity: float, initial: float) -> ConeView:
    """Where an account of `initial` cash stands in its cone after so many bars."""
    growth, lines = equity / initial, lines_at(cone, bars) or ()
    beneath = [share for share, line in zip(cone.shares, lines, strict=False) if line <= growth]
    over = [share for share, line in zip(cone.shares, lines, strict=False) if line >= growth]
    return ConeView(
        bars,
        growth - 1.0,
        cone.shares,
        tuple(line - 1.0 for line in lines),
        max(beneath, default=None),
        min(over, default=None),
        cone.bars[-1],
        cone.sample,
    )


def cone_line(view: ConeView) -> str:
    """It in a sentence."""
    stands = f"After {view.bars:,} bars equity is at {signed_percent(view.growth)}"
    if not view.lines:
        return f"{stands}, beyond the end of its cone of {view.horizon:,} bars: nothing says what to expect there."
    low, high = signed_percent(view.lines[0]), signed_percent(view.lines[-1])
    reach = f"{percent(view.shares[0], 0)} to {percent(view.shares[-1], 0)} of draws: {low} to {high}"
    drawn = f"drawn from {view.sample:,} bars out of sample"
    if view.above is None:
        return f"{stands}, BELOW its cone ({reach}), {drawn}: it does worse than one may blame on luck."
    if view.below is None:
        return f"{stands}, ABOVE its cone ({reach}), {drawn}: it does better than one may thank luck for."
    if view.above >= view.below:
        return f"{stands}, on the {percent(view.above, 0)} line of its cone ({reach}), {drawn}."
    between = f"between the {percent(view.above, 0)} and {percent(view.below, 0)} lines of its cone"
    return f"{stands}, {between} ({reach}), {drawn}."


def cone_chart(cone: Cone, marks: Sequence[tuple[int, float]], initial: float, bars: int | None = None) -> Chart:
    """The cone's lines up to `bars` (its horizon by default), and equity over them; `marks` are (bars, equity)."""
    end = cone.bars[-1] if bars is None else bars
    places = [place for place, at in enumerate(cone.bars) if at <= end]
    x = [0, *(cone.bars[place] for place in places)]
    middle = len(cone.shares) // 2
    layers = [
        Line(
            "median" if number == middle else percent(share, 0),
            x,
            [0.0, *(row[place] - 1.0 for place in places)],
            Tone.QUIET,
            dashed=number != middle,
        )
        for number, (share, row) in enumerate(zip(cone.shares, cone.growth, strict=True))
    ]
    met = thinned([at for at, _ in marks], [equity / initial - 1.0 for _, equity in marks])
    return Chart(
        "Equity in its cone",
        (*layers, Line("live equity", *met)),
        x="number",
        y="percent",
        x_name="bars since the session began",
        y_name="return",
        caption=(
            f"Grey: the shares of draws that are below, drawn from {cone.sample:,} returns out of sample in blocks of "
            f"{cone.block:.0f} bars; of ten sessions that are like them, about one ends outside the outermost lines."
        ),
    )
