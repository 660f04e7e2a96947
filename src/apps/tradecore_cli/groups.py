"""Options that many commands share: written once as a NamedTuple, taken by a command as one argument.

A command `show(run: ..., *, common: Common)` under `@grouped` has every field of Common as an option, and
gets their values as one Common.
"""

from collections.abc import Callable, Mapping
from inspect import Parameter, Signature, signature
from typing import Any, get_type_hints


def grouped(command: Callable[..., int]) -> Callable[..., int]:
    """The command with each parameter that is a NamedTuple of options spread into its fields."""
    groups = {name: kind for name, kind in _hints(command).items() if _is_group(kind)}

    def spread(**given: Any) -> int:  # noqa: ANN401
        return command(**_gathered(groups, given))

    parameters = [part for each in signature(command).parameters.values() for part in _parts(each, groups)]
    spread.__signature__ = Signature(parameters, return_annotation=int)  # type: ignore[attr-defined]
    spread.__annotations__ = {each.name: each.annotation for each in parameters} | {"return": int}
    spread.__name__, spread.__doc__ = command.__name__, command.__doc__
    return spread


def _hints(owner: Any) -> dict[str, Any]:  # noqa: ANN401
    return {name: hint for name, hint in get_type_hints(owner, include_extras=True).items() if name != "return"}


def _is_group(kind: Any) -> bool:  # noqa: ANN401
    return isinstance(kind, type) and hasattr(kind, "_field_defaults")


def _parts(parameter: Parameter, groups: Mapping[str, Any]) -> list[Parameter]:
    if parameter.name not in groups:
        return [parameter.replace(kind=Parameter.KEYWORD_ONLY)]
    group = groups[parameter.name]
    return [
        Parameter(
            name, Parameter.KEYWORD_ONLY, annotation=hint, default=group._field_defaults.get(name, Parameter.empty)
        )
        for name, hint in _hints(group).items()
    ]


def _gathered(groups: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    rest = dict(given)
    made = {name: group(**{field: rest.pop(field) for field in group._fields}) for name, group in groups.items()}
    return {**rest, **made}
