"""JSON text <-> plain data, with everything refused that does not mean one thing."""

import json
import re
from collections.abc import Iterator
from math import isfinite
from typing import NoReturn

from tradecore.errors import InvalidValue, RequestError

MAX_BYTES = 4_000_000
MAX_DEPTH = 32
MAX_INTEGER = 2**63 - 1
_DIGITS = 20
_SURROGATE = re.compile("[\ud800-\udfff]")


class _Refused:
    """Stands in the parsed data where the text held something that is not accepted."""

    def __init__(self, found: str, accepted: str) -> None:
        self.found, self.accepted = found, accepted

    def __repr__(self) -> str:
        return self.found


def loads(text: str | bytes, where: str, max_bytes: int = MAX_BYTES) -> object:
    """Plain data of a JSON text (UTF-8, with or without a byte order mark).

    Refuses, naming the key's path: NaN and infinities, integers beyond 64 bits, a key given twice,
    nesting deeper than 32, text that UTF-8 cannot hold. Refuses texts above `max_bytes`. `where` names the
    file in the message. Raises RequestError or InvalidValue.
    """
    if len(text) > max_bytes:
        raise RequestError(f"{where} has {len(text):,} bytes. Accepted: up to {max_bytes:,}.")
    try:
        plain: object = json.loads(
            text.decode("utf-8-sig") if isinstance(text, bytes) else text,
            object_pairs_hook=_mapping,
            parse_constant=_constant,
            parse_float=_float,
            parse_int=_integer,
        )
    except json.JSONDecodeError as error:
        raise RequestError(f"{where}, line {error.lineno}, column {error.colno}: not JSON: {error.msg}.") from error
    except UnicodeDecodeError as error:
        raise RequestError(
            f"{where} is not UTF-8 text: byte {error.start} is {error.object[error.start]:#x}."
        ) from error
    except RecursionError as error:
        _too_deep("", where, error)
    _check(plain, where)
    return plain


def dumps(plain: object, where: str = "result") -> bytes:
    """UTF-8 JSON with sorted keys, two spaces of indentation and a final newline; equal data gives equal bytes.

    Raises InvalidValue with the path of anything `loads` would refuse.
    """
    _check(plain, where)
    text = json.dumps(plain, sort_keys=True, indent=2, ensure_ascii=False, allow_nan=False)
    return f"{text}\n".encode()


def line(plain: object, where: str, *, ascii_only: bool = False) -> bytes:
    """The same data as one line of JSON, for files that grow."""
    _check(plain, where)
    return json.dumps(plain, separators=(",", ":"), ensure_ascii=ascii_only, allow_nan=False).encode() + b"\n"


def _mapping(pairs: list[tuple[str, object]]) -> dict[str, object]:
    mapping: dict[str, object] = {}
    for key, value in pairs:
        mapping[key] = _Refused("given twice", "each key once") if key in mapping else value
    return mapping


def _constant(text: str) -> _Refused:
    return _Refused(text, "a finite number or null")


def _float(text: str) -> float | _Refused:
    number = float(text)
    return number if isfinite(number) else _constant(text[:_DIGITS])


def _integer(text: str) -> int | _Refused:
    if len(text) <= _DIGITS and abs(int(text)) <= MAX_INTEGER:
        return int(text)
    return _Refused(f"{text[:_DIGITS]}...", "an integer of at most 64 bits")


def _too_deep(path: str, where: str, cause: Exception | None = None) -> NoReturn:
    shown = path if len(path) <= 2 * MAX_DEPTH else f"{path[: 2 * MAX_DEPTH]}..."
    at = f" at {shown}" if shown else ""
    raise RequestError(f"{where}{at} is nested too deeply. Accepted: {MAX_DEPTH} levels.") from cause


def _check(plain: object, where: str) -> None:
    waiting: list[tuple[str, object, int]] = [("", plain, 0)]
    while waiting:
        path, value, depth = waiting.pop()
        if depth > MAX_DEPTH:
            _too_deep(path, where)
        _check_scalar(path or "value", value, where)
        waiting.extend((below, item, depth + 1) for below, item in _inside(path, value))


def _inside(path: str, value: object) -> Iterator[tuple[str, object]]:
    if isinstance(value, dict):
        for key, item in value.items():  # pyright: ignore[reportUnknownVariableType]
            yield (f"{path}.{key}" if path else str(key)), item  # pyright: ignore[reportUnknownArgumentType]
            if not _encodes(key):
                yield path or "value", key
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):  # pyright: ignore[reportUnknownArgumentType,reportUnknownVariableType]
            yield f"{path}[{index}]", item


def _check_scalar(path: str, value: object, where: str) -> None:
    if isinstance(value, _Refused):
        raise InvalidValue(_printable(path), value, value.accepted, where)
    if isinstance(value, float) and not isfinite(value):
        raise InvalidValue(_printable(path), value, "a finite number or null", where)
    if isinstance(value, int) and not -MAX_INTEGER <= value <= MAX_INTEGER:
        raise InvalidValue(_printable(path), "a huge integer", "an integer of at most 64 bits", where)
    if not _encodes(value):
        raise InvalidValue(_printable(path), value, "text that UTF-8 can hold", where)


def _encodes(value: object) -> bool:
    return not isinstance(value, str) or _SURROGATE.search(value) is None


def _printable(path: str) -> str:
    return path.encode("ascii", "backslashreplace").decode()
