"""What learns."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from tradecore.table import Column, Table


class FittedModel(Protocol):
    """A model that can predict and be written to a file."""

    @property
    def parameters(self) -> Mapping[str, float | int | str | bool]:
        """Every parameter that it was fitted with, defaults included."""
        ...

    def predict(self, features: Table) -> Column:
        """One float a row, in the target's unit; the same row gives the same bits in any batch."""
        ...

    def to_bytes(self) -> bytes:
        """The file content; the same fit gives the same bytes."""
        ...


class Learner(Protocol):
    """A kind of model, registered by name."""

    def fit(
        self, features: Table, target: Sequence[float], parameters: Mapping[str, float | int | str | bool], seed: int
    ) -> FittedModel:
        """Fits everything (scaling included) on these rows only; NaN in features or target is an error.

        Raises UnknownKey or InvalidValue for parameters it does not accept.
        """
        ...

    def from_bytes(self, content: bytes) -> FittedModel:
        """Loads what `to_bytes` wrote; raises UntrustedModel for anything else and never runs it."""
        ...
