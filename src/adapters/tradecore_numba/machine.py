"""Machine code from object code: llvmlite alone, so that a cached kernel starts without loading numba."""

from functools import cache
from typing import Any

import llvmlite.binding as llvm

from tradecore_numba.edge import PROTOTYPE, Machine


@cache
def native() -> Any:  # noqa: ANN401
    """LLVM's target for this machine, started once."""
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    return llvm.Target.from_default_triple()


def loaded(code: bytes, symbol: str) -> Machine:
    """The function that the symbol names."""
    engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), native().create_target_machine(codemodel="jitdefault"))
    engine.add_object_file(llvm.ObjectFileRef.from_data(code))
    engine.finalize_object()
    machine = PROTOTYPE(engine.get_function_address(symbol))
    machine.engine = engine  # type: ignore[attr-defined]
    return machine
