"""What a strategy can be told: its fields, their defaults and bounds."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Any, get_args, get_type_hints

from tradecore.errors import InvalidValue, UnknownKey
from tradecore.strategy import Range

Value = float | int | bool


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter: `type` is int, float or bool; `default` None must be given, `range` None is unbounded."""

    name: str
    type: type
    default: Value | None
    range: Range | None

    @property
    def accepted(self) -> str:
        """What may be given, in words."""
        if self.type is bool:
            return "true or false"
        noun = "a whole number" if self.type is int else "a number"
        return noun if self.range is None else f"{noun} from {self.range.low:g} to {self.range.high:g}"

    def checked(self, value: object, where: str) -> Value:
        """The value in the parameter's type (an integer becomes a float where one is wanted); raises InvalidValue."""
        if not self._fits(value):
            raise InvalidValue(self.name, value, self.accepted, where)
        return self.type(value)

    def _fits(self, value: object) -> bool:
        if self.type is bool or isinstance(value, bool):
            return self.type is bool and isinstance(value, bool)
        if not isinstance(value, int if self.type is int else int | float) or not isfinite(value):
            return False
        return self.range is None or self.range.low <= value <= self.range.high


def parameters_of(strategy: type) -> tuple[Parameter, ...]:
    """The parameters of a strategy class, in the order of its fields."""
    hints = get_type_hints(strategy, include_extras=True)
    fields: tuple[str, ...] = getattr(strategy, "_fields", ())
    defaults: Mapping[str, Any] = getattr(strategy, "_field_defaults", {})
    return tuple(_parameter(name, hints[name], defaults.get(name)) for name in fields)


def build(strategy: type, values: Mapping[str, object], where: str = "parameters") -> Any:  # noqa: ANN401
    """An instance of the strategy with these values over its defaults.

    Raises UnknownKey with the nearest parameter, and InvalidValue with the bounds, for what it does not accept. A
    strategy may refuse a combination by a method `problem`, which returns a sentence, or empty.
    """
    known = {parameter.name: parameter for parameter in parameters_of(strategy)}
    for name in values:
        if name not in known:
            raise UnknownKey(name, known, where)
    missing = [name for name, parameter in known.items() if parameter.default is None and name not in values]
    if missing:
        raise InvalidValue(missing[0], None, known[missing[0]].accepted, where)
    built = strategy(**{name: known[name].checked(value, where) for name, value in values.items()})
    problem: str = built.problem() if hasattr(built, "problem") else ""
    if problem:
        raise InvalidValue("parameters", dict(built._asdict()), problem, where)
    return built


def _parameter(name: str, hint: Any, default: Value | None) -> Parameter:  # noqa: ANN401
    plain, *notes = get_args(hint) if hasattr(hint, "__metadata__") else (hint,)
    bounds = next((note for note in notes if isinstance(note, Range)), None)
    return Parameter(name, plain, default, bounds)
