"""Live equity in the cone of what was to be expected: where it stands, and when a person is told."""

from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest

from tradecore.bars import HOUR, SECOND
from tradecore.errors import InvalidValue
from tradecore.inference.resampling import Cone
from tradecore.live.drift import Drift, lines_at
from tradecore.usecases.foreseeing import foresee
from tradecore.views.charts import Line
from tradecore.views.cone import cone_chart, cone_line, cone_view

CONE = Cone(
    draws=100,
    block=4.0,
    seed=1,
    sample=1_402,
    bars=(1, 10, 20),
    shares=(0.05, 0.5, 0.95),
    growth=((0.99, 0.9, 0.8), (1.0, 1.01, 1.02), (1.01, 1.1, 1.2)),
)


def test_lines_are_known_between_their_marks_and_not_beyond_the_last() -> None:
    assert lines_at(CONE, 0) == (1.0, 1.0, 1.0)
    assert lines_at(CONE, 10) == (0.9, 1.01, 1.1)
    assert lines_at(CONE, 15) == pytest.approx((0.85, 1.015, 1.15))
    assert lines_at(CONE, 21) is None
    sparse = replace(CONE, bars=(5, 10, 20))
    assert lines_at(sparse, 1) == pytest.approx((0.998, 1.0, 1.002))


def test_drift_is_told_once_each_time_that_equity_leaves() -> None:
    drift = Drift(CONE, 1_000.0)
    equity = [1_000, 979, 960, 995, 1_200, 1_000, 890, 700]
    told = [drift.look(bars, value) for bars, value in enumerate(equity, 1)]
    assert [alarm is not None for alarm in told] == [False, True, False, False, True, False, True, False]
    assert told[1] is not None
    assert told[1].kind == "drift"
    assert told[1].message == (
        "Equity has left its cone below: -2.1% after 2 bars, where 5% to 95% of the draws lie between -2.0% and +2.0%."
    )
    assert drift.look(21, 1.0) is None


def test_equity_on_a_line_has_not_left() -> None:
    assert Drift(CONE, 1_000.0).look(10, 900.0) is None


@pytest.mark.parametrize(
    ("bars", "equity", "said"),
    [
        (
            10,
            1_050.0,
            "After 10 bars equity is at +5.0%, between the 50% and 95% lines of its cone (5% to 95% of draws",
        ),
        (10, 890.0, "BELOW its cone (5% to 95% of draws: -10.0% to +10.0%), drawn from 1,402 bars out of sample"),
        (10, 1_150.0, "ABOVE its cone"),
        (10, 1_010.0, "on the 50% line of its cone"),
        (21, 1_010.0, "beyond the end of its cone of 20 bars"),
    ],
)
def test_where_it_stands_is_a_sentence(bars: int, equity: float, said: str) -> None:
    view = cone_view(CONE, bars, equity, 1_000.0)
    assert said in cone_line(view)
    assert view.outside is (("its cone (" in said and "lines" not in said and "line of" not in said) or "ABOVE" in said)


def test_the_chart_has_a_line_for_each_share_and_the_equity_over_them() -> None:
    chart = cone_chart(CONE, [(0, 1_000.0), (1, 1_005.0), (2, 990.0)], 1_000.0)
    lines = [layer for layer in chart.layers if isinstance(layer, Line)]
    assert len(lines) == len(chart.layers) == 4
    assert [list(line.x) for line in lines[:3]] == [[0, 1, 10, 20]] * 3
    for lower, higher in pairwise(lines[:3]):
        assert all(a <= b for a, b in zip(lower.y, higher.y, strict=True))
    assert list(lines[3].y) == pytest.approx([0.0, 0.005, -0.01])
    assert list(cone_chart(CONE, [], 1_000.0, 10).layers[0].x) == [0, 1, 10]


class Fixed:
    """A resampler with one cone, which remembers what it was asked."""

    asked: tuple[Any, ...] = ()

    def cone(self, *asked: Any) -> Cone:
        self.asked = asked
        return CONE


def test_what_is_expected_is_drawn_from_returns_on_bars_of_the_same_length() -> None:
    resampler: Any = Fixed()
    time = [t * HOUR for t in range(100)]
    assert foresee(time, [101.0] * 100, 100.0, HOUR, 50, resampler) == CONE
    assert resampler.asked[:2] == ([pytest.approx(0.01), *[0.0] * 99], 50)
    foresee(time, [101.0] * 100, 100.0, HOUR, 0, resampler)
    assert resampler.asked[1] == 5_000
    with pytest.raises(InvalidValue, match="bars as long as the session's, 60 s"):
        foresee(time, [101.0] * 100, 100.0, 60 * SECOND, 50, resampler)
    with pytest.raises(InvalidValue, match="99 bars"):
        foresee(time[1:], [101.0] * 99, 100.0, HOUR, 50, resampler)
