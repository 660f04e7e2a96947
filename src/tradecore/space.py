"""Which parameter sets a search tries: axes, the grid over them, and random draws from it."""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import cached_property
from itertools import islice
from math import isfinite, prod
from random import Random
from typing import Any

from tradecore.errors import InvalidValue, UnknownKey
from tradecore.parameters import Parameter, Value, parameters_of

# More sets than this, or draws from a space that refuses nearly all of them, are a slip and not a search.
MOST = 1_000_000
_TRUTH = {"true": True, "false": False}


@dataclass(frozen=True, slots=True)
class Axis:
    """The values that a search tries for one parameter: distinct, ascending, false before true."""

    name: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Sets:
    """The sets to try, in the order of their numbers, as instances of the strategy.

    `size` is how many combinations the axes have; `refused` of those that were looked at are combinations that
    the strategy does not accept.
    """

    strategies: tuple[Any, ...]
    size: int
    refused: int


@dataclass(frozen=True)
class Space:
    """The combinations of axes of one strategy, whose other parameters are `fixed` or at their defaults.

    Axes stand in the order of the strategy's fields. Combination k is written with them as digits, the last
    axis changing fastest.
    """

    strategy: type
    fixed: Mapping[str, Value]
    axes: tuple[Axis, ...]

    @cached_property
    def size(self) -> int:
        """How many combinations there are, those included that the strategy refuses."""
        return prod(len(axis.values) for axis in self.axes)

    def at(self, place: int) -> Any:  # noqa: ANN401
        """Combination `place` as an instance of the strategy, which may refuse it."""
        values = dict(self.fixed)
        for axis in reversed(self.axes):
            place, digit = divmod(place, len(axis.values))
            values[axis.name] = axis.values[digit]
        return self.strategy(**values)

    def grid(self) -> Sets:
        """Every combination that the strategy accepts, in order; raises InvalidValue for more than MOST."""
        if self.size > MOST:
            most = f"up to {MOST:,} in a grid; try fewer values an axis, or a number of sets at random (--random)"
            raise InvalidValue("over", f"{self.size:,} combinations", most)
        accepted = tuple(one for one in map(self.at, range(self.size)) if not problem(one))
        return self._some(accepted, self.size - len(accepted))

    def random(self, number: int, seed: int) -> Sets:
        """The first `number` accepted combinations of a shuffled grid; fewer where there are no more.

        The same seed gives the same order whatever the number, so that a longer search begins with a shorter one.
        Raises InvalidValue unless 0 < number <= MOST.
        """
        if not 0 < number <= MOST:
            raise InvalidValue("random", number, f"1 to {MOST:,} sets")
        refused, accepted = 0, list[Any]()
        for place in islice(shuffled(self.size, seed), MOST):
            one = self.at(place)
            if problem(one):
                refused += 1
                continue
            accepted.append(one)
            if len(accepted) == number:
                break
        return self._some(accepted, refused)

    def _some(self, accepted: Sequence[Any], refused: int) -> Sets:
        if not accepted:
            first = f"at least one combination that the strategy takes; of the first it says: {problem(self.at(0))}"
            raise InvalidValue("over", ", ".join(axis.name for axis in self.axes), first)
        return Sets(tuple(accepted), self.size, refused)


def searched(
    strategy: type, fixed: Mapping[str, object], over: Mapping[str, str], random: int = 0, seed: int = 1
) -> tuple[Space, Sets]:
    """The space that a request means and the sets of it to try: the whole grid, or the first `random` ones."""
    found = space(strategy, fixed, over)
    return found, found.random(random, seed) if random else found.grid()


def space(strategy: type, fixed: Mapping[str, object], over: Mapping[str, str], where: str = "request") -> Space:
    """The space that a request means: `fixed` values by parameter, `over` an axis by parameter (see `axis`).

    Without any axis each parameter is one that is not fixed and declares its range. Raises UnknownKey and InvalidValue.
    """
    known = {parameter.name: parameter for parameter in parameters_of(strategy)}
    for name in (*fixed, *over):
        if name not in known:
            raise UnknownKey(name, known, where)
    for name in over:
        if name in fixed:
            raise InvalidValue(f"parameters.{name}", fixed[name], f"nothing, since it is an axis: over {name}", where)
    values = {name: known[name].checked(value, where) for name, value in fixed.items()}
    chosen = over or whole(strategy, fixed)
    lacking = [name for name, each in known.items() if each.default is None and name not in (*fixed, *chosen)]
    if lacking:
        raise InvalidValue(lacking[0], None, f"{known[lacking[0]].accepted}, or an axis: it has no default", where)
    axes = tuple(axis(parameter, chosen[name], where) for name, parameter in known.items() if name in chosen)
    if not axes:
        raise InvalidValue("over", None, "a parameter to try values of: the strategy has none that is not fixed", where)
    return Space(strategy, values, axes)


def whole(strategy: type, fixed: Container[str]) -> dict[str, str]:
    """Every parameter that is not fixed and declares its range, with the text of that axis."""
    texts = {each.name: declared(each) for each in parameters_of(strategy) if each.name not in fixed}
    return {name: text for name, text in texts.items() if text}


def axis(parameter: Parameter, text: str = "", where: str = "request") -> Axis:
    """The axis that `text` asks for.

    `5:50:5` is from, to and step, with the last value where a step lands on it; `5:50` takes the declared step,
    and nothing at all the declared range; `5,10,20` are these values. Raises InvalidValue.
    """
    try:
        values = _values(parameter, text.strip() or declared(parameter))
        for value in (min(values), max(values)):
            parameter.checked(value, where)
    except (InvalidOperation, InvalidValue, LookupError, ValueError) as error:
        raise InvalidValue(f"over.{parameter.name}", text, accepted(parameter), where) from error
    return Axis(parameter.name, tuple(sorted(set(values))))


def declared(parameter: Parameter) -> str:
    """The whole axis that the strategy declares, as a text that `axis` reads; empty when it declares none."""
    if parameter.type is bool:
        return "false,true"
    bounds = parameter.range
    step = _step(parameter)
    return f"{_plain(bounds.low)}:{_plain(bounds.high)}:{_plain(step)}" if bounds and step else ""


def accepted(parameter: Parameter) -> str:
    """What an axis of this parameter may look like, in words."""
    if parameter.type is bool:
        return "false,true, or one of them"
    text = declared(parameter)
    usual = f", or nothing for {text}" if text else ""
    steps, values = ("5:50:5", "5,10,20") if parameter.type is int else ("0.5:2:0.25", "0.5,1,2")
    return f"from:to:step such as {steps}, values such as {values}{usual}; each {parameter.accepted}"


def shuffled(size: int, seed: int) -> Iterator[int]:
    """0 to size - 1 in random order; memory is that of what was drawn so far.

    Fisher and Yates' shuffle with only the moved places on record.
    """
    random, moved = Random(seed), dict[int, int]()  # noqa: S311 - a search, no secret
    for k in range(size):
        j = k + _below(size - k, random)
        yield moved.get(j, j)
        moved[j] = moved.pop(k, k)


def _below(limit: int, random: Random) -> int:
    """A whole number from 0 to limit - 1, out of 159 bits, so that the last digit of a huge place is random too."""
    # Of Python's generator only the sequence of `random` is promised to stay from version to version.
    bits = 0
    for _ in range(3):
        bits = bits << 53 | int(random.random() * (1 << 53))
    return bits * limit >> 159


def problem(strategy: Any) -> str:  # noqa: ANN401
    """Why the strategy refuses its own combination of parameters; empty when it does not."""
    return strategy.problem() if hasattr(strategy, "problem") else ""


def _values(parameter: Parameter, text: str) -> Sequence[Value]:
    """The values of a text in the parameter's type, not checked against its bounds; raises ValueError."""
    if parameter.type is bool:
        return [_TRUTH[word.strip().lower()] for word in text.split(",")]
    if ":" not in text:
        return [_number(parameter, Decimal(word.strip())) for word in text.split(",")]
    parts = [Decimal(word.strip()) for word in text.split(":")]
    low, high, step = parts if len(parts) == 3 else (*parts, _step(parameter))  # noqa: PLR2004
    if not (low.is_finite() and high.is_finite() and step > 0 and low <= high and (high - low) / step <= MOST):
        raise ValueError(text)
    return [_number(parameter, low + k * step) for k in range(int((high - low) / step) + 1)]


def _number(parameter: Parameter, value: Decimal) -> float | int:
    number = parameter.type(value)
    if not isfinite(number) or (parameter.type is int and number != value):
        raise ValueError(value)
    return number


def _step(parameter: Parameter) -> Decimal:
    """The declared step; 1 for a whole number that declares none, 0 where nothing is known."""
    step = parameter.range.step if parameter.range else 0.0
    return Decimal(repr(step)) if step else Decimal(1 if parameter.type is int else 0)


def _plain(value: float | Decimal) -> str:
    return f"{Decimal(repr(value)) if isinstance(value, float) else Decimal(value):f}".removesuffix(".0")
