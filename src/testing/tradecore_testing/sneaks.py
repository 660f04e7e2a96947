"""Labels, learners and strategies that know the future. The other half of what the leak check is tried on."""

from array import array
from collections.abc import Collection, Mapping, Sequence
from math import nan
from typing import ClassVar, NamedTuple

from tradecore.bars import Bars
from tradecore.features import Feature
from tradecore.labels import Target, labels
from tradecore.ports.learner import Aim
from tradecore.strategy import Account, Bar, Decision, NoInputs, NoState
from tradecore.table import Column, Table

Parameters = Mapping[str, float | int | str | bool]


def label_of_the_best_exit(bars: Bars, horizon: int, target: Target = "return") -> Sequence[float]:
    """The highest return at one or two horizons ahead: twice as far as it says."""
    once, twice = labels(bars, horizon, target), labels(bars, 2 * horizon, target)
    return [max(a, b) if b == b else a for a, b in zip(once, twice, strict=True)]


class BatchScaled:
    """Predicts the first feature less the mean of all rows that are predicted together."""

    parameters: ClassVar[Parameters] = {}

    def predict(self, features: Table) -> Column:
        """Its scaling is fitted when it predicts."""
        values = [float(v) for v in features[features.names[0]]]
        return array("d", (v - sum(values) / len(values) for v in values))

    def to_bytes(self) -> bytes:
        """Nothing is learned."""
        return b"scaled"


class BatchScaling:
    """The learner of it."""

    aims: Collection[Aim] = ("value", "probability")

    def fit(
        self, features: Table, target: Sequence[float], parameters: Parameters, seed: int, aim: Aim = "value"
    ) -> BatchScaled:
        """Learns nothing."""
        return BatchScaled()

    def from_bytes(self, content: bytes) -> BatchScaled:
        """The same."""
        return BatchScaled()


class Constant:
    """Predicts one number."""

    def __init__(self, value: float) -> None:
        self.parameters: Parameters = {}
        self._value = value

    def predict(self, features: Table) -> Column:
        """The same for every row."""
        return array("d", [self._value]) * len(features)

    def to_bytes(self) -> bytes:
        """The number."""
        return repr(self._value).encode()


class Hoarding:
    """A learner that keeps every target it ever saw, and learns from all of them."""

    aims: Collection[Aim] = ("value", "probability")

    def __init__(self) -> None:
        self._seen: list[float] = []

    def fit(
        self, features: Table, target: Sequence[float], parameters: Parameters, seed: int, aim: Aim = "value"
    ) -> Constant:
        """The sum over this fold and those before it."""
        self._seen.append(sum(target))
        return Constant(sum(self._seen))

    def from_bytes(self, content: bytes) -> Constant:
        """What was written."""
        return Constant(float(content))


class ThroughInputs(NamedTuple):
    """Decides honestly on a column that is not."""

    column: int = 0

    class Inputs(NamedTuple):
        """The change that comes."""

        ahead: float = 0.0

    State = NoState
    REASONS = ("none",)

    def features(self) -> tuple[Feature, ...]:
        """One that knows the next change."""
        return (Feature("next_change", (), "suspect"),)

    def decide(self, state: NoState, bar: Bar, inputs: Inputs, account: Account) -> tuple[Decision, NoState]:
        """Long before a rise."""
        return Decision(10.0 if inputs.ahead > 0.0 else 0.0), state


# What was written down of every bar that was ever decided on.
DIARY: dict[int, float] = {}
# What came, as somebody copied it from the file.
COPIED: dict[int, float] = {}


class ThroughMemory(NamedTuple):
    """Writes every close into a global, and looks the next one up there."""

    step: int = 3_600_000_000_000

    Inputs = NoInputs
    State = NoState
    REASONS = ("none",)

    def features(self) -> tuple[Feature, ...]:
        """None."""
        return ()

    def decide(self, state: NoState, bar: Bar, inputs: NoInputs, account: Account) -> tuple[Decision, NoState]:
        """Long before a rise, as far as an earlier run has seen it."""
        DIARY[bar.time] = bar.close
        return Decision(10.0 if DIARY.get(bar.time + self.step, nan) > bar.close else 0.0), state


class ThroughCopy(NamedTuple):
    """Looks the next close up in a copy of the file."""

    step: int = 3_600_000_000_000

    Inputs = NoInputs
    State = NoState
    REASONS = ("none",)

    def features(self) -> tuple[Feature, ...]:
        """None."""
        return ()

    def decide(self, state: NoState, bar: Bar, inputs: NoInputs, account: Account) -> tuple[Decision, NoState]:
        """Long before a rise."""
        return Decision(10.0 if copied(bar.time + self.step) > bar.close else 0.0), state


def copied(time: int) -> float:
    """The close at a time, from the copy."""
    return COPIED.get(time, nan)
