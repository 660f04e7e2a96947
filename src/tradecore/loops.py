"""Loops over columns, run as they are written or compiled: the results are the same, the waiting is not."""

from collections.abc import Callable
from typing import ParamSpec, Protocol, TypeVar

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


class Loops(Protocol):
    """Makes a plain loop quick.

    A loop is a function at module level of scalars and columns (`array.array`, or what numpy can view), which it reads
    and fills in place; it may call others of its kind and `math`.
    """

    def __call__(self, loop: Callable[Arguments, Result], /) -> Callable[Arguments, Result]:
        """What is called in its place, with equal results bit for bit."""
        ...


def as_written(loop: Callable[Arguments, Result], /) -> Callable[Arguments, Result]:
    """The loop itself, interpreted."""
    return loop
