"""A wrapper of the vendor's client that keeps what its decoder calls."""

from typing import Any

from ibapi.wrapper import EWrapper


class Heard(EWrapper):
    """Every call by its name."""

    def __init__(self) -> None:
        super().__init__()
        self.calls: list[tuple[Any, ...]] = []

    def openOrder(self, *values: Any) -> None:  # noqa: N802 - the vendor's name
        self.calls.append(("openOrder", *values))

    def completedOrder(self, *values: Any) -> None:  # noqa: N802 - as above
        self.calls.append(("completedOrder", *values))
