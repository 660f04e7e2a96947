"""A prepared set in words."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from tradecore.contracts.sets import SetManifest, SetSource
from tradecore.prepared import known_findings
from tradecore.quality import Finding, Severity
from tradecore.views.charts import Grid
from tradecore.views.text import counted

HEAD = ("set", "symbol", "step", "bars", "from", "to", "calendar", "findings")


def facts_of(manifest: SetManifest, sources: Sequence[SetSource]) -> dict[str, Any]:
    """The fields of a SetResult but its sentences; rows are counted over the files."""
    counts = Counter[str]()
    for finding in manifest.findings:
        counts[finding.kind] += finding.count
    sums = {
        name: sum(getattr(source, name) for source in sources) for name in ("added", "repeated", "revised", "left_out")
    }
    same = {name: getattr(manifest, name) for name in ("name", "symbol", "step", "rows", "start", "end", "sha256")}
    return {**same, **sums, "findings": counts}


def told(manifest: SetManifest, sources: Sequence[SetSource], findings: Sequence[Finding]) -> tuple[str, ...]:
    """What a person reads first: what the set holds now, what each file brought, what is to be said of the data."""
    lines = [held(manifest), *(brought(source) for source in sources)]
    if not sources:
        lines.append("The files brought nothing that the set had not: it is as it was.")
    order = list(Severity)
    listed = sorted(findings, key=lambda finding: order.index(finding.severity))
    lines += [f"{finding.severity.value.capitalize()}: {finding.message}." for finding in listed]
    return tuple(lines)


def held(manifest: SetManifest) -> str:
    """Bars, symbol, step, span and calendar in one sentence."""
    placed = f"calendar {manifest.calendar}" if manifest.calendar else "without a calendar"
    hours = ", regular hours" if manifest.hours == "regular" else ""
    actions = f", {counted(len(manifest.actions), 'split or dividend date')}" if manifest.actions else ""
    span = f"{manifest.start[:10]} to {manifest.end[:10]}"
    return (
        f"{manifest.name}: {counted(manifest.rows, 'bar')} of {manifest.symbol}, {manifest.step}, {span}, "
        f"{placed}{hours}{actions}."
    )


def brought(source: SetSource) -> str:
    """What one file brought, in one sentence."""
    parts = [f"{counted(source.added, 'row')} new"]
    if source.repeated:
        parts.append(f"{source.repeated:,} as the set had them")
    if source.revised:
        parts.append(f"{counted(source.revised, 'bar')} revised, which revisions.csv lists")
    if source.left_out:
        parts.append(f"{source.left_out:,} left out")
    return f"{source.name}: {', '.join(parts)}."


def about(manifest: SetManifest) -> tuple[str, ...]:
    """A set as a person asks for it: what it holds, how its files are read, where they came from, what was found."""
    label = "" if manifest.resampled else f", their times label the {manifest.label} of a bar"
    read = f"Files are read in zone {manifest.zone or 'of their own offsets'}{label}."
    made = (f"Resampled from {manifest.resampled}, cut at {_anchors(manifest)}.",) if manifest.resampled else (read,)
    facts = "came with the files" if manifest.facts == "given" and not manifest.resampled else "are computed"
    kept = f"SHA-256 of its bars {manifest.sha256[:12]}..., in data/{manifest.name}/{manifest.file}."
    found = [f"{each.severity.value.capitalize()}: {each.message}." for each in known_findings(manifest)]
    sources = [] if manifest.resampled else [brought(source) for source in manifest.sources]
    return (held(manifest), *made, f"Sessions and nights {facts}.", kept, *sources, *found)


def sets_grid(manifests: Sequence[SetManifest]) -> Grid:
    """The sets of a workspace, a row each."""
    rows = tuple(
        (m.name, m.symbol, m.step, f"{m.rows:,}", m.start[:10], m.end[:10], m.calendar, str(len(m.findings) or ""))
        for m in manifests
    )
    caption = (
        "A set is checked once, holds raw prices with splits and dividends beside them, and never changes under a run. "
        "Findings are kinds of defects that it was accepted with; choose a set to see where they lie."
    )
    return Grid("Data sets", HEAD, rows, caption, left=3)


def _anchors(manifest: SetManifest) -> str:
    return "the session's open" if manifest.anchor == "session" else "the clock"
