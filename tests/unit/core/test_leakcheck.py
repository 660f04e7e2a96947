"""The leak check: every planted leak is caught and named, every honest twin passes."""

import random
from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from tradecore import leakcheck
from tradecore.bars import Bars
from tradecore.core_features import CoreFeatures
from tradecore.features import Feature, parse_feature
from tradecore.instants import format_instant
from tradecore.leakcheck import feature_leaks, start_dependence
from tradecore.ports.feature_set import FeatureSet
from tradecore.table import Column, Table
from tradecore_testing.leaky import HONEST, LEAKY, Suspects
from tradecore_testing.markets import walking_market as market

CORE = (
    "change(1)",
    "change(7)",
    "sma(20)",
    "atr(14)",
    "volatility_ratio(7,35)",
    "position_in_range(35)",
    "volume_ratio(35)",
    "hour",
)


@dataclass
class Sets:
    """A catalog that knows feature sets only."""

    sets: dict[str, FeatureSet] = field(default_factory=lambda: {"core": CoreFeatures(), "suspect": Suspects()})

    def feature_set(self, name: str) -> FeatureSet:
        return self.sets[name]


def test_there_are_twelve_leaky_features_and_eight_honest_ones() -> None:
    assert (len(LEAKY), len(HONEST)) == (12, 8)


def suspects(names: Sequence[str]) -> list[Feature]:
    return [parse_feature(f"suspect.{name}") for name in names]


@pytest.mark.parametrize("name", LEAKY)
def test_a_leak_is_caught_and_named(name: str) -> None:
    bars = market(400)
    found = feature_leaks(bars, [*suspects([name]), parse_feature("sma(5)")], Sets(), rows=60)
    assert [leak.column for leak in found] == [f"suspect.{name}"]
    assert found[0].hint
    assert found[0].time in {format_instant(t) for t in bars.time}


@pytest.mark.parametrize("name", HONEST)
def test_an_honest_feature_passes(name: str) -> None:
    assert feature_leaks(market(400), suspects([name]), Sets(), rows=60) == ()


def test_all_at_once_are_told_apart() -> None:
    found = feature_leaks(market(300), suspects([*HONEST, *LEAKY]), Sets(), rows=50)
    assert {leak.column for leak in found} == {f"suspect.{name}" for name in LEAKY}


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("next_change", "up to 1 bar ahead"),
        ("centred_average", "up to 2 bars ahead"),
        ("coming_high", "up to 5 bars ahead"),
        ("session_close", "session's end"),
        ("global_score", "whole file"),
        ("whole_rank", "whole file"),
        ("filled_backwards", "filled from later rows"),
        ("coarse_close", "up to 3 bars ahead"),
    ],
)
def test_the_hint_says_what_kind_of_leak_it_is(name: str, words: str) -> None:
    assert words in feature_leaks(market(400), suspects([name]), Sets(), rows=60)[0].hint


def test_the_cores_own_features_pass() -> None:
    features = [parse_feature(name) for name in CORE]
    assert feature_leaks(market(400), features, Sets(), rows=80) == ()
    assert start_dependence(market(2000), features, Sets()) == ()


def test_the_first_bar_that_changed_is_the_one_before_the_first_cut() -> None:
    bars = market(100)
    found = feature_leaks(bars, suspects(["next_change"]), Sets(), rows=40)
    assert found[0].time == format_instant(bars.time[100 - 40 - 5])
    assert found[0].test == leakcheck.TRUNCATION


def test_a_leak_that_only_a_changed_future_shows() -> None:
    def nosy(bars: Bars) -> Table:
        """Looks ahead where it can, and hides it where the file ends."""
        close = list(bars["close"])
        ahead = [close[t + 1] if t + 40 < len(close) else 0.0 for t in range(len(close))]
        return Table(bars.time, {"nosy": [a if len(close) == 45 else 0.0 for a in ahead]})

    found = leakcheck.leaks(market(45), nosy, 5, 40)
    assert [leak.column for leak in found] == ["nosy"]


def test_a_column_that_is_random_is_named() -> None:
    source = random.Random(1)
    found = leakcheck.leaks(market(60), lambda b: Table(b.time, {"dice": [source.random() for _ in b.time]}), 0, 50)
    assert found[0].test == leakcheck.REPEAT


def test_what_never_forgets_its_start_is_told_but_is_no_leak() -> None:
    class Total:
        """The sum of all volumes since the file began."""

        def names(self) -> Sequence[str]:
            return ["total"]

        def compute(self, bars: Bars, feature: Feature) -> Column:
            total, values = 0.0, array("d")
            for volume in bars["volume"]:
                total = total + volume
                values.append(total)
            return values

        def warmup(self, feature: Feature) -> int:
            return 0

    sets = Sets({"own": Total()})
    assert feature_leaks(market(200), [parse_feature("own.total")], sets, rows=60) == ()
    found = start_dependence(market(400), [parse_feature("own.total")], sets)
    assert [one.column for one in found] == ["own.total"]


@pytest.mark.parametrize("rows", [0, 1, 2, 9])
def test_a_short_file_is_no_error(rows: int) -> None:
    assert feature_leaks(market(rows), [parse_feature("sma(5)")], Sets()) == ()
    assert start_dependence(market(rows), [parse_feature("sma(5)")], Sets()) == ()
