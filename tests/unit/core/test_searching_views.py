"""A search looked at closely: along each axis, and over all sets."""

from collections.abc import Sequence

from hypothesis import example, given
from hypothesis import strategies as st
from made_trials import made

from tradecore.views.charts import Chart, Layer, Line, Points, Strokes, Tone
from tradecore.views.searching.slices import MOST_POINTS, slice_charts
from tradecore.views.searching.spread import histogram, spread_chart


def layers(chart: Chart) -> dict[str, Layer]:
    return {layer.name: layer for layer in chart.layers}


def test_the_axis_that_matters_most_comes_first() -> None:
    _, trials, landscape = made(lambda one: {"sharpe": one.slow / 100 + one.fast / 1e6})
    first, second = slice_charts(trials, landscape)
    assert (first.title, second.title) == ("Sharpe along slow", "Sharpe along fast")
    assert first.caption.startswith("slow explains 100% of the differences.")


def test_a_slice_shows_every_set_the_middles_and_the_best() -> None:
    _, trials, landscape = made(lambda one: {"sharpe": float(one.fast), "trades": 30 if one.fast > 5 else 3})
    chart = next(each for each in slice_charts(trials, landscape) if each.x_name == "fast")
    shown = layers(chart)
    middle, best, sets = shown["middle"], shown["best set"], shown["sets"]
    assert isinstance(middle, Line)
    assert list(middle.x) == [10.0, 15.0, 20.0, 25.0, 30.0, 35.0, 40.0, 45.0, 50.0]
    assert list(middle.y) == list(middle.x)
    assert len(sets.x) == sum(trials.eligible(k) for k in range(len(trials)))
    assert (list(best.x), list(best.y)) == ([50.0], [50.0])
    assert isinstance(best, Points)
    assert best.notes == ("fast=50",)


def test_a_cloud_of_very_many_sets_is_thinned_and_says_so() -> None:
    _, trials, landscape = made(lambda one: {"sharpe": one.fast / one.slow}, over={"fast": "2:60", "slow": "61:160"})
    chart = slice_charts(trials, landscape)[0]
    sets = next(layer for layer in chart.layers if layer.name.startswith("sets"))
    assert sets.name == f"sets, one in {-(-len(trials) // MOST_POINTS)}"
    assert len(sets.x) <= MOST_POINTS


def test_nothing_to_choose_from_is_nothing_to_draw() -> None:
    _, trials, landscape = made(lambda _: {"sharpe": None})
    assert slice_charts(trials, landscape) == ()
    assert spread_chart("sharpe", (), None, 0.4, 0.8).layers == ()


@example([0.000195, -4194301.0])
@given(st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=300))
def test_every_value_lies_in_one_bin(values: Sequence[float]) -> None:
    edges, counts = histogram(values)
    assert sum(counts) == len(values)
    assert len(edges) == len(counts) + 1
    assert edges == sorted(edges)
    assert edges[0] == min(values)
    assert edges[-1] == max(values) or len(counts) == 1


def test_the_best_stands_beside_holding_and_chance() -> None:
    chart = spread_chart("sharpe", (0.1, 0.2, 0.3, 1.2), 1.2, 0.4, 0.8)
    marks = [layer for layer in chart.layers if isinstance(layer, Strokes)]
    assert [(mark.name, mark.x[0], mark.tone) for mark in marks] == [
        ("holding, 0.40", 0.4, Tone.SECOND),
        ("best by chance, 0.80", 0.8, Tone.THIRD),
        ("best set, 1.20", 1.2, Tone.BAD),
    ]
    assert chart.title == "4 sets that could be chosen"
    assert spread_chart("total_return", (0.1,), 0.1, None, None).x == "percent"
    assert spread_chart("net_profit", (0.1,), 0.1, None, None).x == "money"
