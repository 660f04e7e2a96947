"""Finding columns that know the future: cut it off, or change it, and nothing before may change.

Works on any function from bars to columns, so features and decisions are held to the same law.
"""

from array import array
from collections.abc import Callable, Iterable, Sequence
from random import Random
from typing import NamedTuple

from tradecore.bars import Bars
from tradecore.contracts.leaks import Leak
from tradecore.feature_table import compute_all
from tradecore.features import Feature
from tradecore.instants import format_instant
from tradecore.ports.catalog import Catalog
from tradecore.table import Column, Table

Compute = Callable[[Bars], Table]

TRUNCATION, ALTERED, REPEAT, START = "future cut off", "future altered", "computed again", "history shortened"
ALTERATIONS = 12
WARMUP_CUTS = 16
# A start counts as forgotten when the column agrees to this part of its spread after so many warm-ups.
TOLERANCE, MEMORY, TAIL = 1e-6, 40, 50


class Change(NamedTuple):
    """Row `row` of a column differs although only rows from `cut` on do; `filled` tells that one side is NaN."""

    row: int
    cut: int
    filled: bool


def feature_leaks(bars: Bars, features: Sequence[Feature], catalog: Catalog, rows: int = 120) -> tuple[Leak, ...]:
    """The leaky ones of `features`, in their order; cuts at every bar of the last `rows` bars."""
    return leaks(bars, lambda part: compute_all(part, features, catalog), longest_warmup(features, catalog), rows)


def leaks(bars: Bars, compute: Compute, warmup: int, rows: int) -> tuple[Leak, ...]:
    """One Leak for each column of `compute` whose earlier values depend on later bars, or on chance.

    Looks at the last `warmup` + `rows` bars. Values are compared bit for bit, NaN with NaN.
    """
    stretch = bars.slice(max(0, len(bars) - warmup - rows), len(bars))
    whole = compute(stretch)
    guilty: dict[str, Leak] = {}
    for name, changes in differences(whole, compute(stretch), len(stretch)).items():
        guilty[name] = leak(stretch, name, REPEAT, [changes])
    seen: dict[tuple[str, str], list[Change]] = {}
    for cut in cuts(len(stretch), warmup):
        for name, change in differences(whole, compute(stretch.slice(0, cut)), cut).items():
            seen.setdefault((name, TRUNCATION), []).append(change)
    # Upwards, so that what remembers an earlier call is caught with another future in its memory.
    for cut in altered_at(len(stretch), rows):
        for name, change in differences(whole, compute(altered(stretch, cut)), cut).items():
            seen.setdefault((name, ALTERED), []).append(change)
    for (name, test), changes in seen.items():
        guilty.setdefault(name, leak(stretch, name, test, changes))
    return tuple(guilty[name] for name in whole.names if name in guilty)


def start_dependence(bars: Bars, features: Sequence[Feature], catalog: Catalog) -> tuple[Leak, ...]:
    """Features whose latest values still depend on where history begins, long after their warm-up.

    Not a leak, but such a column differs between two files that begin on different days.
    Features for which there are too few bars to tell are passed over.
    """
    found: list[Leak] = []
    for feature in features:
        warmup = catalog.feature_set(feature.provider).warmup(feature)
        needed = MEMORY * max(warmup, 1) + TAIL
        skipped = max(warmup, 7)
        if len(bars) < needed + skipped:
            continue
        longer = bars.slice(len(bars) - needed - skipped, len(bars))
        first = compute_all(longer, [feature], catalog)[str(feature)][-TAIL:]
        second = compute_all(longer.slice(skipped, len(longer)), [feature], catalog)[str(feature)][-TAIL:]
        row = next((t for t, (a, b) in enumerate(zip(first, second, strict=True)) if _apart(a, b, first)), None)
        if row is not None:
            time = format_instant(longer.time[len(longer) - TAIL + row])
            hint = "it carries its first bars along for ever: always begin with the same bar"
            found.append(Leak(str(feature), time, START, hint))
    return tuple(found)


def longest_warmup(features: Iterable[Feature], catalog: Catalog) -> int:
    """Bars before all of them have a value."""
    return max((catalog.feature_set(f.provider).warmup(f) for f in features), default=0)


def cuts(length: int, warmup: int) -> list[int]:
    """How many bars to keep: some numbers within the warm-up, then every one."""
    early = range(1, min(warmup, length), max(1, warmup // WARMUP_CUTS))
    return [*early, *range(max(1, min(warmup, length)), length)]


def altered_at(length: int, rows: int) -> range:
    """From which rows on the future is replaced, ascending: a few of the last `rows`, the last one among them."""
    step = max(1, min(rows, length) // ALTERATIONS)
    return range(length - 1, max(0, length - rows), -step)[::-1]


def altered(bars: Bars, cut: int) -> Bars:
    """The bars with other prices, volumes and a split from row `cut` on; their times stay."""
    source = Random(cut)  # noqa: S311 - a made-up market, no secret
    prices = {name: array("d", bars[name][:cut]) for name in ("open", "high", "low", "close", "volume")}
    split = array("d", bars["split"][:cut])
    close = prices["close"][-1] if cut else 100.0
    for t in range(cut, len(bars)):
        ratio = 2.0 if t == cut + 1 else 1.0
        opening = close / ratio * (0.97 + 0.06 * source.random())
        close = opening * (0.97 + 0.06 * source.random())
        prices["open"].append(opening)
        prices["close"].append(close)
        prices["high"].append(max(opening, close) * (1.0 + 0.01 * source.random()))
        prices["low"].append(min(opening, close) * (1.0 - 0.01 * source.random()))
        prices["volume"].append(1.0 + 1e6 * source.random())
        split.append(ratio)
    return bars.with_columns(**prices, split=split)


def differences(whole: Table, part: Table, cut: int) -> dict[str, Change]:
    """The first row before `cut` in which each column differs, for those that do."""
    found: dict[str, Change] = {}
    for name in whole.names:
        first, second = _floats(whole[name][:cut]), _floats(part[name][:cut])
        if first.tobytes() == second.tobytes():
            continue
        for row, (a, b) in enumerate(zip(first, second, strict=True)):
            if a != b and not (a != a and b != b):
                found[name] = Change(row, cut, a != a or b != b)
                break
    return found


def leak(bars: Bars, name: str, test: str, changes: Sequence[Change]) -> Leak:
    """What to tell about a column."""
    first = min(change.row for change in changes)
    return Leak(name, format_instant(bars.time[first]), test, hint(bars, test, changes))


def hint(bars: Bars, test: str, changes: Sequence[Change]) -> str:
    """What the pattern of changes looks like."""
    if test == REPEAT:
        return "it gives other values for the same bars: it is random, or remembers earlier calls"
    distances = {change.cut - change.row for change in changes}
    if all(change.filled for change in changes) and (len(distances) > 1 or len(changes) == 1):
        return "a missing value is filled from later rows: fill forwards, or leave it missing"
    reach = max(distances)
    sessions = bars["session"]
    if reach > 1 and all(c.cut < len(bars) and sessions[c.row] == sessions[c.cut] for c in changes):
        return "it holds a value of its session's end: use what was known at the bar, or the session before"
    if reach > 1 and all(change.cut - change.row > change.cut // 2 for change in changes):
        return "rows long past change too: a mean, rank, scaling or backward filter over the whole file"
    return f"it reads up to {reach} bar{'s' if reach > 1 else ''} ahead: a negative shift or a centred window"


def sentence(found: Leak) -> str:
    """One leak in words."""
    return f"{found.column} knows the future ({found.test}; first at {found.time}): {found.hint}."


def _floats(column: Column) -> "array[float]":
    return array("d", column)


def _apart(a: float, b: float, column: Column) -> bool:
    if a != a or b != b:
        return (a == a) != (b == b)
    known = [v for v in column if v == v]
    spread = max(known) - min(known)
    return abs(a - b) > TOLERANCE * max(spread, abs(a) * 1e-3)
