"""One optimisation over a whole kernel: what numba has made of each function, put together and compiled once."""

from collections.abc import Iterable
from typing import Any

import llvmlite.binding as llvm

from tradecore_numba.machine import native

# What is inlined beyond what the functions ask for themselves.
INLINED = 225


def object_code(library: Any, entry: str, rare: Iterable[str]) -> bytes:  # noqa: ANN401
    """Object code in which only `entry` can be seen, and `rare` functions stay out of the loops that call them.

    numba optimises function by function and leaves each visible; what is known to be called from here
    only becomes several times faster.
    """
    module = llvm.parse_assembly(library.get_llvm_str())
    apart = set(rare)
    for function in module.functions:
        if function.is_declaration or function.name == entry:
            continue
        function.linkage = llvm.Linkage.internal
        if function.name in apart:
            function.add_function_attribute("noinline")
            function.add_function_attribute("cold")
    target = processor()
    tuning = llvm.create_pipeline_tuning_options(3)
    tuning.inlining_threshold = INLINED
    # The loops of a kernel carry an account from bar to bar: there is nothing to do side by side.
    tuning.loop_vectorization = tuning.slp_vectorization = False
    builder = llvm.create_pass_builder(target, tuning)
    builder.getModulePassManager().run(module, builder)
    return target.emit_object(module)


def processor() -> Any:  # noqa: ANN401
    """This processor, with addresses anywhere: a loader may put code and constants far apart."""
    return native().create_target_machine(
        cpu=llvm.get_host_cpu_name(),
        features=llvm.get_host_cpu_features().flatten(),
        opt=3,
        reloc="static",
        codemodel="large",
    )
