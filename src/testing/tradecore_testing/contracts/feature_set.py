"""What every feature set does."""

import random
from abc import ABC, abstractmethod
from array import array
from collections.abc import Sequence
from math import isnan

import pytest

from tradecore.bars import HOUR, Bars, with_neutral_facts
from tradecore.errors import UnknownName
from tradecore.features import Feature
from tradecore.ports.feature_set import FeatureSet
from tradecore.table import Table

ROWS = 160


def random_bars(rows: int = ROWS, seed: int = 5) -> Bars:
    """A random walk of hourly bars without a calendar."""
    chance = random.Random(seed)  # noqa: S311
    close = 100.0
    columns: dict[str, array[float]] = {name: array("d") for name in ("open", "high", "low", "close", "volume")}
    for _ in range(rows):
        opening, close = close, close * (1 + chance.gauss(0, 0.01))
        values = (
            opening,
            max(opening, close) * 1.002,
            min(opening, close) * 0.998,
            close,
            float(chance.randint(1, 9999)),
        )
        for name, value in zip(columns, values, strict=True):
            columns[name].append(value)
    table = Table([n * HOUR for n in range(rows)], columns)
    return Bars(table.time, {**columns, **with_neutral_facts(table, HOUR)}, "RANDOM", HOUR)


def bits(column: Sequence[float]) -> list[float | None]:
    """The values with NaN as None, so that they compare."""
    return [None if isnan(value) else float(value) for value in column]


class FeatureSetContract(ABC):
    """Subclass, return the set, and name at least one of its features with arguments."""

    @abstractmethod
    def features(self) -> FeatureSet:
        """The set under test."""

    @abstractmethod
    def examples(self) -> Sequence[Feature]:
        """Features to compute on 160 hourly bars."""

    def test_one_value_a_bar(self) -> None:
        """NaN during the warm-up, then numbers."""
        for example in self.examples():
            column = bits(self.features().compute(random_bars(), example))
            warmup = self.features().warmup(example)
            assert len(column) == ROWS
            assert column[:warmup] == [None] * warmup
            assert None not in column[warmup:]

    def test_the_future_changes_nothing(self) -> None:
        """Cut at any bar, the values before the cut stay."""
        bars = random_bars()
        for example in self.examples():
            whole = bits(self.features().compute(bars, example))
            for cut in range(1, ROWS, 13):
                assert bits(self.features().compute(bars.slice(0, cut), example)) == whole[:cut]

    def test_a_split_leaves_no_trace(self) -> None:
        """Raw prices halved by a split of two give, before it, the same bits; after it the same signal to rounding."""
        bars, middle = random_bars(), ROWS // 2
        ratio = array("d", (2.0 if row == middle else 1.0 for row in range(ROWS)))
        halved = {
            name: array("d", (v / 2 if row >= middle else v for row, v in enumerate(bars[name])))
            for name in ("open", "high", "low", "close")
        }
        volume = array("d", (v * 2 if row >= middle else v for row, v in enumerate(bars["volume"])))
        split = bars.with_columns(**halved, split=ratio, volume=volume)
        for example in self.examples():
            whole, cut = (bits(self.features().compute(each, example)) for each in (bars, split))
            assert cut[:middle] == whole[:middle]
            for before, after in zip(whole[middle:], cut[middle:], strict=True):
                assert (before is None) == (after is None)
                if before is not None and after is not None:
                    assert after == pytest.approx(before) or after == pytest.approx(before / 2)

    def test_names_can_be_asked_for(self) -> None:
        """Each example is among them."""
        assert {example.name for example in self.examples()} <= set(self.features().names())

    def test_unknown_features_are_named(self) -> None:
        """With what exists."""
        with pytest.raises(UnknownName):
            self.features().compute(random_bars(5), Feature("no_such_feature"))
