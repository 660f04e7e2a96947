"""What makes the kernel fast."""

from collections.abc import Callable
from typing import Any, Protocol


class Compiler(Protocol):
    """Turns a core kernel and the strategy it calls into something faster with equal results."""

    def compile(self, kernel: Callable[..., Any], strategy: type) -> Callable[..., Any]:
        """The kernel, bound to the strategy's `decide`; equal to it bit for bit on the same arguments.

        Columns of the arguments must be numpy arrays or buffers that numpy can view.
        """
        ...

    def cached(self, kernel: Callable[..., Any], strategy: type) -> bool:
        """Whether `compile` is quick because kernel and strategy, as they are now, were compiled before."""
        ...
