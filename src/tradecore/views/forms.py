"""What a form asks for: the fields of a contract or the parameters of a strategy, with bounds, steps and words."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import MISSING, Field, dataclass, fields
from enum import Enum
from typing import Any, Literal, TypeAlias, cast, get_args, get_origin, get_type_hints

from tradecore.errors import InvalidValue, TradecoreError, UnknownKey, UnknownName
from tradecore.parameters import Parameter, parameters_of

Asked: TypeAlias = float | int | bool | str | tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Question:
    """One field of a form.

    `key` is the dotted key of the request. `type` is int, float, bool, str or tuple (of texts, one a line); `choices`
    are the only values of a text. `low`, `high` and `step` are None where there is none; `help` says what it means.
    """

    key: str
    label: str
    type: type
    value: Asked
    low: float | None = None
    high: float | None = None
    step: float | None = None
    choices: tuple[str, ...] = ()
    help: str = ""


def of_strategy(strategy: type, values: Mapping[str, object], head: str = "parameters.") -> tuple[Question, ...]:
    """The parameters of a strategy, with `values` over its defaults."""
    words = _sentences(strategy.__doc__ or "")
    return tuple(_of_parameter(each, values, head, words) for each in parameters_of(strategy))


def of_contract(
    contract: type, values: Mapping[str, object], head: str = "", names: Sequence[str] = ()
) -> tuple[Question, ...]:
    """The fields of a contract that a person can type: numbers, texts, choices and lists of texts.

    `values` are by dotted key, `head` stands before each name; `names` picks some, in their order.
    """
    hints = get_type_hints(contract)
    words = _sentences(contract.__doc__ or "")
    known = {item.name: item for item in fields(contract) if item.name != "schema"}
    found = (_of_field(known[name], hints[name], values, head, words) for name in names or known)
    return tuple(each for each in found if each is not None)


def changed(questions: Sequence[Question], given: Mapping[str, Asked]) -> dict[str, Asked]:
    """What somebody answered otherwise than it stood there, by key: the rest keeps its own origin."""
    return {each.key: given[each.key] for each in questions if each.key in given and given[each.key] != each.value}


def blamed(error: TradecoreError, keys: Sequence[str]) -> str:
    """The key of the question that an error is about; empty when it is about none, or about several."""
    name = _key(error)
    near = [key for key in keys if key == name or key.rpartition(".")[2] == name.rpartition(".")[2]]
    return name if name in keys else near[0] if len(near) == 1 else ""


def complaint(error: TradecoreError) -> str:
    """What to say beside the field: which value is not accepted and which are, without where it was looked at."""
    if isinstance(error, InvalidValue):
        return f"{error.key} is {error.value!r}. Accepted: {error.accepted}."
    return str(error)


def _key(error: TradecoreError) -> str:
    if isinstance(error, InvalidValue | UnknownKey):
        return error.key
    return error.kind if isinstance(error, UnknownName) else ""


def _of_parameter(
    each: Parameter, values: Mapping[str, object], head: str, words: Sequence[tuple[set[str], str]]
) -> Question:
    bounds, key = each.range, f"{head}{each.name}"
    return Question(
        key,
        each.name.replace("_", " "),
        each.type,
        cast("Asked", values.get(each.name, each.default)),
        None if bounds is None else bounds.low,
        None if bounds is None else bounds.high,
        (bounds.step or None) if bounds is not None else None,
        help=_help(each.name, words, "" if each.type is bool else f"Accepted: {each.accepted}."),
    )


def _of_field(
    item: "Field[Any]",
    hint: Any,  # noqa: ANN401
    values: Mapping[str, object],
    head: str,
    words: Sequence[tuple[set[str], str]],
) -> Question | None:
    kind, choices = _kind(hint)
    if kind is None:
        return None
    key, usual = f"{head}{item.name}", None if item.default is MISSING else item.default
    value = values.get(key, usual)
    shown = value.value if isinstance(value, Enum) else tuple(cast("Sequence[str]", value)) if kind is tuple else value
    return Question(
        key, item.name.replace("_", " "), kind, cast("Asked", shown), choices=choices, help=_help(item.name, words, "")
    )


def _kind(hint: Any) -> tuple[type | None, tuple[str, ...]]:  # noqa: ANN401
    """The type of a question and its choices; None for what a person does not type."""
    if get_origin(hint) is Literal:
        return str, tuple(map(str, get_args(hint)))
    if isinstance(hint, type) and issubclass(hint, Enum):
        return str, tuple(str(each.value) for each in hint)
    if hint in (int, float, bool, str):
        return cast("type", hint), ()
    return (tuple, ()) if hint == tuple[str, ...] else (None, ())


def _sentences(text: str) -> list[tuple[set[str], str]]:
    """Each sentence of a docstring with the names that it quotes."""
    plain = " ".join(text.split())
    parts = re.split(r"(?<=[.;])\s+(?=[A-Z`a-z])", plain)
    return [(set(re.findall(r"`(\w+)`", part)), part.rstrip(";").replace("`", "")) for part in parts]


def _help(name: str, words: Sequence[tuple[set[str], str]], more: str) -> str:
    """What the docstring says of a name, and what is accepted."""
    said = [f"{text[:1].upper()}{text[1:]}" for names, text in words if name in names]
    return " ".join((*(each if each.endswith(".") else f"{each}." for each in said), more)).strip()
