"""What makes the kernel fast."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

Kernel = Callable[..., Any]


class Compiler(Protocol):
    """Turns a core kernel and the strategy it calls, or a plain loop, into something faster with equal results."""

    def compile(self, kernel: Kernel, strategy: type | None = None) -> Kernel:
        """The kernel, bound to the strategy's `decide`; equal to it bit for bit on the same arguments.

        It is compiled, or read from where compiled kernels are kept, at its first call with arguments of a new
        shape. Columns of the arguments must be numpy arrays or buffers that numpy can view. A strategy that
        the compiler cannot take runs interpreted, and one warning says why.
        """
        ...

    def cached(self, kernel: Kernel, strategy: type | None, arguments: Sequence[Any]) -> bool:
        """Whether a call with such arguments finds kernel and strategy, as they are now, compiled before."""
        ...

    def refusal(self, kernel: Kernel, strategy: type) -> str:
        """Why the strategy runs interpreted, as far as calls have shown; empty when it is compiled."""
        ...
