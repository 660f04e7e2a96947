"""Which distributions brought what a request uses."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import cast

from tradecore.errors import RequestError, TradecoreError, UnknownName
from tradecore.features import parse_feature
from tradecore.parameters import build
from tradecore.ports.model_store import ModelStore
from tradecore.space import space
from tradecore_plugins.registry import Registry
from tradecore_workbench.code import code_of

Plain = Mapping[str, object]
Used = tuple[str, str]
BARS = ("bars", "fill_bars", "compare", "base")
# What a run is written with, whatever it is about.
EVERY_JOB: Sequence[Used] = (("compiler", "numba"), ("reporter", "matplotlib"), ("table_writer", "csv"))


class Brought:
    """Asked with a plain request; names that nothing answers to are passed over here and refused elsewhere."""

    def __init__(self, registry: Registry, models: ModelStore) -> None:
        self._registry, self._models = registry, models

    def __call__(self, plain: Plain) -> Mapping[str, str]:
        """The version of every distribution whose strategy, learner, feature set or source the request uses."""
        found: dict[str, str] = {}
        for kind, name in dict.fromkeys(self._used(plain)):
            if name in self._registry.names(kind):
                distribution, _, version = self._registry.distribution(kind, name).rpartition(" ")
                if version[:1].isdigit():
                    found[distribution] = version
        return found

    def code(self, plain: Plain) -> Mapping[str, str]:
        """Fingerprints of the sources of the import packages that have a hand in the request."""
        return code_of(self.packages(plain))

    def packages(self, plain: Plain) -> Sequence[str]:
        """The import packages that have a hand in the request: those of what it names, and of what every job uses."""
        bootstrapped = _mapping(plain.get("report")).get("bootstrap") or "windows" in plain
        drawn = (("resampler", "arch"),) if bootstrapped else ()
        used = dict.fromkeys((*self._used(plain), *self._calendars(plain), *drawn, *EVERY_JOB))
        known = (use for use in used if use[1] in self._registry.names(use[0]))
        return sorted({self._registry.package(kind, name) for kind, name in known})

    def _calendars(self, plain: Plain) -> Iterator[Used]:
        for field in BARS:
            yield from (
                ("calendar", str(spec["calendar"])) for spec in _specs(plain.get(field)) if spec.get("calendar")
            )

    def _used(self, plain: Plain) -> Iterator[Used]:
        for field in BARS:
            yield from (("bar_source", source) for source in _sources(plain.get(field)))
        # A walk forward trains only where it is told to.
        walks_only = "windows" in plain and not plain.get("learn")
        training = _mapping(None if walks_only else plain.get("training"))
        learner = str(training.get("learner") or "")
        features = _texts(plain.get("features") or training.get("features"))
        learners = [learner] if learner else []
        if plain.get("model"):
            stored, columns = self._model(str(plain["model"]))
            learners, features = [*learners, *([stored] if stored else [])], [*features, *columns]
        yield from (("learner", name) for name in learners)
        if plain.get("strategy"):
            yield "strategy", str(plain["strategy"])
            features = [*features, *self._decided_on(str(plain["strategy"]), plain)]
        yield from (("feature_set", provider) for provider in _providers(features))

    def _model(self, name: str) -> tuple[str, Sequence[str]]:
        try:
            record = self._models.record(name)
        except TradecoreError:
            return "", ()
        return record.learner, record.features

    def _decided_on(self, name: str, plain: Plain) -> Sequence[str]:
        parameters, over = _mapping(plain.get("parameters")), _mapping(plain.get("over"))
        try:
            strategy = self._registry.strategy(name)
            texts = {key: str(text) for key, text in over.items()}
            one = space(strategy, parameters, texts).at(0) if texts else build(strategy, parameters)
            return [str(feature) for feature in one.features()]
        except (RequestError, UnknownName):
            return ()


def _sources(value: object) -> Iterator[str]:
    return (str(spec.get("source") or "csv") for spec in _specs(value))


def _specs(value: object) -> Iterator[Plain]:
    items = cast("list[object]", value) if isinstance(value, list) else [value]
    return (_mapping(item) for item in items if item is not None)


def _providers(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        try:
            yield parse_feature(text).provider
        except RequestError:
            continue


def _mapping(value: object) -> Plain:
    return cast("Plain", value) if isinstance(value, Mapping) else {}


def _texts(value: object) -> Sequence[str]:
    items = cast("Sequence[object]", value) if isinstance(value, list | tuple) else ()
    return [item for item in items if isinstance(item, str)]
