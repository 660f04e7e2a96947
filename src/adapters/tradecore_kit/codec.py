"""Contracts <-> plain data, strictly: nothing is converted, guessed or ignored.

`decode` accepts what `encode` writes: frozen dataclasses as objects, tuples as lists, enumerations as
their text. An integer serves where a float is wanted, a bool never serves as a number, unknown keys
are errors. Every refusal names the dotted path of the key, what was found and what is accepted.
"""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum, StrEnum
from math import isfinite
from types import NoneType, UnionType
from typing import Any, Literal, NoReturn, TypeVar, Union, get_args, get_origin

from cattrs import (
    AttributeValidationNote,
    BaseValidationError,
    Converter,
    ForbiddenExtraKeysError,
    IterableValidationNote,
)
from cattrs.gen import make_dict_structure_fn

from tradecore.contracts.common import SCHEMA
from tradecore.errors import InvalidValue, RequestError, UnknownKey, UnsupportedVersion
from tradecore_kit.plain import dumps, loads

__all__ = ["decode", "dumps", "encode", "loads", "read"]

T = TypeVar("T")
SCALARS: Mapping[type, str] = {
    str: "text",
    bool: "true or false",
    int: "an integer",
    float: "a number",
    NoneType: "null",
}


class _Refused(ValueError):
    """A value that a hook does not accept; the path is known to the converter only."""

    def __init__(self, value: object, accepted: str) -> None:
        self.value, self.accepted = value, accepted
        super().__init__(accepted)


def decode(cls: type[T], plain: object, where: str = "request") -> T:
    """The contract `cls` from plain data.

    Raises UnsupportedVersion for a newer `schema` than this tradecore knows, UnknownKey with the nearest
    known key, and InvalidValue for the first value that is missing, of another type or out of its bounds.
    """
    if isinstance(plain, Mapping):
        _check_version(plain, where)  # pyright: ignore[reportUnknownArgumentType]
    try:
        return _CONVERTER.structure(plain, cls)
    except (BaseValidationError, _Refused) as error:
        _explain(error, cls, where)


def read(cls: type[T], text: str | bytes, where: str) -> T:
    """The contract `cls` from JSON text: `loads`, then `decode`."""
    return decode(cls, loads(text, where), where)


def encode(value: object) -> Any:  # noqa: ANN401
    """Plain data (dict, list, str, int, float, bool, None) of a contract or of anything made of contracts."""
    if is_dataclass(value) and not isinstance(value, type):
        return {item.name: encode(getattr(value, item.name)) for item in fields(value)}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Mapping):
        return {str(key): encode(item) for key, item in value.items()}  # pyright: ignore[reportUnknownArgumentType,reportUnknownVariableType]
    if isinstance(value, list | tuple):
        return [encode(item) for item in value]  # pyright: ignore[reportUnknownVariableType]
    if value is None or type(value) in SCALARS:
        return value
    raise InvalidValue("value", type(value).__name__, "contracts, mappings, lists, text, numbers, true, false and null")


def _explain(error: Exception, cls: type, where: str) -> NoReturn:
    """Raises the first refusal that a person can act on: a misspelt key before what it left missing."""
    found = list(_leaves(error, ""))
    path, cause = min(found, key=lambda leaf: not isinstance(leaf[1], ForbiddenExtraKeysError))
    match cause:
        case ForbiddenExtraKeysError():
            known = tuple(item.name for item in fields(cause.cl))
            raise UnknownKey(_below(path, min(cause.extra_fields)), known, where) from cause
        case _Refused():
            raise InvalidValue(path or cls.__name__, cause.value, cause.accepted, where) from cause
        case InvalidValue():
            key = _below(path, cause.key.rsplit(".", 1)[-1]) if path else cause.key
            raise InvalidValue(key, cause.value, cause.accepted, where) from cause
        case KeyError():
            raise RequestError(f"{where}: {path} is missing.") from cause
        case _:
            raise cause


def _leaves(error: BaseException, path: str) -> Iterator[tuple[str, Exception]]:
    """Every refusal with its path, in the order of the contract's fields."""
    for note in getattr(error, "__notes__", ()):
        if isinstance(note, AttributeValidationNote):
            path = _below(path, note.name)
        elif isinstance(note, IterableValidationNote):
            path = f"{path}[{note.index}]" if isinstance(note.index, int) else _below(path, note.index)
    if isinstance(error, BaseValidationError):
        for inner in error.exceptions:
            yield from _leaves(inner, path)
    elif isinstance(error, Exception):
        yield path, error


def _below(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def _check_version(plain: Mapping[str, object], where: str) -> None:
    version = plain.get("schema", SCHEMA)
    if type(version) is not int or version < 1:
        raise InvalidValue("schema", version, f"a version from 1 to {SCHEMA}", where)
    if version > SCHEMA:
        raise UnsupportedVersion(where, version, SCHEMA)


def _scalar(accepted: type) -> Any:  # noqa: ANN401
    def structure(value: object, _: object) -> object:
        if accepted is float:
            return _number(value, SCALARS[float])
        if type(value) is accepted:
            return value
        raise _Refused(value, SCALARS[accepted])

    return structure


def _scalars(union: Any) -> Any:  # noqa: ANN401
    kinds = get_args(union)
    accepted = " or ".join(text for kind, text in SCALARS.items() if kind in kinds)

    def structure(value: object, _: object) -> object:
        if type(value) in kinds and type(value) is not float:
            return value
        if float in kinds:
            return _number(value, accepted)
        raise _Refused(value, accepted)

    return structure


def _number(value: object, accepted: str) -> float:
    if type(value) is int or (type(value) is float and isfinite(value)):
        return float(value)
    raise _Refused(value, accepted)


def _literal(kind: Any) -> Any:  # noqa: ANN401
    choices = get_args(kind)

    def structure(value: object, _: object) -> object:
        for choice in choices:
            if type(value) is type(choice) and value == choice:
                return choice
        raise _Refused(value, ", ".join(map(repr, choices)))

    return structure


def _text(value: object, kind: type) -> object:
    # cattrs hands the subclasses of str to this hook too, so enumerations of text are told apart here.
    if not issubclass(kind, StrEnum):
        return _scalar(str)(value, kind)
    for member in kind:
        if type(value) in (str, kind) and value == member.value:
            return member
    raise _Refused(value, ", ".join(repr(member.value) for member in kind))


def _sequence(kind: Any, converter: Converter) -> Any:  # noqa: ANN401
    item = get_args(kind)[0]
    inner = converter.get_structure_hook(list[item])

    def structure(value: object, _: object) -> object:
        if not isinstance(value, list | tuple):
            raise _Refused(value, "a list")
        return tuple(inner(value, list[item]))  # pyright: ignore[reportUnknownArgumentType]

    return structure


def _mapping(kind: Any, converter: Converter) -> Any:  # noqa: ANN401
    key, item = get_args(kind)
    inner = converter.get_structure_hook(dict[key, item])

    def structure(value: object, _: object) -> object:
        if not isinstance(value, Mapping):
            raise _Refused(value, "an object of keys and values")
        return inner(value, dict[key, item])

    return structure


def _contract(cls: type, converter: Converter) -> Any:  # noqa: ANN401
    inner: Any = make_dict_structure_fn(cls, converter)
    known = ", ".join(item.name for item in fields(cls))

    def structure(value: object, _: object) -> object:
        if not isinstance(value, Mapping):
            raise _Refused(value, f"an object with the keys {known}")
        return inner(value, cls)

    return structure


def _is_scalars(kind: Any) -> bool:  # noqa: ANN401
    return get_origin(kind) in (Union, UnionType) and all(each in SCALARS for each in get_args(kind))


def _is_sequence(kind: Any) -> bool:  # noqa: ANN401
    return get_origin(kind) is tuple and get_args(kind)[1:] == (...,)


def _converter() -> Converter:
    converter = Converter(forbid_extra_keys=True, detailed_validation=True)
    converter.register_structure_hook(str, _text)
    for kind in (bool, int, float):
        converter.register_structure_hook(kind, _scalar(kind))
    converter.register_structure_hook_factory(is_dataclass, _contract)
    converter.register_structure_hook_factory(lambda kind: get_origin(kind) is Mapping, _mapping)
    converter.register_structure_hook_factory(_is_sequence, _sequence)
    converter.register_structure_hook_factory(_is_scalars, _scalars)
    converter.register_structure_hook_factory(lambda kind: get_origin(kind) is Literal, _literal)
    return converter


_CONVERTER = _converter()
