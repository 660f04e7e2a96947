"""Adding the rows of files to a prepared set."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from tradecore.contracts.sets import SetManifest, SetSource, UpdateRequest, UpdateResult
from tradecore.errors import InvalidValue
from tradecore.packed import pack, unpack
from tradecore.ports.data_store import OpenSet
from tradecore.ports.journal import Journal
from tradecore.quality import Finding, Severity
from tradecore.table import Table
from tradecore.usecases.data import findings_table
from tradecore.usecases.fetching import fetch
from tradecore.usecases.keeping import STORE
from tradecore.usecases.report import write_report
from tradecore.usecases.sets import grown, refuse, unchanged
from tradecore.usecases.tools import Tools
from tradecore.views.reports.sets import set_report
from tradecore.views.sets import facts_of, told


@dataclass(frozen=True, slots=True)
class Brought:
    """What an update came to: the set, the files that brought something, what was found, what was revised."""

    manifest: SetManifest
    sources: tuple[SetSource, ...]
    findings: tuple[Finding, ...]
    revised: Table


def run(request: UpdateRequest, tools: Tools) -> UpdateResult:
    """Adds what the files have and the set has not, in one step; what the set has already must agree.

    Only one update works on a set at a time, the others wait for it. An update that is killed changes nothing, or all;
    resumed, it does what is left, and its result is that of one that was never interrupted. Artifacts:
    findings.csv, revisions.csv, manifest.json and report.html. Raises UnknownName for a set that does not exist,
    DirtyData for errors that nobody accepted, and DataError for revisions that nobody asked for: then the set is as it
    was, and findings.csv and revisions.csv say what is wrong.
    """
    name, store = request.base.path, tools.catalog.data_store(STORE)
    store.manifest(name)
    fetched = replace(request, bars=fetch(request.bars, request.gateway, tools))
    tools.progress.step(f"waiting for {name}", 0, len(request.bars) + 1)
    with tools.artifacts.journal("update") as journal, store.opened(name) as place:
        brought = _finished(journal, place) or _add(fetched, tools, place, journal)
        bars = place.bars()
    _write(tools, brought.findings, brought.revised)
    tools.artifacts.record("manifest.json", asdict(brought.manifest))
    sentences = told(brought.manifest, brought.sources, brought.findings)
    result = UpdateResult(**facts_of(brought.manifest, brought.sources), sentences=sentences)
    if request.report.html:
        write_report(set_report("update", request, result, bars, brought.findings), tools)
    tools.progress.step("done", 1, 1)
    return result


def _add(request: UpdateRequest, tools: Tools, place: OpenSet, journal: Journal) -> Brought:
    """Reads the files one after the other, then replaces the set, if they bring anything."""
    held, bars, findings = place.held, place.bars(), tuple[Finding, ...]()
    if held is None or held.resampled:
        made_of = held.resampled if held else "nothing"
        accepted = f"a set of files: this one was made of {made_of}; update that, and resample it again"
        raise InvalidValue("data set", request.base.path, accepted)
    first, revised = len(held.sources), Table([], {name: [] for name in ("column", "before", "after")})
    for number, spec in enumerate(request.bars):
        tools.progress.step(f"reading {spec.path}", number, len(request.bars) + 1)
        made = grown(held.name, held, bars, spec, tools.catalog)
        findings = (*(f for f in findings if f.drops), *made.findings)
        revised = _both(revised, made.revised)
        _write(tools, findings, revised)
        refuse(made, spec.path, accept=spec.accept, revise=request.revise)
        if not unchanged(made, held):
            held, bars = made.manifest, made.bars
    if len(held.sources) == first:
        return Brought(held, (), findings, revised)
    tools.progress.step("writing", len(request.bars), len(request.bars) + 1)
    complete = place.write(held, bars)
    journal.append(_entry(complete, first, findings, revised))
    place.commit(complete)
    return Brought(complete, complete.sources[first:], findings, revised)


def _write(tools: Tools, findings: Sequence[Finding], revised: Table) -> None:
    tools.artifacts.table("findings.csv", findings_table(findings))
    tools.artifacts.table("revisions.csv", revised)


def _both(first: Table, second: Table) -> Table:
    if not len(second):
        return first
    columns = {name: [*first[name], *second[name]] for name in first.names}
    return Table([*first.time, *second.time], columns)


def _entry(complete: SetManifest, first: int, findings: Sequence[Finding], revised: Table) -> Mapping[str, object]:
    """All that an attempt after this one cannot find out any more."""
    return {
        "content": complete.sha256,
        "first": first,
        "findings": [asdict(finding) for finding in findings],
        "time": list(revised.time),
        "column": list(revised["column"]),
        **{name: pack(revised[name]) for name in ("before", "after")},
    }


def _finished(journal: Journal, place: OpenSet) -> Brought | None:
    """What an earlier attempt of this run came to, when the set has it."""
    held = place.held
    for entry in journal.entries() if held else ():
        done: Mapping[str, Any] = entry
        contents = [source.content for source in held.sources] if held else []
        if held and done["content"] in contents:
            sources = held.sources[done["first"] : contents.index(done["content"]) + 1]
            columns = {"column": done["column"], **{name: unpack(done[name]) for name in ("before", "after")}}
            return Brought(held, sources, tuple(map(_finding, done["findings"])), Table(done["time"], columns))
    return None


def _finding(plain: Mapping[str, Any]) -> Finding:
    listed: dict[str, Any] = {name: tuple(plain[name]) for name in ("times", "lines", "sizes")}
    whole: dict[str, Any] = {**plain, **listed, "severity": Severity(plain["severity"])}
    return Finding(**whole)
