"""What is configured, and where each value comes from."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import fields
from difflib import get_close_matches

from tradecore.config import ACTIVE, OVERRIDE, Resolved, flat, nest, resolve
from tradecore.contracts.settings import Settings
from tradecore.errors import InvalidValue, UnknownKey, UnknownName
from tradecore.parameters import build, parameters_of
from tradecore.ports.catalog import Catalog
from tradecore.ports.settings_store import SettingsStore, Version
from tradecore_kit.codec import decode, encode, loads
from tradecore_workbench.kinds import SECTIONS
from tradecore_workbench.names import check_settings

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
        _checked(given, OVERRIDE)
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

        Refuses unknown keys, values and names, saying `request`; what the file held before is blamed on
        the file. Parameters under `strategies.<name>` are checked against the strategy.
        """
        self.change({key: value})

    def change(self, values: Values) -> None:
        """The same for several dotted keys at once: all of them, or none."""
        for key, value in values.items():
            if key == "schema":
                raise InvalidValue(key, value, "nothing: the file's version is written by tradecore")
            if "." not in key and key not in SECTIONS:
                raise unknown_key(key, defaults())
        given = flat(values)
        _checked(given, OVERRIDE)
        check_settings(given, self._catalog, lambda _: OVERRIDE)
        merged = nest({**self.active(), **given})
        self._check_strategies(merged, ACTIVE, nest(given))
        self._store.save(merged)

    def history(self) -> Sequence[Version]:
        """The versions that were replaced, the newest first."""
        return self._store.history()

    def restore(self, at: str) -> None:
        """Goes back to the version that was replaced at this instant; raises UnknownName where there is none.

        It is checked as everything else that is written, so that one with a strategy that is gone is refused.
        """
        versions = {version.at: version.values for version in self.history()}
        if at not in versions:
            raise UnknownName("version of configs/active.json", at, versions)
        check_settings(flat(versions[at]), self._catalog, lambda _: at)
        self._check_strategies(versions[at], at)
        self._store.save(versions[at])

    def unset(self, key: str) -> None:
        """Goes back to the code's default; harmless when it was not set. A section's name unsets all of it.

        Raises UnknownKey for a key that exists neither in the code nor in configs/active.json.
        """
        active = self.active()
        known = {**self.known(), **active}
        if not any(name == key or name.startswith(f"{key}.") for name in known) and key not in SECTIONS:
            raise unknown_key(key, nest(known))
        kept = {name: value for name, value in active.items() if name != key and not name.startswith(f"{key}.")}
        if len(kept) < len(active):
            self._store.save(nest(kept))

    def known(self) -> Values:
        """Every key that can be set, with the code's default; strategies' parameters among them."""
        parameters = {
            f"strategies.{name}.{parameter.name}": parameter.default
            for name in self._catalog.names("strategy")
            for parameter in parameters_of(self._catalog.strategy(name))
        }
        return {**flat(defaults()), **parameters}

    def strategy_values(self, name: str) -> Values:
        """The parameters that configs/active.json holds for a strategy."""
        head = f"strategies.{name}."
        return {key.removeprefix(head): value for key, value in self.active().items() if key.startswith(head)}

    def _check_strategies(self, values: Values, where: str, typed: Values | None = None) -> None:
        """Settings know no strategies; the names and parameters are checked against those registered.

        What goes wrong with a strategy in `typed` is the fault of the request, not that of `where`.
        """
        for name, given in decode(Settings, values, where).strategies.items():
            known = self._catalog.names("strategy")
            blamed = OVERRIDE if f"strategies.{name}" in _parents(typed or {}) else where
            if name not in known:
                raise UnknownKey(f"strategies.{name}", known, blamed)
            build(self._catalog.strategy(name), given, f"{blamed}: strategies.{name}")


def defaults() -> Values:
    """Every setting of the code, nested; sections are encoded as active.json writes them."""
    plain = encode(Settings())
    return {item.name: plain[item.name] for item in fields(Settings) if item.name != "schema"}


def _parents(values: Values) -> set[str]:
    """The first two parts of every dotted key."""
    return {".".join(key.split(".")[:2]) for key in flat(values)}


def _checked(given: Values, where: str) -> None:
    """Decodes what was given; a list is shown how it is written."""
    try:
        decode(Settings, nest(given), where)
    except InvalidValue as error:
        if error.accepted != "a list":
            raise
        usual = flat(defaults()).get(error.key)
        items = list(usual)[:2] if isinstance(usual, list | tuple) else ["a", "b"]  # pyright: ignore[reportUnknownArgumentType,reportUnknownVariableType]
        raise InvalidValue(error.key, error.value, f"a list, such as '{json.dumps(items)}'", where) from error


def unknown_key(key: str, known: Values) -> UnknownKey:
    """The error for a key that does not exist, with the nearest ones that do, a section before it or not."""
    dotted = list(flat(known))
    section = known.get(key.partition(".")[0])
    if "." in key and isinstance(section, Mapping):
        inside = [name for name in dotted if name.startswith(key.rpartition(".")[0] + ".")]
        leaves = [name.rpartition(".")[2] for name in inside]
        return UnknownKey(key, leaves or list(section), OVERRIDE)  # pyright: ignore[reportUnknownArgumentType]
    leaf = key.rpartition(".")[2]
    places: dict[str, list[str]] = {}
    for name in dotted:
        places.setdefault(name.rpartition(".")[2], []).append(name)
    near = get_close_matches(leaf, [*places, *known], n=1, cutoff=0.7)
    if near and near[0] in places and near[0] not in known:
        return _Misplaced(key, places[near[0]])
    return UnknownKey(key, known, OVERRIDE)


class _Misplaced(UnknownKey):
    """A key whose section was left out or wrong."""

    def __init__(self, key: str, near: Sequence[str]) -> None:
        super().__init__(key, near, OVERRIDE)
        meant = " or ".join(map(repr, near))
        self.args = (f"{OVERRIDE}: unknown key {key!r}. Did you mean {meant}?",)


def assignment(text: str, option: str, example: str) -> tuple[str, object]:
    """`key=value` from a command line; the value is JSON where it reads as JSON, else the text itself.

    Raises InvalidValue when there is no `=`, naming the `option` and an `example` of it.
    """
    key, equals, value = text.partition("=")
    if not equals or not key.strip():
        raise InvalidValue(option, text, f"a name, = and a value, such as {example}")
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
