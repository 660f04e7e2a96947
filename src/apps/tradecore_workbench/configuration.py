"""What is configured, and where each value comes from."""

import json
from collections.abc import Mapping
from dataclasses import fields

from tradecore.config import ACTIVE, OVERRIDE, Resolved, flat, nest, resolve
from tradecore.contracts.settings import Settings
from tradecore.errors import InvalidValue, UnknownKey
from tradecore.parameters import build
from tradecore.ports.catalog import Catalog
from tradecore.ports.settings_store import SettingsStore
from tradecore_kit.codec import decode, encode, loads

Values = Mapping[str, object]


class Configuration:
    """The user's settings over the code's defaults."""

    def __init__(self, store: SettingsStore, catalog: Catalog) -> None:
        self._store, self._catalog = store, catalog

    def active(self) -> Values:
        """Only what configs/active.json holds, by dotted key."""
        return flat(self._store.load())

    def resolved(self, overrides: Values | None = None) -> Resolved:
        """Every setting by dotted key with its origin; raises UnknownKey or InvalidValue naming file and key."""
        active, given = dict(self.active()), flat(overrides or {})
        decode(Settings, nest(given), OVERRIDE)
        self._check_strategies(nest(active), ACTIVE)
        self._check_strategies(nest(given), OVERRIDE)
        _forget_other_learner(active, given)
        resolved = resolve(defaults(), active, given)
        decode(Settings, resolved.nested, OVERRIDE)
        return resolved

    def settings(self, overrides: Values | None = None) -> Settings:
        """The same as typed sections."""
        return decode(Settings, self.resolved(overrides).nested, ACTIVE)

    def set(self, key: str, value: object) -> None:
        """Changes one dotted key in configs/active.json (atomically, the previous version is kept).

        Refuses unknown keys and values; parameters under `strategies.<name>` are checked against the strategy.
        """
        if key == "schema":
            raise InvalidValue(key, value, "nothing: the file's version is written by tradecore")
        values = nest({**self.active(), **flat({key: value})})
        self._check_strategies(values, ACTIVE)
        self._store.save(values)

    def unset(self, key: str) -> None:
        """Goes back to the code's default; harmless when it was not set. A section's name unsets all of it."""
        active = self.active()
        kept = {name: value for name, value in active.items() if name != key and not name.startswith(f"{key}.")}
        if len(kept) < len(active):
            self._store.save(nest(kept))

    def strategy_values(self, name: str) -> Values:
        """The parameters that configs/active.json holds for a strategy."""
        head = f"strategies.{name}."
        return {key.removeprefix(head): value for key, value in self.active().items() if key.startswith(head)}

    def _check_strategies(self, values: Values, where: str) -> None:
        """Settings know no strategies; the names and parameters are checked against those registered."""
        for name, given in decode(Settings, values, where).strategies.items():
            known = self._catalog.names("strategy")
            if name not in known:
                raise UnknownKey(f"strategies.{name}", known, where)
            build(self._catalog.strategy(name), given, f"{where}: strategies.{name}")


def defaults() -> Values:
    """Every setting of the code, nested; sections are encoded as active.json writes them."""
    plain = encode(Settings())
    return {item.name: plain[item.name] for item in fields(Settings) if item.name != "schema"}


def assignment(text: str) -> tuple[str, object]:
    """`key=value` from a command line; the value is JSON where it reads as JSON, else the text itself.

    Raises InvalidValue when there is no `=`.
    """
    key, equals, value = text.partition("=")
    if not equals or not key.strip():
        raise InvalidValue("option", text, "key=value, such as costs.slippage_bps=1.5")
    try:
        json.loads(value)
    except json.JSONDecodeError:
        return key.strip(), value.strip()
    except RecursionError:
        pass
    return key.strip(), loads(value, key.strip())


def _forget_other_learner(active: dict[str, object], given: Values) -> None:
    """Parameters that the user keeps for one learner say nothing about another one."""
    learner = given.get("training.learner")
    if learner is not None and learner != active.get("training.learner", Settings().training.learner):
        for key in [key for key in active if key.startswith("training.parameters.")]:
            del active[key]
