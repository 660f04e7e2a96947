"""Columns in compiled code: bare pointers, so that a whole table is one machine word to hand on.

An array of numba's is ten words and a reference count; the kernel hands seventy columns through
thirty functions, and compiling those took half a minute.
"""

import operator
from typing import Any

from llvmlite import ir
from numba.core import types
from numba.core.datamodel import models
from numba.core.errors import TypingError
from numba.core.extending import lower_builtin, lower_getattr_generic, register_model
from numba.core.typing.templates import AbstractTemplate, AttributeTemplate, infer, infer_getattr, signature
from numba.core.typing.templates import infer_global as untyped_infer_global
from numba.extending import intrinsic

infer_global: Any = untyped_infer_global

WORD = ir.IntType(64)
SCALARS: dict[str, Any] = {"d": types.float64, "q": types.int64}
MACHINE = {"d": ir.DoubleType(), "q": WORD}


class Column(types.Type):
    """One column: its address and the number of rows; `owner` says of which table it is which."""

    def __init__(self, letter: str, owner: str, *, written: bool = True) -> None:
        self.letter, self.owner, self.written = letter, owner, written
        super().__init__(f"column({letter}, {owner}, {written})")


class Table(types.Type):
    """A NamedTuple of columns: the address of a block that holds the row count, then each column's address.

    A `written` one changes while the kernel runs.
    """

    def __init__(self, kind: type, letters: str, *, written: bool) -> None:
        self.kind, self.letters, self.written = kind, letters, written
        super().__init__(f"table({kind.__module__}.{kind.__qualname__} {id(kind)}, {letters}, {written})")

    @property
    def row(self) -> Any:  # noqa: ANN401
        """The same NamedTuple of scalars."""
        return types.BaseTuple.from_types([SCALARS[letter] for letter in self.letters], self.kind)

    def owner(self, place: int) -> str:
        """What tells a column from all others."""
        return f"{self.kind.__module__}.{self.kind.__qualname__} {place}"

    def column(self, place: int) -> Column:
        """The type of a column."""
        return Column(self.letters[place], self.owner(place), written=self.written)

    def place(self, name: str) -> int:
        """Which column has this name, or -1."""
        fields: tuple[str, ...] = self.kind._fields  # type: ignore[attr-defined]
        return fields.index(name) if name in fields else -1


@register_model(Table)
class TableModel(models.PrimitiveModel):
    """A pointer to words."""

    def __init__(self, manager: Any, kind: Any) -> None:  # noqa: ANN401
        super().__init__(manager, kind, WORD.as_pointer())


@register_model(Column)
class ColumnModel(models.PrimitiveModel):
    """A pointer to numbers and their count."""

    def __init__(self, manager: Any, kind: Any) -> None:  # noqa: ANN401
        super().__init__(manager, kind, ir.LiteralStructType([MACHINE[kind.letter].as_pointer(), WORD]))


def read(builder: Any, at: Any, owner: str, *, written: bool) -> Any:  # noqa: ANN401
    """A number of a column."""
    loaded = apart(builder, builder.load(at), owner)
    if not written:
        loaded.set_metadata("invariant.load", builder.module.add_metadata([]))
    return loaded


def apart(builder: Any, access: Any, owner: str) -> Any:  # noqa: ANN401
    """Tells LLVM that a load or store touches this column and no other, so that what it has read of others stays known.

    Columns do not overlap: each is a buffer of its own.
    """
    module = builder.module
    root = module.add_metadata(["columns"])
    kind = module.add_metadata([owner, root, WORD(0)])
    access.set_metadata("tbaa", module.add_metadata([kind, kind, WORD(0)]))
    return access


def word(builder: Any, block: Any, place: int) -> Any:  # noqa: ANN401
    """A word of a block that nobody writes while the kernel runs, so that loops need not read it again."""
    loaded = builder.load(builder.gep(block, [WORD(place)]))
    loaded.set_metadata("invariant.load", builder.module.add_metadata([]))
    return loaded


def address(builder: Any, block: Any, letters: str, place: int) -> Any:  # noqa: ANN401
    """Where the numbers of a table's column begin."""
    return builder.inttoptr(word(builder, block, place + 1), MACHINE[letters[place]].as_pointer())


def column_of(builder: Any, table: Table, block: Any, place: int) -> Any:  # noqa: ANN401
    """A table's column."""
    data = address(builder, block, table.letters, place)
    empty = ir.Constant(ir.LiteralStructType([data.type, WORD]), ir.Undefined)
    return builder.insert_value(builder.insert_value(empty, data, 0), word(builder, block, 0), 1)


@infer_getattr
class TableAttributes(AttributeTemplate):
    """`table.name` is a column."""

    key = Table

    def generic_resolve(self, table: Table, name: str) -> Any:  # noqa: ANN401
        """The column's type; None for what is no column."""
        place = table.place(name)
        return table.column(place) if place >= 0 else None


@lower_getattr_generic(Table)
def table_getattr(context: Any, builder: Any, table: Any, block: Any, name: str) -> Any:  # noqa: ANN401
    """Reads the column's address."""
    return column_of(builder, table, block, table.place(name))


@infer
class TableItem(AbstractTemplate):
    """`table[0]` is a column."""

    key = "static_getitem"

    def generic(self, args: Any, kws: Any) -> Any:  # noqa: ANN401
        """The column's type."""
        table, place = args
        if isinstance(table, Table) and isinstance(place, int):
            return signature(table.column(place), table, types.IntegerLiteral(place))
        return None


@lower_builtin("static_getitem", Table, types.IntegerLiteral)
def table_static_getitem(context: Any, builder: Any, sig: Any, args: Any) -> Any:  # noqa: ANN401
    """Reads the column's address."""
    return column_of(builder, sig.args[0], args[0], sig.args[1].literal_value)


@infer_global(operator.getitem)
class ColumnGetItem(AbstractTemplate):
    """`column[k]` is a number."""

    def generic(self, args: Any, kws: Any) -> Any:  # noqa: ANN401
        """The number's type."""
        column, place = args
        if isinstance(column, Column) and isinstance(place, types.Integer):
            return signature(SCALARS[column.letter], column, types.int64)
        return None


@lower_builtin(operator.getitem, Column, types.int64)
def column_getitem(context: Any, builder: Any, sig: Any, args: Any) -> Any:  # noqa: ANN401
    """Loads it."""
    at = builder.gep(builder.extract_value(args[0], 0), [args[1]])
    return read(builder, at, sig.args[0].owner, written=sig.args[0].written)


@infer_global(operator.setitem)
class ColumnSetItem(AbstractTemplate):
    """`column[k] = number`."""

    def generic(self, args: Any, kws: Any) -> Any:  # noqa: ANN401
        """Accepts what Python's array accepts: no float for a whole number."""
        column, place, value = args
        if isinstance(column, Column) and isinstance(place, types.Integer):
            check(column.letter, value)
            return signature(types.none, column, types.int64, SCALARS[column.letter])
        return None


@lower_builtin(operator.setitem, Column, types.int64, types.Any)
def column_setitem(context: Any, builder: Any, sig: Any, args: Any) -> Any:  # noqa: ANN401
    """Stores it."""
    stored = builder.store(args[2], builder.gep(builder.extract_value(args[0], 0), [args[1]]))
    apart(builder, stored, sig.args[0].owner)
    return context.get_dummy_value()


@infer_global(len)
class ColumnLength(AbstractTemplate):
    """`len(column)`."""

    def generic(self, args: Any, kws: Any) -> Any:  # noqa: ANN401
        """A whole number."""
        return signature(types.int64, *args) if len(args) == 1 and isinstance(args[0], Column) else None


@lower_builtin(len, Column)
def column_length(context: Any, builder: Any, sig: Any, args: Any) -> Any:  # noqa: ANN401
    """The count it carries."""
    return builder.extract_value(args[0], 1)


def check(letter: str, value: Any) -> None:  # noqa: ANN401
    """Raises TypingError for a value that the column of this letter does not take in Python."""
    taken = (types.Boolean, types.Integer, types.Float) if letter == "d" else (types.Boolean, types.Integer)
    if not isinstance(types.unliteral(value), taken):
        accepted = "numbers" if letter == "d" else "whole numbers"
        raise TypingError(f"a column of {accepted} does not take {value}")


@intrinsic
def compiled_row(typingctx: Any, table: Any, k: Any) -> Any:  # noqa: ANN401
    """The twin of `row`: row `k` as a NamedTuple of scalars."""
    if not isinstance(table, Table):
        raise TypingError(f"row takes a table, not {table}")

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:  # noqa: ANN401
        block, place = args
        addresses = [builder.gep(address(builder, block, table.letters, n), [place]) for n in range(len(table.letters))]
        numbers = [read(builder, at, table.owner(n), written=table.written) for n, at in enumerate(addresses)]
        return context.make_tuple(builder, sig.return_type, numbers)

    return signature(table.row, table, types.int64), generate


@intrinsic
def compiled_put(typingctx: Any, table: Any, k: Any, values: Any) -> Any:  # noqa: ANN401
    """The twin of `put`: writes a row."""
    if not isinstance(table, Table) or len(values) != len(table.letters):
        raise TypingError(f"put takes a table and its row, not {table} and {values}")
    for letter, value in zip(table.letters, values.types, strict=True):
        check(letter, value)

    def generate(context: Any, builder: Any, sig: Any, args: Any) -> Any:  # noqa: ANN401
        block, place, given = args
        for n, (letter, kind) in enumerate(zip(table.letters, sig.args[2].types, strict=True)):
            number = context.cast(builder, builder.extract_value(given, n), kind, SCALARS[letter])
            stored = builder.store(number, builder.gep(address(builder, block, table.letters, n), [place]))
            apart(builder, stored, table.owner(n))
        return context.get_dummy_value()

    return signature(types.none, table, types.int64, values), generate
