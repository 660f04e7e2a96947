"""How the sets of a search are spread over the objective, and what the best of them stands beside."""

from collections.abc import Sequence

from tradecore.views.charts import Chart, Line, Strokes, Tone
from tradecore.views.meanings import unit_of
from tradecore.views.text import label, metric

BINS = 40
FEWEST_BINS = 5
CAPTION = (
    "How many sets came to what. The best of many is the end of the tail: it convinces beyond what the best of so many "
    "would show by chance, and where the middle of the sets is good too."
)


def spread_chart(
    by: str, values: Sequence[float], chosen: float | None, held: float | None, chance: float | None
) -> Chart:
    """A histogram of the sets that could be chosen; `chosen`, `held` and `chance` as in OptimizeView."""
    layers: list[Line | Strokes] = []
    if values:
        edges, counts = histogram(values)
        layers.append(Line("sets", *_steps(edges, counts), filled=True))
        marks = (
            ("holding", held, Tone.SECOND),
            ("best by chance", chance, Tone.THIRD),
            ("best set", chosen, Tone.BAD),
        )
        layers += [_mark(name, value, max(counts), tone, by) for name, value, tone in marks if value is not None]
    return Chart(
        f"{len(values):,} sets that could be chosen",
        tuple(layers),
        x=unit_of(by),
        y="number",
        x_name=label(by),
        y_name="sets",
        caption=CAPTION,
        floor=0.0,
    )


def histogram(values: Sequence[float]) -> tuple[list[float], list[int]]:
    """Edges of equal bins from the lowest to the highest value, and how many lie in each; of at least one value."""
    low, high = min(values), max(values)
    number = 1 if low == high else min(BINS, max(FEWEST_BINS, len(values) // 4))
    width = (high - low) / number or 1.0
    counts = [0] * number
    for value in values:
        counts[min(int((value - low) / width), number - 1)] += 1
    # The last edge is the highest value itself: a sum of widths may end beside it.
    last = high if high > low else low + width
    return [*(low + width * k for k in range(number)), last], counts


def _steps(edges: Sequence[float], counts: Sequence[int]) -> tuple[list[float], list[float]]:
    """The outline of the bins."""
    x, y = [edges[0]], [0.0]
    for place, count in enumerate(counts):
        x += [edges[place], edges[place + 1]]
        y += [float(count), float(count)]
    return [*x, edges[-1]], [*y, 0.0]


def _mark(name: str, value: float, height: int, tone: Tone, by: str) -> Strokes:
    told = f"{name}, {metric(by, value)}"
    return Strokes(told, [value], [0.0], [value], [float(height)], tone, notes=(told,))
