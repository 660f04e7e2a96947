"""What a compiled kernel was made from, as one hash: bytecode, constants and values of everything reachable.

Comments, docstrings and line numbers are not in it; an edited helper is.
"""

import inspect
import os
import platform
from collections.abc import Iterable, Iterator
from dis import get_instructions
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from types import BuiltinFunctionType, CodeType, FunctionType, ModuleType
from typing import Any

import llvmlite.binding as llvm


def fingerprint(functions: Iterable[FunctionType]) -> str:
    """The hash of the functions, all that they reach, and the machine that they are compiled for."""
    told: list[str] = [machine()]
    seen: dict[int, int] = {}
    for function in functions:
        told.extend(_told(function, seen))
    return sha256("\n".join(told).encode()).hexdigest()


@cache
def machine() -> str:
    """The versions and the processor that object code depends on, and the adapter's own text."""
    own = sha256(b"".join(path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py"))))
    settings = sorted(f"{name}={value}" for name, value in os.environ.items() if name.startswith("NUMBA_"))
    facts = (
        platform.python_version(),
        platform.system(),
        platform.machine(),
        version("numba"),
        version("llvmlite"),
        version("numpy"),
        llvm.get_host_cpu_name(),
        llvm.get_host_cpu_features().flatten(),
        own.hexdigest(),
        *settings,
    )
    return " ".join(facts)


def _told(value: Any, seen: dict[int, int]) -> Iterator[str]:  # noqa: ANN401
    if id(value) in seen:
        yield f"again {seen[id(value)]}"
    elif isinstance(value, FunctionType):
        seen[id(value)] = len(seen)
        yield f"function {value.__module__}.{value.__qualname__}"
        yield from _code(value.__code__, value.__doc__)
        yield from _told((value.__defaults__, sorted((value.__kwdefaults__ or {}).items())), seen)
        for cell in value.__closure__ or ():
            yield from _told(cell.cell_contents, seen)
        for name in names_in(value.__code__):
            yield f"global {name}"
            if name in value.__globals__:
                yield from _used(value.__globals__[name], value.__code__, seen)
    elif isinstance(value, type):
        seen[id(value)] = len(seen)
        yield f"class {value.__module__}.{value.__qualname__}"
        yield repr([(name, str(kind)) for name, kind in inspect.get_annotations(value).items()])
        yield from _told(tuple(getattr(value, "_field_defaults", {}).items()), seen)
    elif isinstance(value, (tuple, list)):
        yield f"{type(value).__qualname__} of {len(value)}"
        for one in value:
            yield from _told(one, seen)
    elif isinstance(value, (ModuleType, BuiltinFunctionType)):
        yield f"{type(value).__name__} {value.__name__}"
    else:
        yield f"{type(value).__qualname__} {value!r}"


def _used(value: Any, code: CodeType, seen: dict[int, int]) -> Iterator[str]:  # noqa: ANN401
    """A global value; of a module the attributes that the code could mean."""
    yield from _told(value, seen)
    if isinstance(value, ModuleType):
        for name in code.co_names:
            if hasattr(value, name):
                yield f"attribute {name}"
                yield from _told(getattr(value, name), seen)


def _code(code: CodeType, docstring: str | None) -> Iterator[str]:
    yield f"{code.co_code.hex()} {code.co_names} {code.co_varnames} {code.co_freevars} {code.co_argcount}"
    for place, constant in enumerate(code.co_consts):
        if isinstance(constant, CodeType):
            yield from _code(constant, None)
        elif place == 0 and isinstance(constant, str) and constant == docstring:
            yield "docstring"
        else:
            yield f"{type(constant).__name__} {constant!r}"


def names_in(code: CodeType) -> Iterator[str]:
    """Global names that the code, and code nested in it, looks up (`co_names` holds attributes too)."""
    for instruction in get_instructions(code):
        if instruction.opname == "LOAD_GLOBAL":
            yield instruction.argval
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from names_in(constant)
