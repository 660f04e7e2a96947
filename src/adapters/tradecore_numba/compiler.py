"""The Compiler port over numba."""

import warnings
from collections.abc import Callable, Sequence
from hashlib import sha256
from struct import Struct
from types import FunctionType
from typing import Any

from tradecore_numba.edge import Entry, Part, Shape, described, flatten, parts_of, revived, shape_of
from tradecore_numba.fingerprint import fingerprint
from tradecore_numba.machine import loaded
from tradecore_numba.store import Store, cache_folder

Kernel = Callable[..., Any]


class NumbaCompiler:
    """Compiles a kernel once for each strategy class and shape of arguments, and keeps it on disk."""

    def __init__(self, store: Store | None = None) -> None:
        self._store = store or Store(cache_folder())
        self._made: dict[tuple[FunctionType, type | None], Compiled] = {}
        self._names: dict[tuple[FunctionType, type | None], str] = {}

    def compile(self, kernel: FunctionType, strategy: type | None = None) -> Kernel:
        """The kernel, or a plain loop, on columns that numpy can view; what it writes is written in place.

        It is compiled, or read from disk, at the first call. A strategy that the compiler cannot take
        runs interpreted, and one warning says why.
        """
        key = (kernel, strategy)
        if key not in self._made:
            self._made[key] = Compiled(self, kernel, strategy)
        return self._made[key]

    def cached(self, kernel: FunctionType, strategy: type | None, arguments: Sequence[Any]) -> bool:
        """Whether the kernel was compiled for this strategy and arguments of this shape before, as all are now."""
        return self._store.holds(self._name_of(kernel, strategy, shape_of(arguments)))

    def refusal(self, kernel: FunctionType, strategy: type | None) -> str:
        """Why the strategy runs interpreted, or nothing."""
        made = self._made.get((kernel, strategy))
        return made.refusal if made else ""

    def name(self, kernel: FunctionType, strategy: type | None) -> str:
        """The hash of all that is compiled in."""
        key = (kernel, strategy)
        if key not in self._names:
            functions = (kernel,) if strategy is None else (kernel, strategy.decide)  # type: ignore[attr-defined]
            self._names[key] = fingerprint(functions)[:40]
        return self._names[key]

    def _name_of(self, kernel: FunctionType, strategy: type | None, shape: Shape) -> str:
        return f"{self.name(kernel, strategy)}-{sha256(repr(described(shape)).encode()).hexdigest()[:24]}"

    def entry(self, kernel: FunctionType, strategy: type | None, shape: Shape) -> Entry:
        """Machine code for arguments of this shape, from disk or made now."""
        parts = parts_of(shape)
        takes = Struct("=" + "".join(part.layout for part in parts))
        name = self._name_of(kernel, strategy, shape)
        found = self._store.read(name)
        result = revived(found[0]["result"]) if found else None
        if found is None or result is None:
            code, symbol, result = _compiled(kernel, strategy, parts, name)
            self._store.write(name, {"symbol": symbol, "result": result.record()}, code)
        else:
            code, symbol = found[1], found[0]["symbol"]
        return Entry(loaded(code, symbol), takes, Struct("=" + result.layout), result)


def _compiled(
    kernel: FunctionType, strategy: type | None, parts: tuple[Part, ...], name: str
) -> tuple[bytes, str, Part]:
    # numba takes a second to import, and a kernel on disk does without it.
    from tradecore_numba.entry import compiled

    return compiled(kernel, strategy, parts, "kernel_" + name.replace("-", "_"))


class Compiled:
    """A kernel that is called as the interpreted one is."""

    def __init__(self, compiler: NumbaCompiler, kernel: FunctionType, strategy: type | None) -> None:
        self._compiler, self._kernel, self._strategy = compiler, kernel, strategy
        self._entries: dict[Shape, Entry] = {}
        self.refusal = ""

    def __call__(self, *arguments: Any) -> Any:  # noqa: ANN401
        """Runs the kernel without Python's lock."""
        if self.refusal:
            return self._kernel(*arguments)
        shape: list[Any] = []
        words: list[Any] = []
        kept: list[Any] = []
        for one in arguments:
            flatten(one, shape, words, kept)
        key = tuple(shape)
        entry = self._entries.get(key) or self._entry(key)
        return self._kernel(*arguments) if entry is None else entry.call(words)

    def _entry(self, shape: Shape) -> Entry | None:
        try:
            entry = self._compiler.entry(self._kernel, self._strategy, shape)
        except Exception as error:
            from tradecore_numba.refusal import REFUSALS, reason

            if not isinstance(error, REFUSALS):
                raise
            self.refusal = reason(error)
            what = f"Strategy {self._strategy.__name__}" if self._strategy else f"Loop {self._kernel.__name__}"
            warnings.warn(f"{what} runs interpreted: {self.refusal}.", stacklevel=3)
            return None
        self._entries[shape] = entry
        return entry
