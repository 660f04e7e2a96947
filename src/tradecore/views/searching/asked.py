"""What a form asks of a search: a text for each parameter, which is an axis, one value, or nothing."""

from collections.abc import Mapping
from decimal import Decimal

from tradecore.metrics.objectives import LARGER_IS_BETTER
from tradecore.parameters import Parameter, parameters_of
from tradecore.views.forms import Asked, Question

OVER, FIXED = "over.", "parameters."
# A first look at a strategy varies so many of its parameters, by such factors of what they are.
VARIED, AROUND = 2, (Decimal("0.5"), Decimal(1), Decimal(2), Decimal(4))


def axis_questions(strategy: type, values: Mapping[str, object]) -> tuple[Question, ...]:
    """One text a parameter; the first ones that declare a range are filled with a coarse axis around what they are.

    `values` stand over the strategy's defaults for those that are not varied.
    """
    suggested = _suggested(strategy, values)
    return tuple(_question(each, values, suggested.get(each.name, "")) for each in parameters_of(strategy))


def axes_asked(answers: Mapping[str, Asked]) -> dict[str, Asked]:
    """The overrides of a request: `5:50:5` and `5,10` are axes, `20` fixes a parameter, nothing leaves it as it is."""
    found: dict[str, Asked] = {}
    for key, answer in answers.items():
        name, text = key.removeprefix(OVER), str(answer or "").strip()
        if ":" in text or "," in text:
            found[f"{OVER}{name}"] = text
        elif text:
            found[f"{FIXED}{name}"] = _value(text)
    return found


def objective_question(usual: str, key: str = "by") -> Question:
    """By what the best set is chosen."""
    words = "What the best set is best in. Trying several of these is fitting too."
    return Question(key, "best by", str, usual, choices=tuple(LARGER_IS_BETTER), help=words)


def _question(each: Parameter, values: Mapping[str, object], suggested: str) -> Question:
    fixed = values.get(each.name, each.default)
    usual = f"Empty keeps {_written(fixed)}" if fixed is not None else "It must be given"
    words = f"An axis, or a value that every set has: {each.accepted}. {usual}."
    return Question(f"{OVER}{each.name}", each.name.replace("_", " "), str, suggested, help=words)


def _suggested(strategy: type, values: Mapping[str, object]) -> dict[str, str]:
    texts = {each.name: around(each, values.get(each.name, each.default)) for each in parameters_of(strategy)}
    return dict([(name, text) for name, text in texts.items() if text][:VARIED])


def around(parameter: Parameter, value: object) -> str:
    """An axis around a value: half of it, itself, twice and four times, in whole steps and within the bounds.

    Empty for what is no number above 0, or declares no step.
    """
    bounds = parameter.range
    if bounds is None or not bounds.step or isinstance(value, bool) or not isinstance(value, int | float) or value <= 0:
        return ""
    low, high, step = (Decimal(repr(each)) for each in (bounds.low, bounds.high, bounds.step))
    wanted = (Decimal(repr(value)) * factor for factor in AROUND)
    snapped = dict.fromkeys(low + round((each - low) / step) * step for each in wanted)
    inside = [f"{each.normalize():f}" for each in snapped if low <= each <= high]
    return ",".join(inside) if len(inside) > 1 else ""


def _value(text: str) -> Asked:
    """A number or a truth; any other text goes on, to be refused with what is accepted."""
    if text.lower() in ("true", "false"):
        return text.lower() == "true"
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            continue
    return text


def _written(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else f"{value:g}" if isinstance(value, float) else str(value)
