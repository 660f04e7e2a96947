"""The Compiler port over numba."""

from collections.abc import Callable
from types import FunctionType
from typing import Any

import numpy as np

from tradecore_numba.bind import bind


class NumbaCompiler:
    """Compiles a kernel once for each strategy class in this process."""

    def __init__(self) -> None:
        self._made: dict[tuple[FunctionType, type], Callable[..., Any]] = {}
        self._shared: dict[FunctionType, Any] = {}

    def compile(self, kernel: FunctionType, strategy: type) -> Callable[..., Any]:
        """The kernel on columns that numpy can view; what it writes is written in place."""
        key = (kernel, strategy)
        if key not in self._made:
            machine = bind(kernel, strategy, self._shared)
            self._made[key] = lambda *arguments: machine(*(viewed(one) for one in arguments))
        return self._made[key]


def viewed(value: Any) -> Any:  # noqa: ANN401
    """Columns as numpy arrays over the same memory, inside NamedTuples too; lists are copied; the rest as it is."""
    if isinstance(value, tuple) and hasattr(value, "_make"):
        return value._make(viewed(one) for one in value)  # type: ignore[attr-defined]
    if isinstance(value, (int, float, str)) or value is None:
        return value
    return np.asarray(value)
