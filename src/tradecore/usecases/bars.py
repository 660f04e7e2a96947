"""Loading bars the way every job does: read, inspect, cut, refuse what nobody accepted."""

from bisect import bisect_left
from dataclasses import dataclass, replace
from pathlib import PurePath

from tradecore.bars import DAY, Bars
from tradecore.columns import plain
from tradecore.contracts.bars import BarsSpec
from tradecore.errors import DataError, DirtyData, InvalidValue
from tradecore.inspection import Market, inspect
from tradecore.instants import format_instant, parse_instant
from tradecore.ports.bar_source import RawBars
from tradecore.ports.catalog import Catalog
from tradecore.quality import Finding, Severity
from tradecore.sessions import neutral_sessions, observed_sessions
from tradecore.steps import format_step, infer_step, parse_step
from tradecore.table import Table

MARGIN = 10 * DAY


@dataclass(frozen=True, slots=True)
class Loaded:
    """Bars fit for a run, every finding on them, their file's SHA-256, and the sessions they were placed in.

    `history` holds the same bars behind all that the file has before them: features are computed
    on it, so that their bits do not depend on where a run starts. `left_out` counts the rows within start
    and end that are not in `bars`.
    """

    bars: Bars
    findings: tuple[Finding, ...]
    fingerprint: str
    sessions: Table
    history: Bars
    left_out: int = 0

    def behind(self, table: Table) -> Table:
        """The part of a table over `history` that belongs to `bars`."""
        return table.slice(len(self.history) - len(self.bars), len(self.history))


def load_bars(spec: BarsSpec, catalog: Catalog, *, look: bool = False) -> Loaded:
    """The bars that `spec` means, within its start and end.

    Rows that findings of severity error name are left out. Raises DirtyData when there are such
    findings, unless `spec.accept` or `look`; DataError when the file is not the one the request was made
    with or nothing is left; and what `BarSource.read` raises.
    """
    if spec.hours == "regular" and not spec.calendar:
        accepted = "the exchange's calendar such as XNYS: without one nobody knows which hours are regular"
        raise InvalidValue("calendar", "", accepted, where="hours regular")
    source = catalog.bar_source(spec.source)
    fingerprint = _unchanged(spec, source.fingerprint(spec))
    everything = _named(source.read(spec), spec.path)
    raw = _cut(everything, spec)
    market, missing = _market(raw, spec, catalog)
    inspection = inspect(raw, market)
    findings = (*inspection.findings, *missing)
    errors = [finding.message for finding in findings if finding.severity is Severity.ERROR]
    if errors and not (spec.accept or look):
        raise DirtyData(spec.path, errors)
    if len(inspection.bars) == 0:
        listed = f" Found: {'; '.join(f.message for f in findings)}." if findings else ""
        raise DataError(f"{spec.path}: no bar is left to use.{listed}")
    own = "session" in raw.table and not spec.calendar
    sessions = observed_sessions(inspection.bars) if own else market.sessions
    bars, history = _with_history(everything, spec, inspection.bars, market.step, catalog)
    return Loaded(bars, findings, fingerprint, sessions, history, inspection.left_out)


def _with_history(raw: RawBars, spec: BarsSpec, bars: Bars, step: int, catalog: Catalog) -> tuple[Bars, Bars]:
    """The bars once more, placed behind the file's earlier ones, whose faulty rows are left out silently."""
    if not spec.start:
        return bars, bars
    earlier = replace(spec, start="", step=format_step(step))
    market, _ = _market(cut := _cut(raw, earlier), earlier, catalog)
    history = inspect(cut, market).bars
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


def _cut(raw: RawBars, spec: BarsSpec) -> RawBars:
    """The rows within start and end, and the findings of the reader that touch them."""
    if not spec.start and not spec.end:
        return raw
    start = parse_instant(spec.start, "start") if spec.start else -(2**63)
    end = parse_instant(spec.end, "end") if spec.end else 2**63 - 1
    if start >= end:
        raise InvalidValue("end", spec.end, f"a time after start, {spec.start}")
    table = raw.table
    times = plain(table.time)
    rows = [row for row, time in enumerate(times) if start <= time < end]
    if not rows:
        held = f"{format_instant(min(times))} to {format_instant(max(times))}" if times else "nothing"
        raise DataError(
            f"{spec.path}: no row from {spec.start or 'its start'} to {spec.end or 'its end'}; it holds {held}."
        )
    kept = tuple(f for f in raw.findings if _touches(f, start, end))
    lists = Table(times, {name: plain(column) for name, column in table.columns.items()})
    return replace(raw, table=lists.take(rows), findings=kept)


def _touches(finding: Finding, start: int, end: int) -> bool:
    listed_all = finding.count == len(finding.times) > 0
    return not listed_all or any(start <= time < end for time in finding.times)


def _market(raw: RawBars, spec: BarsSpec, catalog: Catalog) -> tuple[Market, tuple[Finding, ...]]:
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
