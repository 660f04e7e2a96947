"""What the columns of a file say, with every defect named."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from difflib import get_close_matches
from typing import Any

import numpy as np
import pyarrow as pa

from tradecore.adjustments import CorporateAction, applied
from tradecore.contracts.bars import BarsSpec
from tradecore.errors import InvalidValue, UnreadableFile
from tradecore.ports.bar_source import RawBars
from tradecore.quality import Finding, Severity
from tradecore.steps import infer_step, parse_step
from tradecore.table import Table
from tradecore_kit.bar_files.arrow import compute as pc
from tradecore_kit.bar_files.arrow import valid, values
from tradecore_kit.bar_files.cells import Cells
from tradecore_kit.bar_files.dates import refuse_ambiguous
from tradecore_kit.bar_files.factors import read_actions
from tradecore_kit.bar_files.headers import ADJUSTED, Header, adjusted
from tradecore_kit.bar_files.times import NOT_A_TIME, Instants, Mask, Times, check_zone, read_times

FEW = 5
PRICES = ("open", "high", "low", "close")
ROWS_ACCEPTED = "a header line and at least one row"


def raw_bars(workspace: str, spec: BarsSpec, header: Header, cells: Cells) -> RawBars:
    """What BarSource.read promises, of the columns of a file in or outside the workspace."""
    zone = "UTC" if header.utc else check_zone(spec.zone)
    symbol, cells = _of_symbol(spec, cells)
    if not len(cells.lines):
        raise UnreadableFile(spec.path, "has no row that can be read", ROWS_ACCEPTED)
    findings = _about_layout(header, cells)
    refuse_ambiguous(spec.path, cells.columns["time"], cells.lines)
    times = read_times(spec.path, cells.columns["time"], cells.columns.get("clock"), zone)
    findings += _about_times(times, cells)
    columns = _numbers(cells, times.instants, findings)
    if "available" in cells.columns:
        columns["available"] = read_times(spec.path, cells.columns["available"], None, zone).instants
    kept = times.instants != NOT_A_TIME
    if not kept.any():
        raise UnreadableFile(spec.path, "has no time that can be read in any row", "ISO 8601 times")
    if not kept.all():
        columns = {name: column[kept] for name, column in columns.items()}
        times = _only(times, kept)
    time: Any = _opening(times.instants, spec)
    # Dates without a time of day, and times that say UTC, have no other calendar.
    zone = zone or ("UTC" if times.wall is not None else "")
    actions = _actions(workspace, spec, columns, zone) if spec.factors else ()
    if actions:
        columns["split"], columns["dividend"] = applied(actions, time, zone)
    return RawBars(symbol, Table(time, columns), tuple(findings), actions, zone)


def _actions(workspace: str, spec: BarsSpec, columns: dict[str, Any], zone: str) -> tuple[CorporateAction, ...]:
    given = [n for n, neutral in (("split", 1.0), ("dividend", 0.0)) if n in columns and (columns[n] != neutral).any()]
    if given:
        raise InvalidValue(
            "factors", spec.factors, f"nothing, since {spec.path} has its own column {given[0]}", where=spec.path
        )
    if not zone:
        raise InvalidValue(
            "zone", "", "the exchange's zone such as America/New_York: factors act when its date changes", spec.path
        )
    return tuple(read_actions(workspace, spec.factors))


def _of_symbol(spec: BarsSpec, cells: Cells) -> tuple[str, Cells]:
    if "symbol" not in cells.columns:
        return spec.symbol, cells
    column = pc.utf8_trim_whitespace(pc.cast(cells.columns["symbol"], pa.string()))
    symbols = sorted(s for s in pc.unique(column).to_pylist() if s)
    if not spec.symbol and len(symbols) == 1:
        return symbols[0], cells
    if spec.symbol not in symbols:
        near = get_close_matches(spec.symbol, symbols, n=1, cutoff=0.5)
        hint = f"{near[0]!r}? The file holds " if near else ""
        listed = ", ".join(symbols[:20]) + (f" and {len(symbols) - 20} more" if len(symbols) > 20 else "")  # noqa: PLR2004
        raise InvalidValue("symbol", spec.symbol, f"{hint}{listed}", where=spec.path)
    if symbols == [spec.symbol] and valid(column).all():
        return spec.symbol, cells
    mask = pc.fill_null(pc.equal(column, spec.symbol), fill_value=False)
    columns = {name: c.filter(mask) for name, c in cells.columns.items()}
    return spec.symbol, replace(cells, columns=columns, lines=cells.lines[mask.to_numpy()])


def _about_layout(header: Header, cells: Cells) -> list[Finding]:
    found: list[Finding] = []
    close = header.names[header.places["close"]]
    if "".join(c for c in close.lower() if c.isalpha()) in ADJUSTED:
        message = f"the only close is {close!r}: adjusted prices change whenever a dividend is paid"
        found.append(Finding("adjusted-close", Severity.WARNING, 1, message))
    if ignored := adjusted(header):
        message = f"column {ignored!r} is not read: prices stay raw, splits and dividends come from --factors"
        found.append(Finding("adjusted-ignored", Severity.NOTE, 1, message))
    if cells.ragged:
        count = len(cells.ragged)
        message = f"{_rows(count)} with too few or too many cells, left out (first: line {cells.ragged[0]})"
        found.append(Finding("ragged-rows", Severity.ERROR, count, message, (), cells.ragged[:FEW], drops=True))
    return found


def _about_times(times: Times, cells: Cells) -> list[Finding]:
    found: list[Finding] = []
    unread = times.instants == NOT_A_TIME
    if times.nonexistent is not None and times.nonexistent.any():
        what = "with a local time that the change to summer time skips, left out"
        found.append(_finding("nonexistent-time", Severity.ERROR, what, cells, times.nonexistent, drops=True))
        unread = unread & ~times.nonexistent
    if unread.any():
        found.append(_finding("unreadable-time", Severity.ERROR, "without a time, left out", cells, unread, drops=True))
    if times.ambiguous is not None and times.ambiguous.any():
        what = "in the hour that comes twice when summer time ends; the first pass is read as summer time"
        found.append(_finding("ambiguous-time", Severity.WARNING, what, cells, times.ambiguous, times.instants))
    return found


def _finding(
    kind: str,
    severity: Severity,
    what: str,
    cells: Cells,
    rows: Mask,
    instants: Instants | None = None,
    *,
    drops: bool = False,
) -> Finding:
    count = int(rows.sum())
    lines = tuple(cells.lines[rows][:FEW].tolist())
    times = () if instants is None else tuple(instants[rows][:FEW].tolist())
    return Finding(kind, severity, count, f"{_rows(count)} {what} (first: line {lines[0]})", times, lines, drops)


def _numbers(cells: Cells, instants: Instants, findings: list[Finding]) -> dict[str, Any]:
    columns: dict[str, Any] = {}
    text: dict[str, Mask] = {}
    for name in ("open", "high", "low", "close", "volume", "session", "nights", "split", "dividend"):
        if name in cells.columns:
            columns[name], text[name] = _number(cells.columns[name])
    findings += _texts(cells, text, instants)
    _refuse_facts(cells, columns)
    for name in ("session", "nights"):
        if name in columns:
            columns[name] = columns[name].astype(np.int64)
    if "volume" not in columns:
        columns["volume"] = np.zeros(len(cells.lines))
    columns["line"] = cells.lines
    return columns


def _texts(cells: Cells, text: Mapping[str, Mask], instants: Instants) -> Iterator[Finding]:
    """Text where prices or volume belong."""
    prices = [name for name in PRICES if text[name].any()]
    if prices:
        rows = np.logical_or.reduce([text[name] for name in prices])
        shown = cells.columns[prices[0]].filter(pa.array(text[prices[0]]))[0].as_py()
        what = f"with text in a price, such as {shown!r} in {prices[0]}"
        yield _finding("text-in-number", Severity.ERROR, what, cells, rows, instants, drops=True)
    if "volume" in text and text["volume"].any():
        shown = cells.columns["volume"].filter(pa.array(text["volume"]))[0].as_py()
        what = f"with text in volume, such as {shown!r}, read as 0"
        yield _finding("text-in-volume", Severity.WARNING, what, cells, text["volume"], instants)


def _refuse_facts(cells: Cells, columns: Mapping[str, Any]) -> None:
    """Raises UnreadableFile for facts of the calendar that are no numbers, and for splits that are none."""
    for name in ("session", "nights", "split", "dividend"):
        if name in columns and np.isnan(columns[name]).any():
            line = int(cells.lines[np.isnan(columns[name])][0])
            raise UnreadableFile("the file", f"has no number in column {name}", "a number in every row", line)
    if "split" in columns and (columns["split"] <= 0.0).any():
        line = int(cells.lines[columns["split"] <= 0.0][0])
        raise UnreadableFile("the file", "has a split of 0 or below", "a number above 0, 1 where there is none", line)


def _number(column: Any) -> tuple[Any, Mask]:  # noqa: ANN401 - a column of Arrow
    if pa.types.is_floating(column.type):
        return values(column, np.nan), np.zeros(len(column), dtype=bool)
    import pandas as pd

    series: Any = pd.Series(column.to_pandas(), dtype="str").str.strip()
    numbers: Any = pd.to_numeric(series, errors="coerce")
    read = numbers.to_numpy(dtype=np.float64)
    return read, np.asarray(np.isnan(read) & series.notna().to_numpy())


def _only(times: Times, kept: Mask) -> Times:
    return Times(times.instants[kept], wall=None if times.wall is None else times.wall[kept])


def _opening(instants: Instants, spec: BarsSpec) -> Instants:
    """Labels at the bar's end move back by the step, though never before the end of the bar before."""
    if spec.label == "start":
        return instants
    ends = np.unique(instants)
    step = parse_step(spec.step) if spec.step else infer_step(ends.tolist()[:50_000])
    if not step:
        raise InvalidValue("step", spec.step, "a bar length such as 1h: one row does not show it", where=spec.path)
    starts = ends - step
    starts[1:] = np.maximum(starts[1:], ends[:-1])
    return starts[np.searchsorted(ends, instants)]


def _rows(count: int) -> str:
    return "1 row" if count == 1 else f"{count:,} rows"
