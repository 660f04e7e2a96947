"""What every request and every result carries."""

from collections.abc import Mapping
from dataclasses import dataclass, field

SCHEMA = 1


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a request came from, so that it can be run again.

    `origins` maps a resolved setting's dotted key to where its value was found; `versions` names
    the interpreter and the packages that the numbers depend on. `code` holds the beginning of a SHA-256 over
    the sources of each import package that had a hand in them, since a version does not change with every edit.
    """

    origins: Mapping[str, str] = field(default_factory=dict[str, str])
    versions: Mapping[str, str] = field(default_factory=dict[str, str])
    code: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True, slots=True)
class Summary:
    """A result's small part: `metrics` by name and `sentences` that a person reads first."""

    metrics: Mapping[str, float | int | str | bool | None] = field(
        default_factory=dict[str, float | int | str | bool | None]
    )
    sentences: tuple[str, ...] = ()
