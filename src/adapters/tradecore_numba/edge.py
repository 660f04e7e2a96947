"""The edge between Python and machine code: arguments as words of one block, results read back from it."""

import ctypes
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from struct import Struct
from typing import Any

# What a word holds: a whole number, a truth value, a float; `n` is None, which takes no word.
SCALARS = {int: "i", bool: "b", float: "f", type(None): "n"}
CODES = {"i": "q", "b": "q", "f": "d", "n": ""}
LETTERS = {"<f8": "d", "<i8": "q"}
Shape = tuple[Any, ...]


def flatten(value: Any, shape: list[Any], words: list[Any], kept: list[Any]) -> None:  # noqa: ANN401
    """Appends the value's shape and words; `kept` keeps copies of columns alive.

    The shape of a table is its class, `t` and a letter a column; of a record its class, `r` and its
    fields' shapes; of a column `c` and its letter. A table's words are its row count and the columns' addresses.
    """
    kind = type(value)
    letter = SCALARS.get(kind)
    if letter is not None:
        shape.append(letter)
        if letter != "n":
            words.append(value)
    elif not hasattr(kind, "_fields"):
        shape.append("c")
        words.append(len(value))
        _column(value, shape, words, kept)
    elif value and type(value[0]) not in SCALARS and not hasattr(value[0], "_fields"):
        shape.append(kind)
        shape.append("t")
        words.append(len(value[0]))
        for column in value:
            _column(column, shape, words, kept)
    else:
        shape.append(kind)
        shape.append("r")
        for field in value:
            flatten(field, shape, words, kept)


def shape_of(arguments: Sequence[Any]) -> Shape:
    """The shape of a call."""
    shape: list[Any] = []
    for one in arguments:
        flatten(one, shape, [], [])
    return tuple(shape)


def _column(value: Any, shape: list[Any], words: list[Any], kept: list[Any]) -> None:  # noqa: ANN401
    if type(value) is not array or value.typecode not in "dq":
        described = getattr(value, "__array_interface__", None)
        if described and described["typestr"] in LETTERS and described["strides"] is None:
            shape.append(LETTERS[described["typestr"]])
            words.append(described["data"][0])
            return
        value = _copied(value)
        kept.append(value)
    shape.append(value.typecode)
    words.append(value.buffer_info()[0])


def _copied(values: Sequence[Any]) -> Any:  # noqa: ANN401
    plain = list(values)
    return array("q" if all(isinstance(one, int) for one in plain) else "d", plain)


@dataclass(frozen=True, slots=True)
class Part:
    """One argument, read from its shape: a scalar, a column, a table of `letters` or a record of `parts`."""

    code: str
    kind: type = object
    letters: str = ""
    parts: "tuple[Part, ...]" = ()

    @property
    def layout(self) -> str:
        """The words it takes, as a struct's format."""
        if self.code == "r":
            return "".join(part.layout for part in self.parts)
        if self.code == "c":
            return "qq"
        return CODES.get(self.code, "q" + "q" * len(self.letters))

    def record(self) -> list[Any]:
        """A result's part for a file."""
        return [self.code, self.kind.__module__, self.kind.__qualname__, [part.record() for part in self.parts]]


def parts_of(shape: Shape) -> tuple[Part, ...]:
    """The arguments that a shape describes."""
    marks = iter(shape)
    return tuple([_part(mark, marks) for mark in marks])


def _part(mark: Any, marks: Iterator[Any]) -> Part:  # noqa: ANN401
    if not isinstance(mark, type):
        return Part("c", letters=next(marks)) if mark == "c" else Part(mark)
    fields = len(mark._fields)  # type: ignore[attr-defined]
    if next(marks) == "t":
        return Part("t", mark, "".join(next(marks) for _ in range(fields)))
    return Part("r", mark, parts=tuple(_part(next(marks), marks) for _ in range(fields)))


def revived(record: list[Any]) -> Part | None:
    """A result's part from a file; None when a class is not where it was."""
    code, module, name, fields = record
    kind = getattr(import_module(module), name, None)
    parts = [revived(one) for one in fields]
    if not isinstance(kind, type) or None in parts:
        return None
    return Part(code, kind, parts=tuple(part for part in parts if part))


def described(shape: Shape) -> list[Any]:
    """A shape without addresses: classes by name and fields."""
    return [
        (mark.__module__, mark.__qualname__, getattr(mark, "_fields", ())) if isinstance(mark, type) else mark
        for mark in shape
    ]


def rebuilt(part: Part, words: Iterator[Any]) -> Any:  # noqa: ANN401
    """A result from its words."""
    if part.code == "r":
        values = [rebuilt(one, words) for one in part.parts]
        return tuple(values) if part.kind is tuple else part.kind(*values)
    if part.code == "n":
        return None
    value = next(words)
    return bool(value) if part.code == "b" else value


# Status of a compiled function; where it puts a result and an exception we have no use for; its block.
Machine = Callable[[Any, Any, int], int]
PROTOTYPE = ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int64)


@dataclass(frozen=True, slots=True)
class Entry:
    """Machine code for arguments of one shape, and how to read what it returns."""

    machine: Machine
    takes: Struct
    gives: Struct
    result: Part

    def call(self, words: list[Any]) -> Any:  # noqa: ANN401
        """Runs it without Python's lock; raises Stopped when the code raised."""
        room = max(self.takes.size, self.gives.size)
        block = (ctypes.c_char * (room + 16))()
        self.takes.pack_into(block, 16, *words)
        start = ctypes.addressof(block)
        if self.machine(start, start + 8, start + 16) != 0:
            raise Stopped
        return rebuilt(self.result, iter(self.gives.unpack_from(block, 16)))


class Stopped(Exception):
    """Compiled code raised; running it interpreted tells what and where."""
