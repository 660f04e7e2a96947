"""How compiled code reads and writes a row of columns: the twins of the core's `row` and `put`."""

from collections.abc import Callable
from typing import Any

from numba.core import types
from numba.extending import overload

from tradecore.simulation.rows import put, row

# The functions of the core that have compiled twins here.
TWINS = (row, put)


def _fields(columns: types.BaseTuple) -> range:
    return range(len(columns))


@overload(row, jit_options={"forceinline": True})
def compiled_row(columns: Any, k: Any):  # noqa: ANN201, ANN401, ARG001
    """Row `k` as the same NamedTuple of scalars, written out field by field."""
    if not isinstance(columns, (types.NamedTuple, types.NamedUniTuple)):
        return None
    picked = ", ".join(f"columns[{i}][k]" for i in _fields(columns))
    return _written(f"def written(columns: Any, k: Any):\n    return kind({picked})\n", columns.instance_class)


@overload(put, jit_options={"forceinline": True})
def compiled_put(columns: Any, k: Any, values: Any):  # noqa: ANN201, ANN401, ARG001
    """Writes a row, field by field."""
    if not isinstance(columns, (types.NamedTuple, types.NamedUniTuple)):
        return None
    lines = "".join(f"    columns[{i}][k] = values[{i}]\n" for i in _fields(columns))
    return _written(f"def written(columns: Any, k: Any, values: Any):\n{lines}", columns.instance_class)


def _written(source: str, kind: type) -> Callable[..., Any]:
    scope: dict[str, Any] = {"kind": kind, "Any": Any}
    exec(source, scope)  # noqa: S102 - the text is made of field numbers only
    return scope["written"]
