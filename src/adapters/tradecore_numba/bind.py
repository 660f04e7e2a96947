"""Everything reachable from a function, compiled and bound in place of the names it calls."""

from collections.abc import Callable
from dataclasses import dataclass
from types import BuiltinFunctionType, CodeType, FunctionType, ModuleType
from typing import Any, Literal

from numba import njit

from tradecore.simulation.rare import is_rare
from tradecore.simulation.rows import put, row
from tradecore.strategy import Decision, decide
from tradecore_numba.checked import checked_builtins, refused
from tradecore_numba.classes import Maker
from tradecore_numba.fingerprint import names_in
from tradecore_numba.tables import compiled_put, compiled_row

Jit = Callable[[FunctionType, bool], Any]
# Nothing is called from Python: wrappers would cost most of the compilation. No object lives in compiled code.
INNER: Any = {"nogil": True, "no_cpython_wrapper": True, "no_cfunc_wrapper": True, "_nrt": False}
# The core's functions that do not reach `decide`: every strategy of this process uses the same ones.
SHARED: dict[Any, Any] = {row: compiled_row, put: compiled_put}


class NotCompilable(Exception):
    """Code that compiled would not do what it does interpreted."""


@dataclass(frozen=True, slots=True)
class Binder:
    """Compiles functions after all that they call, each of them once.

    `made` holds what belongs to one strategy, `shared` what does not reach `decide`.
    """

    made: dict[Any, Any]
    jit: Jit
    shared: dict[Any, Any]
    checks: bool = False

    def compiled(self, function: FunctionType) -> Any:  # noqa: ANN401
        """The function, compiled to be called from compiled code only."""
        for store in (self.made, self.shared):
            if function in store:
                return store[function]
        store = self.made if reaches(function, decide) else self.shared
        store[function] = self.jit(self.rebound(function), is_rare(function))
        return store[function]

    def rebound(self, function: FunctionType) -> FunctionType:
        """A copy of the function whose globals are the compiled things that it names."""
        scope = dict(function.__globals__)
        for name in names_in(function.__code__):
            if name in scope:
                scope[name] = self.bound(scope[name], function.__code__)
            elif name == "int" and int in self.made:
                scope[name] = self.made[int]
        fresh = FunctionType(function.__code__, scope, function.__name__, function.__defaults__, function.__closure__)
        fresh.__kwdefaults__ = function.__kwdefaults__
        return fresh

    def bound(self, value: Any, code: CodeType) -> Any:  # noqa: ANN401
        """What stands for a global value in compiled code."""
        if isinstance(value, FunctionType):
            return self.compiled(value)
        if isinstance(value, BuiltinFunctionType):
            if self.checks and refused(value, self.made):
                raise NotCompilable(f"math.{value.__name__} is not known to give equal results compiled")
            return self.made.get(value, value)
        if isinstance(value, type) and is_row_class(value):
            return Maker(value)
        if isinstance(value, ModuleType):
            stand_in = ModuleType(value.__name__)
            for name in code.co_names:
                if hasattr(value, name):
                    setattr(stand_in, name, self.bound(getattr(value, name), code))
            return stand_in
        return value


def bind(kernel: FunctionType, strategy: type | None) -> tuple[Any, list[Any]]:
    """The kernel compiled, with `decide` bound to the strategy's own method if there is one, and its rare functions.

    The core runs with numpy's error model, since it excludes division by zero itself; the
    strategy's code runs with Python's, so that it raises in both speeds.
    """
    bound: dict[Any, Any] = {}
    if strategy is not None:
        method: FunctionType = strategy.decide  # type: ignore[attr-defined]
        author = Binder(checked_builtins(INNER), jit("python"), {}, checks=True)
        bound[decide] = guarded(author.compiled(method))
    core = Binder(bound, jit("numpy"), SHARED)
    compiled = core.compiled(kernel)
    return compiled, [made for store in (core.made, core.shared) for one, made in store.items() if is_rare(one)]


def jit(error_model: Literal["python", "numpy"]) -> Jit:
    """Compiles a function, into whatever calls it unless it is rare."""
    return lambda function, rare: njit(error_model=error_model, forceinline=not rare, **INNER)(function)


def guarded(method: Any) -> Any:  # noqa: ANN401
    """The strategy's method, which asks for an impossible size where it raises.

    The kernel refuses to trade that, and whoever looks into the refusal decides again,
    interpreted, and meets the exception.
    """
    decision: Any = Maker(Decision)

    def decided(strategy: Any, state: Any, bar: Any, inputs: Any, account: Any) -> Any:  # noqa: ANN401
        wish, after = decision(float("nan")), state
        try:
            wish, after = method(strategy, state, bar, inputs, account)
        except Exception:  # noqa: BLE001
            wish = decision(float("nan"))
        return wish, after

    return jit("python")(decided, False)  # noqa: FBT003


def reaches(function: FunctionType, goal: FunctionType) -> bool:
    """Whether a function is `goal` or calls it, itself or through what it calls."""
    if function is goal:
        return True
    named = (function.__globals__.get(name) for name in names_in(function.__code__))
    return any(isinstance(one, FunctionType) and reaches(one, goal) for one in named)


def is_row_class(value: type) -> bool:
    """Whether a class is a NamedTuple."""
    return issubclass(value, tuple) and hasattr(value, "_field_defaults")
