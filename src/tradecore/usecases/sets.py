"""Growing a prepared set by one file: read, join, inspect the whole, and say what became of the rows."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from tradecore.adjustments import applied
from tradecore.bars import PRICES, Bars
from tradecore.contracts.bars import BarsSpec
from tradecore.contracts.sets import SetManifest, SetSource
from tradecore.errors import DataError, DirtyData, InvalidValue
from tradecore.inspection import Inspection, Market, ascending, inspect
from tradecore.instants import format_instant
from tradecore.loops import Loops, as_written
from tradecore.merging import GIVEN, Held, Joined, join, revisions
from tradecore.ports.bar_source import RawBars
from tradecore.ports.catalog import Catalog
from tradecore.prepared import shortened
from tradecore.quality import Finding, Severity
from tradecore.steps import format_step, infer_step, parse_step
from tradecore.table import Column, Table
from tradecore.usecases.bars import cut, market_of, read_rows
from tradecore.usecases.engine import choose_loops
from tradecore.usecases.fetching import origin

# Fewer rows than these say little about their step.
ENOUGH = 10


@dataclass(frozen=True, slots=True)
class Grown:
    """A set after a file: `manifest` (hashes of its bars missing), `bars`, and what was found in file and set.

    `revised` lists the cells of held bars that are others now. `errors` are new ones, by their sentences.
    """

    manifest: SetManifest
    bars: Bars
    findings: tuple[Finding, ...]
    revised: Table
    errors: tuple[str, ...] = ()

    @property
    def last(self) -> SetSource:
        """What the file brought."""
        return self.manifest.sources[-1]


def grown(name: str, held: SetManifest | None, bars: Bars | None, spec: BarsSpec, catalog: Catalog) -> Grown:
    """The set `name`, `held` with its `bars` or still nothing, with the rows of a file.

    Raises what reading the file raises, InvalidValue for a file that does not go with the set, and DataError when no
    bar is left. Errors and revisions are told, and refused by whoever asked.
    """
    everything, digest = read_rows(spec, catalog)
    if everything.manifest is not None:
        raise InvalidValue("file", spec.path, "a file of bars: a set is made of files")
    everything = cut(everything, spec)
    found = list(everything.findings)
    raw = replace(everything, table=ascending(everything.table, found), findings=())
    raw = _fitting(raw, held)
    zone = (held.zone if held else "") or spec.zone or raw.zone
    before = _held(held, bars, raw)
    loops = choose_loops("auto", len(before.table) + len(raw.table), catalog)
    joined = join(before, raw, zone, spec.path, loops)
    spec = _settled(spec, held, raw)
    market, _ = market_of(joined.raw, spec, catalog)
    inspection = inspect(replace(joined.raw, findings=tuple(found)), market, loops)
    if len(inspection.bars) == 0:
        raise DataError(f"{spec.path}: no bar is left to keep. Found: {'; '.join(f.message for f in found)}.")
    kept = replace(settled_actions(inspection.bars, joined.raw, zone), symbol=_symbol(raw, spec, name, held))
    errors = _new_errors(inspection.findings, held)
    source = _source(origin(spec, catalog), digest, raw, found, joined, inspection, errors)
    given = any(fact in joined.raw.table for fact in GIVEN)
    manifest = SetManifest(
        name=name,
        symbol=kept.symbol,
        step=format_step(market.step),
        zone=zone,
        label=held.label if held else spec.label,
        calendar=spec.calendar,
        hours=spec.hours,
        anchor=spec.anchor,
        facts="given" if given else "computed",
        rows=len(kept),
        start=format_instant(kept.time[0]),
        end=format_instant(max(kept["available"])),
        findings=lasting(kept, market, given=given, loops=loops),
        actions=joined.raw.actions,
        sources=(*(held.sources if held else ()), source),
    )
    changed = revisions(before, kept, joined.raw.actions, zone, loops)
    return Grown(manifest, kept, inspection.findings, changed, tuple(f.message for f in errors))


def _source(
    name: str,
    digest: str,
    raw: RawBars,
    found: Sequence[Finding],
    joined: Joined,
    inspection: Inspection,
    errors: Sequence[Finding],
) -> SetSource:
    """What became of the rows of a file; those without a time never came into a table."""
    untimed = sum(f.count for f in found if f.drops and not f.times)
    return SetSource(
        name=name,
        sha256=digest,
        rows=len(raw.table) + untimed,
        added=joined.added - (inspection.left_out - untimed),
        repeated=joined.repeated,
        revised=len(joined.revised),
        left_out=inspection.left_out,
        accepted=tuple(shortened(f) for f in errors if f.drops),
    )


def refuse(made: Grown, path: str, *, accept: bool, revise: bool) -> None:
    """Raises DirtyData for errors that nobody accepted, DataError for revisions that nobody asked for."""
    if made.errors and not accept:
        raise DirtyData(path, made.errors)
    if len(made.revised) and not revise:
        raise _contradicted(made, path)


def lasting(bars: Bars, market: Market, *, given: bool, loops: Loops = as_written) -> tuple[Finding, ...]:
    """What is to be said of bars for good, whatever files they came from."""
    kept = (*PRICES, "volume", "split", "dividend", *(GIVEN if given else ()))
    raw = RawBars(bars.symbol, Table(bars.time, {name: bars[name] for name in kept}))
    return tuple(map(shortened, inspect(raw, market, loops).findings))


def settled_actions(bars: Bars, raw: RawBars, zone: str) -> Bars:
    """The bars with their splits and dividends as if what was left out had never been there."""
    if not raw.actions:
        return bars
    split, dividend = applied(raw.actions, bars.time, zone)
    return bars.with_columns(split=split, dividend=dividend)


def unchanged(made: Grown, held: SetManifest) -> bool:
    """Whether the file brought nothing that the set had not."""
    return not (made.last.added or made.last.revised) and made.manifest.actions == held.actions


def _held(held: SetManifest | None, bars: Bars | None, raw: RawBars) -> Held:
    if held is None or bars is None:
        return Held.nothing(raw)
    return Held.of(bars, held.actions, given=held.facts == "given")


def _fitting(raw: RawBars, held: SetManifest | None) -> RawBars:
    """The rows without facts that the set computes itself."""
    if held is None or held.facts == "given" or not any(name in raw.table for name in GIVEN):
        return raw
    kept = {name: column for name, column in raw.table.columns.items() if name not in GIVEN}
    return replace(raw, table=Table(raw.table.time, kept))


def _settled(spec: BarsSpec, held: SetManifest | None, raw: RawBars) -> BarsSpec:
    """The spec with what the set has settled; raises InvalidValue for bars of another length."""
    if held is None:
        return spec
    found = spec.step or _other_step(raw.table.time, parse_step(held.step))
    if found not in ("", held.step):
        raise InvalidValue("step", found, f"bars of {held.step}, as in the set; resample first", spec.path)
    for name in ("calendar", "hours", "anchor"):
        if getattr(spec, name) != getattr(held, name):
            accepted = f"{getattr(held, name) or 'nothing'}, as in the set"
            raise InvalidValue(name, getattr(spec, name), accepted, spec.path)
    return replace(spec, step=held.step)


def _other_step(time: Column, step: int) -> str:
    """The step of ascending times that cannot be that of the set; empty where it can, holes and all."""
    inferred = infer_step(time)
    gaps = [b - a for a, b in pairwise(time) if b > a]
    if not gaps or (inferred >= step and (min(gaps) <= step or len(gaps) < ENOUGH)):
        return ""
    return format_step(inferred)


def _symbol(raw: RawBars, spec: BarsSpec, name: str, held: SetManifest | None) -> str:
    """What the request or the file says, else the set's own name: a set outlives the names of its files."""
    said = raw.symbol or spec.symbol
    if held is not None and said not in ("", held.symbol):
        raise InvalidValue("symbol", said, f"bars of {held.symbol}, as in the set", spec.path)
    return held.symbol if held else said or name


def _new_errors(findings: Sequence[Finding], held: SetManifest | None) -> list[Finding]:
    known = {f.kind: f.count for f in held.findings if f.severity is Severity.ERROR} if held else {}
    return [f for f in findings if f.severity is Severity.ERROR and f.count > known.get(f.kind, 0)]


def _contradicted(made: Grown, path: str) -> DataError:
    table, name = made.revised, made.manifest.name
    bars = len(set(table.time))
    cells = f"{table['column'][0]} is {table['after'][0]!r} there and {table['before'][0]!r} here"
    few = "1 bar" if bars == 1 else f"{bars:,} bars"
    return DataError(
        f"{path} says something else than the data set {name} of {few}, first of that at "
        f"{format_instant(table.time[0])}: {cells}. Nothing was changed; revisions.csv in the run folder lists every "
        "difference. Pass --revise to take the values of the file."
    )
