"""How a long piece of work says where it is."""

from typing import Protocol


class Progress(Protocol):
    """Told often, cheap to tell."""

    def step(self, message: str, done: int = 0, total: int = 0, best: str = "", left: float | None = None) -> None:
        """`done` of `total` units of the step that `message` names; `best` is the best result so far.

        `left` are the seconds until it is done, from who knows better than its speed so far tells.
        """
        ...
