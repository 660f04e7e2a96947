"""Keeping resampled bars as a prepared set."""

from pathlib import PurePath

from tradecore.bars import Bars
from tradecore.contracts.data import DataRequest
from tradecore.contracts.sets import SetManifest, SetSource
from tradecore.errors import DirtyData, InvalidValue
from tradecore.inspection import Market
from tradecore.instants import format_instant
from tradecore.ports.catalog import Catalog
from tradecore.prepared import shortened
from tradecore.quality import Finding, Severity
from tradecore.steps import format_step
from tradecore.usecases.bars import Loaded
from tradecore.usecases.sets import lasting

STORE = "parquet"


def keep_resampled(request: DataRequest, loaded: Loaded, made: Bars, catalog: Catalog) -> SetManifest:
    """The set `request.into` of bars made from those that were loaded.

    It takes the place of a set that was made from the same bars with the same step and anchor. Raises InvalidValue
    when another one has the name, DirtyData for errors that nobody accepted.
    """
    errors = [finding for finding in loaded.findings if finding.severity is Severity.ERROR]
    if errors and not request.bars.accept:
        raise DirtyData(request.bars.path, [finding.message for finding in errors])
    if not len(made):
        raise InvalidValue("step", request.step, "a step of which the file holds a complete bar")
    manifest = _manifest(request, loaded, made, errors)
    with catalog.data_store(STORE).opened(request.into) as place:
        held = place.held
        if held is not None and _alike(held) != _alike(manifest):
            accepted = f"a name that is free: there is a data set {held.name} that was not made in this way"
            raise InvalidValue("into", request.into, accepted)
        complete = place.write(manifest, made)
        if complete != held:
            place.commit(complete)
    return complete


def _manifest(request: DataRequest, loaded: Loaded, made: Bars, errors: list[Finding]) -> SetManifest:
    spec, source = request.bars, loaded.manifest
    calendar = source.calendar if source else spec.calendar
    hours = source.hours if source else spec.hours
    market = Market(made.step, loaded.sessions, bool(calendar), hours, made.anchor)
    before = [finding for each in source.sources for finding in each.accepted] if source else []
    origin = SetSource(
        name=PurePath(spec.path).name,
        sha256=loaded.fingerprint,
        rows=len(loaded.bars),
        added=len(made),
        accepted=(*before, *(shortened(finding) for finding in errors if finding.drops)),
    )
    return SetManifest(
        name=request.into,
        symbol=made.symbol,
        step=format_step(made.step),
        zone=source.zone if source else spec.zone,
        calendar=calendar,
        hours=hours,
        anchor=made.anchor,
        facts="given",
        rows=len(made),
        start=format_instant(made.time[0]),
        end=format_instant(max(made["available"])),
        findings=lasting(made, market, given=True),
        actions=source.actions if source else (),
        resampled=PurePath(spec.path).name,
        sources=(origin,),
    )


def _alike(manifest: SetManifest) -> tuple[object, ...]:
    """What must be the same for one set to take the place of another."""
    return manifest.resampled, manifest.symbol, manifest.step, manifest.anchor, manifest.calendar, manifest.hours
