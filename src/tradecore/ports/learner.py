"""What learns."""

from collections.abc import Collection, Mapping, Sequence
from typing import Literal, Protocol, TypeAlias, runtime_checkable

from tradecore.table import Column, Table

# What a learner is asked for: the target's value, or the probability that a target of 0 or 1 is 1.
Aim: TypeAlias = Literal["value", "probability"]


class FittedModel(Protocol):
    """A model that can predict and be written to a file."""

    @property
    def parameters(self) -> Mapping[str, float | int | str | bool]:
        """Every parameter that it was fitted with, defaults included."""
        ...

    def predict(self, features: Table) -> Column:
        """One float a row, in the target's unit or a probability; the same row gives the same bits in any batch."""
        ...

    def to_bytes(self) -> bytes:
        """The file content; the same fit gives the same bytes."""
        ...


class Learner(Protocol):
    """A kind of model, registered by name."""

    @property
    def aims(self) -> Collection[Aim]:
        """What it can be asked for."""
        ...

    def fit(
        self,
        features: Table,
        target: Sequence[float],
        parameters: Mapping[str, float | int | str | bool],
        seed: int,
        aim: Aim = "value",
    ) -> FittedModel:
        """Fits everything (scaling included) on these rows only; NaN in features or target is an error.

        Raises UnknownKey or InvalidValue for parameters it does not accept, and InvalidValue for an aim that is not
        among `aims`, and for a probability whose target holds anything but 0 and 1, or only one of them.
        """
        ...

    def from_bytes(self, content: bytes) -> FittedModel:
        """Loads what `to_bytes` wrote; raises UntrustedModel for anything else and never runs it."""
        ...


@runtime_checkable
class Tunable(Protocol):
    """A learner that tells what can be set before it is fitted, so that a wrong parameter is refused before a job."""

    def resolve(self, parameters: Mapping[str, float | int | str | bool]) -> Mapping[str, float | int | str | bool]:
        """Every parameter that `fit` would use, defaults filled in; raises UnknownKey or InvalidValue as it does."""
        ...
