"""What few bars reach."""

from collections.abc import Callable
from types import FunctionType
from typing import Any, TypeVar

Function = TypeVar("Function", bound=Callable[..., Any])


def rare(function: Function) -> Function:
    """Marks a function of the kernel that most bars pass by: a compiler keeps it out of the loop it is called from."""
    function.__dict__["rare"] = True
    return function


def is_rare(function: Any) -> bool:  # noqa: ANN401
    """Whether a function carries the mark."""
    return isinstance(function, FunctionType) and "rare" in function.__dict__
