"""What a prepared set says of itself: how its files are read, and what was found in them."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from tradecore.contracts.bars import BarsSpec
from tradecore.contracts.sets import SetManifest
from tradecore.errors import InvalidValue
from tradecore.quality import Finding, Severity

# Of each finding a manifest lists so many places.
FEW = 5
# The bar source that reads prepared sets.
SET = "set"
# How the bars of a set came about, which nobody who reads them can choose any more.
SETTLED = ("symbol", "zone", "step", "calendar")


def check_agrees(spec: BarsSpec, held: SetManifest) -> None:
    """Raises InvalidValue when a spec wants a set's bars read otherwise than they were imported."""
    where = f"data set {held.name}"
    for name in SETTLED:
        said, settled = getattr(spec, name), getattr(held, name)
        if said and said != settled:
            accepted = f"{settled or 'nothing'}, as it was imported; or import the files anew"
            raise InvalidValue(name, said, accepted, where)
    if spec.hours == "regular" and held.hours != "regular":
        accepted = f"{held.hours}, as it was imported; or import the files anew with --hours regular"
        raise InvalidValue("hours", spec.hours, accepted, where)
    if spec.factors:
        raise InvalidValue("factors", spec.factors, "nothing: tradecore data update takes factors into a set", where)


def reading_of(held: SetManifest, spec: BarsSpec) -> BarsSpec:
    """The spec with all that the set settles."""
    return replace(
        spec,
        symbol=held.symbol,
        zone=held.zone,
        label="start",
        step=held.step,
        calendar=held.calendar,
        hours=held.hours,
        anchor=held.anchor,
    )


def set_of(held: SetManifest) -> dict[str, object]:
    """The fields of a spec that means the set, but its source."""
    return {"path": held.name, **{name: getattr(held, name) for name in (*SETTLED, "hours", "anchor")}}


def files_of(held: SetManifest) -> dict[str, object]:
    """How the files of a set are read when nobody says otherwise."""
    return {name: getattr(held, name) for name in ("symbol", "zone", "label", "calendar", "hours", "anchor")}


def known_findings(held: SetManifest, found: Sequence[Finding] | None = None) -> tuple[Finding, ...]:
    """What there is to say of a set's bars, as the manifest has it or as it was `found` by another look at them.

    What was an error has been accepted, and is a warning by now; what was left out then is told too.
    """
    return (*map(_accepted, held.findings if found is None else found), *_left_out(held))


def shortened(finding: Finding) -> Finding:
    """The finding with its first few places, and without lines of a file that is not there any more."""
    return replace(finding, times=finding.times[:FEW], lines=(), sizes=finding.sizes[:FEW])


def _left_out(held: SetManifest) -> Iterator[Finding]:
    for source in held.sources:
        for finding in source.accepted:
            message = f"{finding.message}; left out when {source.name} was accepted"
            yield replace(finding, severity=Severity.WARNING, message=message)


def _accepted(finding: Finding) -> Finding:
    if finding.severity is not Severity.ERROR:
        return finding
    message = f"{finding.message}, accepted when it was imported"
    return replace(finding, severity=Severity.WARNING, message=message)
