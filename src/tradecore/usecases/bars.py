"""Loading bars the way every job does: read, inspect, cut, refuse what nobody accepted."""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from operator import gt
from pathlib import PurePath

from tradecore.bars import COLUMNS, DAY, Bars
from tradecore.columns import plain
from tradecore.contracts.bars import BarsSpec
from tradecore.contracts.sets import SetManifest
from tradecore.errors import DataError, DirtyData, InvalidValue
from tradecore.inspection import Market, inspect
from tradecore.instants import format_instant, parse_instant
from tradecore.ports.bar_source import RawBars
from tradecore.ports.catalog import Catalog
from tradecore.prepared import check_agrees, known_findings, reading_of
from tradecore.quality import Finding, Severity
from tradecore.sessions import neutral_sessions, observed_sessions
from tradecore.steps import format_step, infer_step, parse_step
from tradecore.table import Table
from tradecore.usecases.engine import choose_loops
from tradecore.windows import sealed_from

MARGIN = 10 * DAY


@dataclass(frozen=True, slots=True)
class Loaded:
    """Bars fit for a run, every finding on them, and their file's SHA-256.

    `history` holds the same bars behind all that the file has before them: features are computed
    on it, so that their bits do not depend on where a run starts. `left_out` counts the rows within start
    and end that are not in `bars`. `placing` asks for the sessions that the bars were placed in, which takes a
    calendar. `manifest` is that of a prepared set.
    """

    bars: Bars
    findings: tuple[Finding, ...]
    fingerprint: str
    placing: Callable[[], Table]
    history: Bars
    left_out: int = 0
    manifest: SetManifest | None = None

    @property
    def sessions(self) -> Table:
        """The sessions that the bars were placed in."""
        return self.placing()

    def behind(self, table: Table) -> Table:
        """The part of a table over `history` that belongs to `bars`."""
        return table.slice(len(self.history) - len(self.bars), len(self.history))


def concerns(loaded: Sequence[Loaded]) -> tuple[str, ...]:
    """What a reader must know of the data: findings above a note, those that were accepted among them."""
    return tuple(
        f"Data of {one.bars.symbol}: {finding.message}."
        for one in loaded
        for finding in one.findings
        if finding.severity is not Severity.NOTE
    )


def load_bars(spec: BarsSpec, catalog: Catalog, *, look: bool = False) -> Loaded:
    """The bars that `spec` means, within its start and end.

    Rows that findings of severity error name are left out. Raises DirtyData when there are such
    findings, unless `spec.accept` or `look`; DataError when the file is not the one the request was made
    with or nothing is left; and what `BarSource.read` raises. A prepared set was inspected when it was made: its
    bars are taken as they are, unless for a `look`, and what was found then is told. A sealed end of the file is left
    out, unless for a `look` or where the request opens it; a finding says which.
    """
    if spec.hours == "regular" and not spec.calendar:
        accepted = "the exchange's calendar such as XNYS: without one nobody knows which hours are regular"
        raise InvalidValue("calendar", "", accepted, where="hours regular")
    rows, fingerprint = read_rows(spec, catalog)
    if look or not spec.holdout:
        return _inspected(rows, fingerprint, spec, catalog, look=look)
    unsealed, seal = _seal(spec, rows)
    loaded = _inspected(rows, fingerprint, unsealed, catalog)
    return replace(loaded, findings=(*loaded.findings, seal))


def _inspected(rows: RawBars, fingerprint: str, spec: BarsSpec, catalog: Catalog, *, look: bool = False) -> Loaded:
    """The rows within the spec's start and end, inspected and placed in sessions unless a set has them so already."""
    everything = _named(rows, spec.path)
    held = everything.manifest
    if held is not None:
        check_agrees(spec, held)
        if not look:
            return _prepared(everything, held, spec, fingerprint, catalog)
        spec = reading_of(held, spec)
    raw = cut(everything, spec)
    market, missing = market_of(raw, spec, catalog)
    inspection = inspect(raw, market, choose_loops("auto", len(raw.table), catalog))
    found = (*inspection.findings, *missing)
    findings = known_findings(held, found) if held else found
    errors = [finding.message for finding in findings if finding.severity is Severity.ERROR]
    if errors and not (spec.accept or look):
        raise DirtyData(spec.path, errors)
    if len(inspection.bars) == 0:
        listed = f" Found: {'; '.join(f.message for f in findings)}." if findings else ""
        raise DataError(f"{spec.path}: no bar is left to use.{listed}")
    own = "session" in raw.table and not spec.calendar
    sessions = observed_sessions(inspection.bars) if own else market.sessions
    bars, history = _with_history(everything, spec, inspection.bars, market.step, catalog)
    return Loaded(bars, findings, fingerprint, lambda: sessions, history, inspection.left_out, held)


def _seal(spec: BarsSpec, rows: RawBars) -> tuple[BarsSpec, Finding]:
    """The spec of the bars before the seal, or of all where it is opened, and a finding that says so."""
    since = format_instant(sealed_from(spec.holdout, plain(rows.table.time)))
    said = replace(spec, holdout="", open_holdout=False)
    if spec.open_holdout:
        found = f"the sealed holdout from {since} on was opened for this run; each look at it is one less that counts"
    else:
        found = f"the bars from {since} on are a sealed holdout and were left out"
        begun = parse_instant(spec.start, "start") if spec.start else min(plain(rows.table.time))
        if begun >= parse_instant(since):
            raise DataError(
                f"{spec.path}: every bar from {format_instant(begun)} on lies in the sealed holdout, which begins at "
                f"{since} (data.holdout is {spec.holdout}). Open it on purpose, with --open-holdout."
            )
        if not spec.end or parse_instant(spec.end, "end") > parse_instant(since):
            said = replace(said, end=since)
    return said, Finding("holdout", Severity.WARNING, 1, found)


def read_rows(spec: BarsSpec, catalog: Catalog) -> tuple[RawBars, str]:
    """Every row of the file, and its fingerprint; raises DataError when the request was made with another one."""
    source = catalog.bar_source(spec.source)
    fingerprint = _unchanged(spec, source.fingerprint(spec))
    return source.read(spec), fingerprint


def _prepared(raw: RawBars, held: SetManifest, spec: BarsSpec, fingerprint: str, catalog: Catalog) -> Loaded:
    """Bars as a set has them."""
    columns = {name: raw.table[name] for name in COLUMNS}
    whole = Bars(raw.table.time, columns, held.symbol, parse_step(held.step), held.anchor)
    start, end = limits(spec)
    history = whole.slice(0, bisect_left(whole.time, end)) if spec.end else whole
    bars = history.slice(bisect_left(history.time, start), len(history)) if spec.start else history
    if len(bars) == 0:
        raise _empty(spec, held.start, format_instant(whole.time[-1]))
    kept = tuple(f for f in known_findings(held) if not (spec.start or spec.end) or _touches(f, start, end))
    return Loaded(bars, kept, fingerprint, lambda: _sessions_of(bars, held, catalog), history, 0, held)


def _sessions_of(bars: Bars, held: SetManifest, catalog: Catalog) -> Table:
    if held.calendar and held.facts == "computed":
        return catalog.calendar(held.calendar).sessions(bars.time[0] - MARGIN, bars.time[-1] + bars.step + MARGIN)
    if held.facts == "given":
        return observed_sessions(bars)
    return neutral_sessions(bars.time[0], bars.time[-1] + bars.step)


def _with_history(raw: RawBars, spec: BarsSpec, bars: Bars, step: int, catalog: Catalog) -> tuple[Bars, Bars]:
    """The bars once more, placed behind the file's earlier ones, whose faulty rows are left out silently."""
    if not spec.start:
        return bars, bars
    earlier = replace(spec, start="", step=format_step(step))
    market, _ = market_of(part := cut(raw, earlier), earlier, catalog)
    history = inspect(part, market, choose_loops("auto", len(part.table), catalog)).bars
    first = bisect_left(history.time, bars.time[0])
    return history.slice(first, len(history)), history


def _unchanged(spec: BarsSpec, fingerprint: str) -> str:
    if spec.sha256 and spec.sha256 != fingerprint:
        raise DataError(
            f"{spec.path} has changed since the request was made: its SHA-256 was {spec.sha256[:12]}... and is "
            f"{fingerprint[:12]}... now. Submit the request again to run on the new content."
        )
    return fingerprint


def _named(raw: RawBars, path: str) -> RawBars:
    """A file that does not say whose bars it holds is known by its own name, without the endings."""
    return raw if raw.symbol else replace(raw, symbol=PurePath(path).name.partition(".")[0])


def cut(raw: RawBars, spec: BarsSpec) -> RawBars:
    """The rows within start and end, and the findings of the reader that touch them."""
    if not spec.start and not spec.end:
        return raw
    start, end = limits(spec)
    table = raw.table
    times = plain(table.time)
    part = _within(table, times, start, end)
    if not len(part):
        raise _empty(spec, *((format_instant(min(times)), format_instant(max(times))) if times else ("", "")))
    kept = tuple(f for f in raw.findings if _touches(f, start, end))
    return replace(raw, table=part, findings=kept)


def _within(table: Table, times: list[int], start: int, end: int) -> Table:
    """The rows with start <= time < end, in their order."""
    if not any(map(gt, times, islice(times, 1, None))):
        return table.slice(bisect_left(times, start), bisect_left(times, end))
    lists = Table(times, {name: plain(column) for name, column in table.columns.items()})
    return lists.take([row for row, time in enumerate(times) if start <= time < end])


def limits(spec: BarsSpec) -> tuple[int, int]:
    """The first instant that is wanted, and the first that is not any more."""
    start = parse_instant(spec.start, "start") if spec.start else -(2**63)
    end = parse_instant(spec.end, "end") if spec.end else 2**63 - 1
    if start >= end:
        raise InvalidValue("end", spec.end, f"a time after start, {spec.start}")
    return start, end


def _empty(spec: BarsSpec, first: str, last: str) -> DataError:
    held = f"{first} to {last}" if first else "nothing"
    return DataError(
        f"{spec.path}: no row from {spec.start or 'its start'} to {spec.end or 'its end'}; it holds {held}."
    )


def _touches(finding: Finding, start: int, end: int) -> bool:
    listed_all = finding.count == len(finding.times) > 0
    return not listed_all or any(start <= time < end for time in finding.times)


def market_of(raw: RawBars, spec: BarsSpec, catalog: Catalog) -> tuple[Market, tuple[Finding, ...]]:
    """What is known beside the rows, and a note where they are too few to tell."""
    time = sorted(plain(raw.table.time))
    step = parse_step(spec.step) if spec.step else infer_step(time)
    if not step:
        raise InvalidValue(
            "step", spec.step, f"a bar length such as 1h or 1d: {spec.path} has only one time to tell it by"
        )
    notes: tuple[Finding, ...] = ()
    if len(time) == 1:
        notes = (Finding("one-row", Severity.NOTE, 1, "there is one row only", (time[0],)),)
    if spec.calendar:
        sessions = catalog.calendar(spec.calendar).sessions(time[0] - MARGIN, time[-1] + step + MARGIN)
    else:
        sessions = neutral_sessions(time[0], time[-1] + step)
    return Market(step, sessions, bool(spec.calendar), spec.hours, spec.anchor), notes
