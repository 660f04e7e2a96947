"""Compiling without optimising function by function: `object_code` does that once, over the whole kernel.

numba would optimise each function, and make machine code of it, once for itself and once more inside
whatever calls it: a third of the time that a kernel takes to compile.
"""

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

from numba.core.codegen import JITCodeLibrary
from numba.core.compiler_lock import global_compiler_lock
from numba.core.registry import cpu_target

# How the names begin of functions that Python may call.
CALLABLE = "_ZN7cpython"


class LeanLibrary(JITCodeLibrary):
    """Code that is linked into other code; what Python may call, such as an author's jitted helper, is made whole."""

    lean = False

    def finalize(self) -> None:
        """Puts what the code needs beside it."""
        self.lean = not any(function.name.startswith(CALLABLE) for function in self._final_module.functions)
        super().finalize()

    def get_pointer_to_function(self, name: str) -> int:
        """Where a function begins; 0 when it cannot be called from outside."""
        self._ensure_finalized()
        return 0 if self.lean else super().get_pointer_to_function(name)

    def _optimize_functions(self, ll_module: Any) -> None:  # noqa: ANN401
        codegen: Any = self._codegen
        ll_module.data_layout = codegen._data_layout  # noqa: SLF001

    def _optimize_final_module(self) -> None:
        if not self.lean:
            super()._optimize_final_module()

    def _finalize_final_module(self) -> None:
        if not self.lean:
            super()._finalize_final_module()
            return
        self._finalize_dynamic_globals()
        self._finalized = True


@contextmanager
def leanly() -> Generator[None]:
    """Within it numba compiles leanly; other threads that compile wait."""
    context: Any = cpu_target.target_context
    codegen = context.codegen()
    usual, bound = codegen._library_class, codegen.set_env  # noqa: SLF001

    def set_env(name: str, env: Any) -> None:  # noqa: ANN401
        if codegen._engine.is_symbol_defined(name):  # noqa: SLF001
            bound(name, env)

    with global_compiler_lock:
        codegen._library_class, codegen.set_env = LeanLibrary, set_env  # noqa: SLF001
        try:
            yield
        finally:
            codegen._library_class = usual  # noqa: SLF001
            del codegen.set_env
