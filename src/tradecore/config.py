"""Configuration: code defaults <- configs/active.json <- the run's overrides, with every value's origin."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import cast

DEFAULT = "default"
ACTIVE = "configs/active.json"
OVERRIDE = "request"


@dataclass(frozen=True, slots=True)
class Resolved:
    """Values by dotted key (`costs.slippage_bps`), and for each key the layer it was found in."""

    values: Mapping[str, object]
    origins: Mapping[str, str]

    def section(self, prefix: str) -> "Resolved":
        """The keys under `prefix.`, without it."""
        head = f"{prefix}."
        values = {key.removeprefix(head): value for key, value in self.values.items() if key.startswith(head)}
        return Resolved(values, {key: self.origins[head + key] for key in values})

    @property
    def nested(self) -> dict[str, object]:
        """The values as nested mappings."""
        return nest(self.values)

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the values (not of their origins) in hexadecimal."""
        return fingerprint(self.values)


def resolve(defaults: Mapping[str, object], active: Mapping[str, object], overrides: Mapping[str, object]) -> Resolved:
    """Merges three layers, nested or dotted; the last one that has a key decides. Lists are values, not layers."""
    values: dict[str, object] = {}
    origins: dict[str, str] = {}
    for origin, layer in ((DEFAULT, defaults), (ACTIVE, active), (OVERRIDE, overrides)):
        for key, value in flat(layer).items():
            values[key] = value
            origins[key] = origin
    return Resolved(values, origins)


def flat(nested: Mapping[str, object], prefix: str = "") -> dict[str, object]:
    """Nested mappings as dotted keys; a mapping without keys has none."""
    return dict(_leaves(nested, prefix))


def nest(dotted: Mapping[str, object]) -> dict[str, object]:
    """Dotted keys as nested mappings; a later key that contradicts an earlier one (`a` and `a.b`) replaces it."""
    root: dict[str, object] = {}
    for key, value in dotted.items():
        *parents, last = key.split(".")
        here = root
        for parent in parents:
            if not isinstance(here.get(parent), dict):
                here[parent] = {}
            here = cast("dict[str, object]", here[parent])
        here[last] = value
    return root


def fingerprint(value: object) -> str:
    """SHA-256 of plain data in canonical JSON: sorted keys, no spaces, shortest numbers; NaN is an error."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
    return sha256(text.encode()).hexdigest()


def _leaves(nested: Mapping[str, object], prefix: str) -> Iterator[tuple[str, object]]:
    for key, value in nested.items():
        path = f"{prefix}.{key}" if prefix else key
        if isinstance(value, Mapping):
            yield from _leaves(value, path)  # pyright: ignore[reportUnknownArgumentType]
        else:
            yield path, value
