"""Everything reachable from a function, compiled and bound in place of the names it calls."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from dis import get_instructions
from types import CodeType, FunctionType
from typing import Any

from numba import njit

from tradecore.strategy import decide
from tradecore_numba.rows import TWINS

Jit = Callable[[FunctionType], Any]

# Only the kernel itself is called from Python: wrappers for the rest would cost most of the compilation.
INNER: Any = {"nogil": True, "no_cpython_wrapper": True, "no_cfunc_wrapper": True}


@dataclass(frozen=True, slots=True)
class Binder:
    """Compiles functions after all that they call, each of them once.

    `own` holds what reaches `decide` and so belongs to one strategy, `shared` all the rest, which
    every strategy of the process uses.
    """

    shared: dict[FunctionType, Any]
    own: dict[FunctionType, Any]
    jit: Jit

    def compiled(self, function: FunctionType) -> Any:  # noqa: ANN401
        """The function, compiled to be called from compiled code only."""
        store = self.own if reaches(function, decide) else self.shared
        if function not in store:
            store[function] = self.jit(self.rebound(function))
        return store[function]

    def rebound(self, function: FunctionType) -> FunctionType:
        """A copy of the function whose globals are the compiled things that it names."""
        scope = dict(function.__globals__)
        for name in names_in(function.__code__):
            value = scope.get(name)
            if isinstance(value, FunctionType) and value not in TWINS:
                scope[name] = self.compiled(value)
            elif isinstance(value, type) and is_row_class(value):
                scope[name] = constructor(value)
        fresh = FunctionType(function.__code__, scope, function.__name__, function.__defaults__, function.__closure__)
        fresh.__kwdefaults__ = function.__kwdefaults__
        return fresh


def bind(kernel: FunctionType, strategy: type, shared: dict[FunctionType, Any]) -> Any:  # noqa: ANN401
    """The kernel compiled, with `decide` bound to the strategy's own method.

    The core runs with numpy's error model, since it excludes division by zero itself; the
    strategy's code runs with Python's, so that it raises in both speeds.
    """
    method: FunctionType = strategy.decide  # type: ignore[attr-defined]
    author = Binder({}, {}, njit(error_model="python", **INNER))
    core = Binder(shared, {decide: author.compiled(method)}, njit(error_model="numpy", **INNER))
    return njit(error_model="numpy", nogil=True)(core.rebound(kernel))


def reaches(function: FunctionType, goal: FunctionType) -> bool:
    """Whether a function is `goal` or calls it, itself or through what it calls."""
    if function is goal:
        return True
    named = (function.__globals__.get(name) for name in names_in(function.__code__))
    return any(isinstance(one, FunctionType) and reaches(one, goal) for one in named)


def names_in(code: CodeType) -> Iterator[str]:
    """Global names that the code, and code nested in it, looks up (`co_names` holds attributes too)."""
    for instruction in get_instructions(code):
        if instruction.opname == "LOAD_GLOBAL":
            yield instruction.argval
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from names_in(constant)


def is_row_class(value: type) -> bool:
    """Whether a class is a NamedTuple."""
    return issubclass(value, tuple) and hasattr(value, "_field_defaults")


def constructor(kind: type) -> Any:  # noqa: ANN401
    """A compiled constructor with the class's defaults, every field cast to its annotated type.

    Bare numba takes no defaults, and 0 for a float would make another type of row.
    """
    fields: tuple[str, ...] = kind._fields  # type: ignore[attr-defined]
    defaults: dict[str, Any] = kind._field_defaults  # type: ignore[attr-defined]
    # A field never begins with an underscore, so these names cannot hide one.
    takes = ", ".join(f"{name}=_default_{name}" if name in defaults else name for name in fields)
    makes = ", ".join(f"{_cast(kind.__annotations__.get(name))}({name})" for name in fields)
    scope: dict[str, Any] = {"_row_class": kind, "_same": _same}
    scope.update({f"_default_{name}": value for name, value in defaults.items()})
    source = f"def made({takes}):\n    return _row_class({makes})\n"
    exec(source, scope)  # noqa: S102 - the text is made of field names only
    return njit(forceinline=True, **INNER)(scope["made"])


def _cast(annotation: object) -> str:
    return {float: "float", int: "int", bool: "bool"}.get(annotation, "_same")  # type: ignore[arg-type]


@njit(forceinline=True, **INNER)
def _same(value: Any) -> Any:  # noqa: ANN401
    return value
