"""How a long piece of work says where it is."""

from typing import Protocol


class Progress(Protocol):
    """Told often, cheap to tell."""

    def step(self, message: str, done: int = 0, total: int = 0, best: str = "") -> None:
        """`done` of `total` units of the step that `message` names; `best` is the best result so far."""
        ...
