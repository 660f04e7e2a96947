"""Importing files as a prepared set."""

from collections.abc import Sequence
from dataclasses import asdict, replace

from tradecore.bars import COLUMNS
from tradecore.columns import plain
from tradecore.contracts.sets import ImportRequest, ImportResult, SetManifest
from tradecore.errors import DataError, InvalidValue
from tradecore.ports.data_store import OpenSet
from tradecore.quality import Finding
from tradecore.usecases.data import findings_table
from tradecore.usecases.fetching import fetch
from tradecore.usecases.keeping import STORE
from tradecore.usecases.report import write_report
from tradecore.usecases.sets import Grown, grown, refuse
from tradecore.usecases.tools import Tools
from tradecore.views.reports.sets import set_report
from tradecore.views.sets import facts_of, told


def run(request: ImportRequest, tools: Tools) -> ImportResult:
    """Makes the set, whole or not at all; the same files under a name that holds just them change nothing.

    Artifacts: findings.csv, manifest.json and report.html. Raises DirtyData for files with errors that nobody
    accepted, whose findings are written first, DataError for files that contradict each other, and InvalidValue for
    a name that is taken. Of sources that download, what they raise; nothing but what was fetched is kept then.
    """
    if len(fetch(request.bars, request.gateway, tools)) < len(request.bars):
        raise DataError("There is no closed bar in the span that was to be downloaded: choose another one.")
    with tools.catalog.data_store(STORE).opened(request.name) as place:
        made, findings = _read(request, tools)
        tools.artifacts.table("findings.csv", findings_table(findings))
        tools.progress.step("writing", len(request.bars), len(request.bars) + 1)
        complete = _kept(request.name, place, made)
    tools.artifacts.record("manifest.json", asdict(complete))
    sentences = told(complete, complete.sources, findings)
    result = ImportResult(**facts_of(complete, complete.sources), sentences=sentences)
    if request.report.html:
        write_report(set_report("import", request, result, made.bars, findings), tools)
    tools.progress.step("done", 1, 1)
    return result


def _read(request: ImportRequest, tools: Tools) -> tuple[Grown, Sequence[Finding]]:
    """The files one after the other, and what was found in each."""
    made: Grown | None = None
    findings: list[Finding] = []
    for number, spec in enumerate(request.bars):
        tools.progress.step(f"reading {spec.path}", number, len(request.bars) + 1)
        held, bars = (made.manifest, made.bars) if made else (None, None)
        made = grown(request.name, held, bars, spec, tools.catalog)
        findings = [*(f for f in findings if f.drops), *made.findings]
        tools.artifacts.table("findings.csv", findings_table(findings))
        if len(made.revised):
            raise DataError(
                f"{spec.path} says something else than the files before it, first at the {made.revised['column'][0]} "
                f"of {made.revised['before'][0]!r}: import those that agree."
            )
        refuse(made, spec.path, accept=spec.accept, revise=False)
    if made is None:
        raise InvalidValue("bars", "none", "at least one file")
    return made, findings


def _kept(name: str, place: OpenSet, made: Grown) -> SetManifest:
    """Writes the set, unless it is there already; raises InvalidValue when another one is."""
    if place.held is None:
        complete = place.write(made.manifest, made.bars)
        place.commit(complete)
        return complete
    held = place.held
    last = replace(held.sources[-1], content="")
    bare = replace(held, sha256="", file="", sources=(*held.sources[:-1], last))
    there = place.bars()
    same = bare == made.manifest and all(
        plain(a) == plain(b)
        for a, b in ((there.time, made.bars.time), *((there[column], made.bars[column]) for column in COLUMNS))
    )
    if not same:
        accepted = f"a name that is free; to add to this set: tradecore data update {name} FILE"
        raise InvalidValue("name", name, accepted)
    return held
