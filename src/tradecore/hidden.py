"""Finding what a strategy decides on besides what it is handed: tables that its code reaches by name."""

from collections.abc import Iterator, Sized
from dis import get_instructions
from inspect import getattr_static
from types import CodeType, FunctionType, ModuleType
from typing import Any, NamedTuple

# A table with fewer values than this holds constants of the author's, not a market.
FEWEST = 20


class Hidden(NamedTuple):
    """A container of `size` values, by the `name` under which the code reaches it."""

    name: str
    kind: str
    size: int


class Names(NamedTuple):
    """What code looks up among globals, and as attributes of what it has."""

    globals: set[str]
    attributes: set[str]


def hidden_tables(strategy: type) -> tuple[Hidden, ...]:
    """The containers that the strategy's `decide`, and what it calls, reach beside their arguments.

    Globals, values that a closure or a default argument holds, and attributes of modules and of the strategy's class
    count; constants of fewer than FEWEST values do not.
    """
    decide: FunctionType = getattr_static(strategy, "decide")
    seen: set[int] = set()
    found = [*_reached(decide, seen)]
    for name in sorted(_names(decide.__code__).attributes):
        # A method of the strategy is reached through self, a table of the class too.
        if name not in ("Inputs", "State", "REASONS") and name not in getattr(strategy, "_fields", ()):
            found += _judged(f"{strategy.__name__}.{name}", vars(strategy).get(name), seen)
    return tuple(dict.fromkeys(found))


def _reached(function: FunctionType, seen: set[int]) -> Iterator[Hidden]:
    if id(function) in seen:
        return
    seen.add(id(function))
    names, scope = _names(function.__code__), function.__globals__
    for name in sorted(names.globals & set(scope)):
        value = scope[name]
        yield from _judged(f"{function.__module__}.{name}", value, seen)
        if isinstance(value, ModuleType):
            for inner in sorted(names.attributes & set(vars(value))):
                yield from _judged(f"{value.__name__}.{inner}", vars(value)[inner], seen)
    for name, cell in zip(function.__code__.co_freevars, function.__closure__ or (), strict=True):
        yield from _judged(f"{function.__qualname__}.{name}", cell.cell_contents, seen)
    for value in (*(function.__defaults__ or ()), *(function.__kwdefaults__ or {}).values()):
        yield from _judged(f"a default of {function.__qualname__}", value, seen)


def _judged(name: str, value: Any, seen: set[int]) -> Iterator[Hidden]:  # noqa: ANN401
    # What a cache, a static method and the like are wrapped around.
    function: object = getattr(value, "__wrapped__", value)
    if isinstance(function, FunctionType):
        yield from _reached(function, seen)
    elif not isinstance(value, type | ModuleType | str | bytes):
        held: dict[str, object] = getattr(value, "__dict__", {})
        for inner, each in ((name, value), *((f"{name}.{inner}", each) for inner, each in held.items())):
            if isinstance(each, Sized) and not isinstance(each, type | str | bytes) and len(each) >= FEWEST:
                yield Hidden(inner, type(each).__name__, len(each))


def _names(code: CodeType) -> Names:
    """The names that the code uses, in functions inside it too."""
    found = Names(set(), set())
    for each in get_instructions(code):
        if each.opname in ("LOAD_GLOBAL", "LOAD_NAME"):
            found.globals.add(str(each.argval))
        elif each.opname in ("LOAD_ATTR", "LOAD_METHOD", "LOAD_SUPER_ATTR"):
            found.attributes.add(str(each.argval))
        elif isinstance(each.argval, CodeType):
            inner = _names(each.argval)
            found.globals.update(inner.globals)
            found.attributes.update(inner.attributes)
    return found
