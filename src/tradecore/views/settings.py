"""What a request asked for, value by value, and where each value came from."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from enum import Enum
from pathlib import PurePosixPath, PureWindowsPath
from typing import Any, cast

from tradecore.config import DEFAULT, OVERRIDE

# What a request carries that is no choice of how to compute.
APART = ("schema", "provenance")
BARS = ("bars", "fill_bars", "compare", "base")
FILES = (*BARS, "predictions", "signals")
IDENTITY = ("path", "sha256", "model_sha256")
# What the workspace knew of earlier trials when the request was submitted: nobody typed it.
COUNTED, LEDGER = "counted", "trial ledger"


@dataclass(frozen=True, slots=True)
class Setting:
    """A dotted key, its value as plain data, and its origin: default, configs/active.json, request or trial ledger."""

    key: str
    value: object
    origin: str


@dataclass(frozen=True, slots=True)
class DataFile:
    """A file that a request reads: its part in the run, its name without the folders outside the workspace."""

    part: str
    name: str
    symbol: str
    sha256: str


def settings_of(request: object) -> tuple[Setting, ...]:
    """Every value of a request but its files' names and hashes, in the order of its fields."""
    origins: Mapping[str, str] = getattr(getattr(request, "provenance", None), "origins", {})
    usual = _usual(request)
    return tuple(
        Setting(key, value, _origin(key, origins) or (DEFAULT if usual.get(key) == value else OVERRIDE))
        for key, value in _leaves(_apart(request), "")
        if key.rpartition(".")[2] not in IDENTITY
    )


def files_of(request: object) -> tuple[DataFile, ...]:
    """The files of bars, predictions and signals that a request names."""
    found: list[DataFile] = []
    for part in FILES:
        value = getattr(request, part, None)
        specs = cast("tuple[Any, ...]", value) if isinstance(value, tuple) else (value,)
        found += [DataFile(part, portable(each.path), each.symbol, each.sha256) for each in specs if each is not None]
    return tuple(found)


def portable(path: str) -> str:
    """The path when it is relative to the workspace, else its last part behind dots."""
    for kind in (PurePosixPath, PureWindowsPath):
        if kind(path).is_absolute():
            return f".../{kind(path).name}"
    return path


def without_folders(text: str, request: object) -> str:
    """A text in which the absolute paths of the request's files are written as `portable` does."""
    for part in FILES:
        value = getattr(request, part, None)
        for each in cast("tuple[Any, ...]", value) if isinstance(value, tuple) else (value,):
            if each is not None and portable(each.path) != each.path:
                text = text.replace(each.path, portable(each.path))
    return text


def shown(value: object) -> str:
    """A setting's value as text."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int | float):
        return f"{value:,}".removesuffix(".0")
    if isinstance(value, list | tuple):
        return ", ".join(shown(each) for each in cast("list[object]", value)) or "none"
    return "none" if value is None or value == "" else str(value)


def _usual(request: object) -> Mapping[str, object]:
    """What each key holds when nobody says anything, of its parts and of the files' specs too."""
    found = dict(_leaves(_defaults(type(request)), ""))
    for name, value in _apart(request).items():
        found |= _leaves(_defaults(type(value)), name)
    for part in FILES:
        value = getattr(request, part, None)
        specs = cast("tuple[object, ...]", value) if isinstance(value, tuple) else (value,)
        for place, spec in enumerate(specs):
            found |= _leaves(_defaults(type(spec)), part if len(specs) == 1 else f"{part}[{place}]")
    return found


def _apart(request: object) -> Mapping[str, object]:
    if not is_dataclass(request):
        return {}
    return {item.name: getattr(request, item.name) for item in fields(request) if item.name not in APART}


def _defaults(kind: Any) -> Mapping[str, object]:  # noqa: ANN401
    found: dict[str, object] = {}
    for item in fields(kind) if is_dataclass(kind) else ():
        if item.default is not MISSING:
            found[item.name] = item.default
        elif item.default_factory is not MISSING:
            found[item.name] = item.default_factory()
    return {name: value for name, value in found.items() if name not in APART}


def _leaves(value: object, path: str) -> Iterator[tuple[str, object]]:
    """Dotted keys of nested contracts; a list of files has one entry a file, another list is a value."""
    if is_dataclass(value) and not isinstance(value, type):
        value = {item.name: getattr(value, item.name) for item in fields(value) if item.name not in APART}
    if isinstance(value, Mapping):
        for key, item in cast("Mapping[str, object]", value).items():
            yield from _leaves(item, f"{path}.{key}" if path else str(key))
    elif path in FILES and isinstance(value, tuple):
        entries = cast("tuple[object, ...]", value)
        for place, item in enumerate(entries):
            yield from _leaves(item, path if len(entries) == 1 else f"{path}[{place}]")
    else:
        yield path, value.value if isinstance(value, Enum) else value


def _origin(key: str, origins: Mapping[str, str]) -> str:
    """That of the key itself, of the same field of every file, or of the section `data`."""
    field = key.rpartition(".")[2]
    plain = re.sub(r"\[\d+\]", "", key)
    if plain.startswith(f"{COUNTED}."):
        return LEDGER
    if plain == "anchor":
        return origins.get("data.anchor", "")
    if plain.partition(".")[0] in BARS:
        alone = origins.get(key.replace("bars.", "bars[0].", 1), "")
        return origins.get(key) or alone or origins.get(plain) or origins.get(f"data.{field}", "")
    return origins.get(key, "")
