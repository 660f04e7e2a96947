"""Python's own errors in a strategy's arithmetic: what `math` refuses, compiled code refuses too.

It only has to stop: the decision is then taken again interpreted, and that tells what was wrong.
"""

import math
from collections.abc import Callable
from types import BuiltinFunctionType
from typing import Any

from numba import njit
from numba.core import types
from numba.extending import overload

SINGLE = (
    *("sqrt", "exp", "expm1", "log", "log2", "log10", "log1p"),
    *("sin", "cos", "tan", "asin", "acos", "atan", "sinh", "cosh", "tanh", "asinh", "acosh", "atanh"),
    *("erf", "erfc"),
)
ROUNDED = ("floor", "ceil", "trunc")
PLAIN = ("fabs", "copysign", "atan2", "hypot", "isnan", "isinf", "isfinite", "degrees", "radians")
LARGEST = 9.2e18


def _single(function: Callable[[float], float]) -> Callable[[float], float]:
    def checked(x: float) -> float:
        given = float(x)
        value = function(given)
        if value - value != 0.0 and given - given == 0.0:
            raise ValueError
        if value != value and given == given:
            raise ValueError
        return value

    return checked


def _rounded(function: Callable[[float], int]) -> Callable[[float], int]:
    def checked(x: float) -> int:
        if not -LARGEST < x < LARGEST:
            raise ValueError
        return function(x)

    return checked


def whole(x: Any) -> int:  # noqa: ANN401
    """The twin of `int`."""
    return int(x)


@overload(whole)
def compiled_whole(x: Any) -> Any:  # noqa: ANN401
    """Only a number that has a whole part."""

    def checked(x: Any) -> int:  # noqa: ANN401
        if not -LARGEST < x < LARGEST:
            raise ValueError
        return int(x)

    def plain(x: Any) -> int:  # noqa: ANN401
        return int(x)

    return checked if isinstance(x, types.Float) else plain


def checked_builtins(options: Any) -> dict[Any, Any]:  # noqa: ANN401
    """Python's function -> the compiled one that raises where it does."""
    jit = njit(error_model="python", **options)
    twins: dict[Any, Any] = {int: whole}
    twins.update({getattr(math, name): jit(_single(getattr(math, name))) for name in SINGLE})
    twins.update({getattr(math, name): jit(_rounded(getattr(math, name))) for name in ROUNDED})
    twins.update({getattr(math, name): getattr(math, name) for name in PLAIN})
    return twins


def refused(value: BuiltinFunctionType, twins: dict[Any, Any]) -> bool:
    """Whether a function of `math` has no twin whose results are known to be equal."""
    return value.__module__ == "math" and value not in twins
