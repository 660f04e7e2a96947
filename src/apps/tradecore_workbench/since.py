"""What a run depends on and that has changed since: files, versions, code."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from typing import Any, cast

from tradecore.contracts.bars import BarsSpec
from tradecore.contracts.predict import PredictionsSpec
from tradecore.errors import TradecoreError
from tradecore.proof import Change, changes
from tradecore.views.settings import portable
from tradecore_workbench.adapters import Adapters
from tradecore_workbench.brought import Brought
from tradecore_workbench.versions import versions

Spec = BarsSpec | PredictionsSpec


def environment_changes(adapters: Adapters, job_id: str, request: Any) -> tuple[Change, ...]:  # noqa: ANN401
    """Versions and code that are not those which the request was made with."""
    plain, provenance = adapters.runs.request(job_id), request.provenance
    brought = Brought(adapters.catalog, adapters.models)
    present = {**versions(), **brought(plain)}
    return (
        *changes("version", provenance.versions, present),
        *changes("code", provenance.code, brought.code(plain)),
    )


def data_changes(adapters: Adapters, request: object) -> tuple[Change, ...]:
    """Files and the model of the request that are gone, or do not have the SHA-256 that it holds."""
    found = list(_model_changes(adapters, request))
    for spec in specs(request):
        name, then = portable(spec.path), spec.sha256
        try:
            now = _fingerprint(adapters, spec)
        except (TradecoreError, OSError) as error:
            found.append(Change("data", name, then, "", str(error).rstrip(".")))
            continue
        if then and now != then:
            found.append(Change("data", name, then, now))
    return tuple(found)


def changed_since(adapters: Adapters, job_id: str) -> tuple[Change, ...]:
    """What a run read and that is another by now; an update has changed its set itself."""
    from tradecore_workbench.execution import typed_request

    kind, request = typed_request(adapters.runs.request(job_id), f"runs/{job_id}/request.json")
    own = {request.base.path} if kind.name == "update" else set[str]()
    return tuple(change for change in data_changes(adapters, request) if change.name not in own)


def on_present_files(adapters: Adapters, request: Any) -> Any:  # noqa: ANN401
    """The request with the fingerprints that its files and its model have now; raises what reading them raises."""

    def marked(value: Any) -> Any:  # noqa: ANN401
        if isinstance(value, Spec):
            return replace(value, sha256=_fingerprint(adapters, value))
        return tuple(marked(each) for each in cast("tuple[Any, ...]", value)) if isinstance(value, tuple) else value

    values = {item.name: marked(getattr(request, item.name)) for item in fields(request)}
    if values.get("model_sha256"):
        values["model_sha256"] = adapters.models.record(values["model"]).sha256
    return replace(request, **values)


def _model_changes(adapters: Adapters, request: Any) -> Iterator[Change]:  # noqa: ANN401
    then = getattr(request, "model_sha256", "")
    if not then:
        return
    try:
        now = adapters.models.record(request.model).sha256
    except (TradecoreError, OSError) as error:
        yield Change("data", f"model {request.model}", then, "", str(error).rstrip("."))
        return
    if now != then:
        yield Change("data", f"model {request.model}", then, now)


def specs(request: object) -> Iterator[Spec]:
    """Every file that a request reads."""
    for item in fields(request) if is_dataclass(request) else ():
        value = getattr(request, item.name)
        for each in cast("tuple[object, ...]", value) if isinstance(value, tuple) else (value,):
            if isinstance(each, Spec):
                yield each


def _fingerprint(adapters: Adapters, spec: Spec) -> str:
    if isinstance(spec, BarsSpec):
        return adapters.catalog.bar_source(spec.source).fingerprint(spec)
    return adapters.catalog.prediction_source("csv").fingerprint(spec)
