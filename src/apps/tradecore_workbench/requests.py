"""Building a complete request from what was said, what is configured, and what the code assumes."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from time import time_ns
from typing import Any, cast

from tradecore.config import DEFAULT, OVERRIDE, Resolved, fingerprint, flat, nest, resolve
from tradecore.contracts.bars import BarsSpec
from tradecore.contracts.predict import PredictionsSpec
from tradecore.contracts.sets import SetManifest
from tradecore.contracts.train import TrainRequest
from tradecore.errors import InvalidValue
from tradecore.parameters import build, parameters_of
from tradecore.ports.bar_source import Downloads
from tradecore.ports.catalog import Catalog
from tradecore.prepared import SET, SETTLED, check_agrees, files_of, set_of
from tradecore.space import declared, space
from tradecore.strategy import Strategy
from tradecore_kit.codec import decode, encode
from tradecore_kit.names import NAME, checked_name
from tradecore_workbench.configuration import Configuration
from tradecore_workbench.downloading import completed, downloads
from tradecore_workbench.kinds import SECTIONS, Kind
from tradecore_workbench.versions import versions

SPECS = {
    "bars": BarsSpec,
    "fill_bars": BarsSpec,
    "compare": BarsSpec,
    "base": BarsSpec,
    "predictions": PredictionsSpec,
    "signals": PredictionsSpec,
}
# What a spec says that is no choice of how to read it.
IDENTITY = ("path", "sha256")
SOURCES = {".parquet": "parquet", ".pq": "parquet"}
STORE = "parquet"
Versions = Callable[[Mapping[str, object]], Mapping[str, str]]


class RequestBuilder:
    """Turns overrides into requests; stateless but for the adapters it asks."""

    def __init__(
        self,
        folder: Path,
        catalog: Catalog,
        configuration: Configuration,
        brought: Versions = lambda _: {},
        code: Versions = lambda _: {},
        pinned: Callable[[str], str] = lambda _: "",
        now: Callable[[], int] = time_ns,
    ) -> None:
        """`brought` names the distributions, with their versions, of the plugins that a plain request uses.

        `code` names the import packages, with fingerprints of their sources; `pinned` tells the SHA-256 of a model.
        A download that says no end ends `now` (ns UTC).
        """
        self._folder, self._catalog, self._configuration = folder, catalog, configuration
        self._brought, self._code, self._pinned, self._now = brought, code, pinned, now

    def build(self, kind: Kind, overrides: Mapping[str, object]) -> Any:  # noqa: ANN401
        """The request with origins, versions and fingerprints; raises RequestError, UnknownName or DataError."""
        given = nest(flat(cast("Mapping[str, object]", encode(overrides))))
        sections = {name: given.pop(name) for name in SECTIONS if name in given and _accepts(kind, name)}
        settings = self._configuration.resolved(sections)
        origins = {key: origin for key, origin in settings.origins.items() if _accepts(kind, key.partition(".")[0])}
        plain: dict[str, object] = {name: settings.section(name).nested for name in kind.sections}
        base = self._base(given)
        usual = {**settings.section("data").values, **(files_of(base) if base else {})}
        plain.update({name: self._spec(name, value, usual, base) for name, value in given.items()})
        if "bars" in plain and not isinstance(plain["bars"], list) and kind.several:
            plain["bars"] = [plain["bars"]]
        origins |= {**_settled(plain), **_said(given, origins)}
        if "anchor" in kind.fields:
            plain.setdefault("anchor", settings.values["data.anchor"])
        for name in ("predictions", "signals"):
            origins |= _zoned(name, plain, origins)
        if given.get("strategy") and "over" in kind.fields and (given.get("over") or kind.required("over")):
            searched = self._searched(given, sections)
            plain |= {"parameters": searched.section("parameters").values, "over": searched.section("over").values}
            origins |= searched.origins
        elif "strategy" in kind.fields and given.get("strategy"):
            parameters = self._parameters(given, sections)
            plain["parameters"] = parameters.values
            origins |= {f"parameters.{key}": origin for key, origin in parameters.origins.items()}
        used = {key: origin for key, origin in origins.items() if not key.startswith("strategies.")}
        known = {**versions(), **self._brought(plain)}
        plain["provenance"] = {"origins": used, "versions": known, "code": self._code(plain)}
        return _named(self._fingerprinted(decode(kind.request, plain, f"{kind.name} request")))

    def _spec(self, name: str, value: object, usual: Mapping[str, object], base: SetManifest | None) -> object:
        """A file or a prepared set as a path, or a mapping of a spec's fields.

        What it does not say comes from the set itself, or from what is `usual` for files; of a download that adds to
        the set `base`, from that.
        """
        if name not in SPECS or value is None:
            return value
        if isinstance(value, list):
            return [self._spec(name, item, usual, base) for item in cast("list[object]", value)]
        fields = cast("Mapping[str, object]", value) if isinstance(value, Mapping) else {"path": value}
        path = fields.get("path")
        if SPECS[name] is BarsSpec:
            held = self._set_of(fields)
            if held is not None:
                return {**set_of(held), "holdout": usual.get("holdout", ""), **fields, "source": SET}
            fields = {**usual, "source": SOURCES.get(Path(str(path)).suffix.lower(), "csv"), **fields}
            if downloads(fields, self._catalog):
                return completed(fields, base, self._now())
        return {**fields, "path": self._path(path)} if isinstance(path, str) and path else dict(fields)

    def _base(self, given: Mapping[str, object]) -> SetManifest | None:
        """The set that files are to be added to; raises UnknownName for one that does not exist."""
        base = given.get("base")
        path = cast("Mapping[str, object]", base).get("path") if isinstance(base, Mapping) else base
        return self._catalog.data_store(STORE).manifest(str(path)) if base is not None else None

    def _set_of(self, fields: Mapping[str, object]) -> SetManifest | None:
        """The prepared set that a spec means, by its source or by a bare name that is that of no file."""
        path = fields.get("path")
        if not isinstance(path, str) or fields.get("source") not in (None, "", SET):
            return None
        asked = fields.get("source") == SET
        if not asked and (NAME.fullmatch(path) is None or (self._folder / path).is_file() or Path(path).is_file()):
            return None
        if STORE not in self._catalog.names("data_store"):
            return None
        store = self._catalog.data_store(STORE)
        return store.manifest(path) if asked or path in store.names() else None

    def _path(self, path: str) -> str:
        """Relative to the workspace; a file that only lies where we stand becomes absolute."""
        here = Path(path).expanduser().absolute()
        inside = not (self._folder / path).exists() and here.exists()
        return str(here) if inside else path

    def _searched(self, given: Mapping[str, object], sections: Mapping[str, object]) -> Resolved:
        """The parameters that every set has and the axes of the others, under `parameters.` and `over.`."""
        name, strategy, said = self._said_of_strategy(given, sections)
        where = f"{OVERRIDE}: strategy {name}"
        asked = {key: axis_text(value) for key, value in _mapping(given.get("over"), "over").items()}
        found = space(strategy, said, asked, where)
        known = {each.name: each for each in parameters_of(strategy)}
        over = {axis.name: asked.get(axis.name) or declared(known[axis.name]) for axis in found.axes}
        layers = (
            {key: each.default for key, each in known.items() if each.default is not None},
            self._configuration.strategy_values(name),
            said,
        )
        fixed = resolve(*({key: value for key, value in layer.items() if key not in over} for layer in layers))
        values = space(strategy, fixed.values, over, where).fixed
        origins = {f"over.{key}": OVERRIDE if key in asked else DEFAULT for key in over}
        origins |= {f"parameters.{key}": origin for key, origin in fixed.origins.items()}
        return Resolved(flat({"parameters": values, "over": over}), origins)

    def _parameters(self, given: Mapping[str, object], sections: Mapping[str, object]) -> Resolved:
        name, strategy, overrides = self._said_of_strategy(given, sections)
        defaults = {each.name: each.default for each in parameters_of(strategy) if each.default is not None}
        resolved = resolve(defaults, self._configuration.strategy_values(name), overrides)
        instance = build(strategy, resolved.values, f"{OVERRIDE}: strategy {name}")
        return Resolved({key: getattr(instance, key) for key in resolved.values}, resolved.origins)

    def _said_of_strategy(
        self, given: Mapping[str, object], sections: Mapping[str, object]
    ) -> tuple[str, type[Strategy], Mapping[str, object]]:
        """Name and class of the strategy, and the parameters that were said with the request."""
        name = given["strategy"]
        if not isinstance(name, str):
            raise InvalidValue("strategy", name, f"one of {', '.join(self._catalog.names('strategy'))}", OVERRIDE)
        section = nest(flat(sections)).get("strategies")
        said = _mapping(section, "strategies").get(name)
        values = {**_mapping(said, f"strategies.{name}"), **_mapping(given.get("parameters"), "parameters")}
        return name, self._catalog.strategy(name), values

    def _fingerprinted(self, request: Any) -> Any:  # noqa: ANN401
        changed: dict[str, object] = {}
        for name in SPECS:
            value = getattr(request, name, None)
            if isinstance(value, tuple):
                changed[name] = tuple(self._marked(item) for item in cast("tuple[Any, ...]", value))
            elif value is not None:
                changed[name] = self._marked(value)
        if getattr(request, "model_sha256", None) == "" and request.model:
            changed["model_sha256"] = self._pinned(request.model)
        return replace(request, **changed)

    def _marked(self, spec: Any) -> Any:  # noqa: ANN401
        if spec.sha256:
            return spec
        bars = isinstance(spec, BarsSpec)
        if bars and spec.source == SET:
            check_agrees(spec, self._catalog.data_store(STORE).manifest(spec.path))
        source: Any = self._catalog.bar_source(spec.source) if bars else self._catalog.prediction_source("csv")
        if bars and isinstance(source, Downloads):
            source.check(spec)
            return spec
        return replace(spec, sha256=source.fingerprint(spec))


def _settled(plain: Mapping[str, object]) -> dict[str, str]:
    """Origins of what prepared sets say of themselves."""
    found: dict[str, str] = {}
    for name in (name for name, kind in SPECS.items() if kind is BarsSpec):
        specs = _listed(plain.get(name))
        for place, spec in enumerate(specs):
            if spec.get("source") == SET:
                part = name if len(specs) == 1 else f"{name}[{place}]"
                found |= {f"{part}.{field}": f"data/{spec['path']}/manifest.json" for field in SETTLED}
    return found


def _said(given: Mapping[str, object], origins: Mapping[str, str]) -> dict[str, str]:
    """Origins of how files are read, as far as it was said with the request.

    What was said of every file stands under `data.` or `bars.`, what was said of one under `bars[1].`.
    """
    said: dict[str, str] = {}
    bars = _listed(given.get("bars"))
    for place, spec in enumerate(bars):
        for name in _choices(spec):
            everywhere = all(name in _choices(other) for other in bars)
            key = f"data.{name}" if f"data.{name}" in origins else f"bars.{name}"
            said[key if everywhere else f"bars[{place}].{name}"] = OVERRIDE
    for name in ("fill_bars", "compare", "predictions", "signals"):
        said |= {f"{name}.{field}": OVERRIDE for spec in _listed(given.get(name)) for field in _choices(spec)}
    if given.get("model"):
        said["model"] = OVERRIDE
    if given.get("anchor"):
        said["data.anchor"] = OVERRIDE
    return said


def _zoned(name: str, plain: dict[str, object], origins: Mapping[str, str]) -> dict[str, str]:
    """Gives a file of predictions or signals that has no zone that of the bars, when they have one; its origin."""
    spec = plain.get(name)
    if not isinstance(spec, dict) or spec.get("zone"):  # pyright: ignore[reportUnknownMemberType]
        return {}
    zones = {str(bars.get("zone") or "") for bars in _listed(plain.get("bars"))}
    if len(zones) != 1 or not any(zones):
        return {}
    plain[name] = {**spec, "zone": zones.pop()}
    return {f"{name}.zone": origins.get("data.zone", OVERRIDE)}


def _listed(value: object) -> Sequence[Mapping[str, object]]:
    """The specs among a field's value; a path alone says nothing of itself."""
    items = cast("list[object]", value) if isinstance(value, list) else [value]
    return [cast("Mapping[str, object]", item) if isinstance(item, Mapping) else {} for item in items]


def _choices(spec: Mapping[str, object]) -> Iterator[str]:
    return (name for name in spec if name not in IDENTITY)


def _accepts(kind: Kind, section: str) -> bool:
    """Whether a section of the settings has a say in this kind of request; others are refused as unknown keys."""
    shared = {"data": "bars", "strategies": "strategy"}
    return section in kind.sections or shared.get(section) in kind.fields


def axis_text(value: object) -> str:
    """An axis as a request holds it: `5:50:5` as it is, a list of values with commas."""
    if isinstance(value, list | tuple):
        return ",".join(map(axis_text, cast("Sequence[object]", value)))
    return str(value).lower() if isinstance(value, bool) else str(value)


def _mapping(value: object, key: str) -> Mapping[str, object]:
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise InvalidValue(key, value, "parameters with their values", OVERRIDE)
    return cast("Mapping[str, object]", value)


def _named(request: Any) -> Any:  # noqa: ANN401
    """A model's name follows from what it is made of, versions included: the same training makes the same files."""
    if getattr(request, "model", ""):
        checked_name(request.model, "model")
    if not isinstance(request, TrainRequest) or request.model:
        return request
    what = {name: value for name, value in encode(request).items() if name not in ("provenance", "report")}
    what["versions"] = encode(request.provenance.versions)
    symbol = request.bars.symbol or Path(request.bars.path).name.partition(".")[0]
    words = re.sub(r"[^a-z0-9]+", "-", f"{request.training.learner}-{symbol}".lower()).strip("-")[:48]
    return replace(request, model=f"{words}-{fingerprint(what)[:8]}")
