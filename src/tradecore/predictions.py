"""Joining a file of predictions, or of signals, to bars: by symbol and availability, never by position."""

from array import array
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import isinf, nan
from typing import Any
from zoneinfo import ZoneInfo

from tradecore.alignment import alignment_warning
from tradecore.bars import DAY, SECOND, Bars
from tradecore.contracts.predict import PredictionsManifest, PredictionsSpec
from tradecore.errors import InvalidValue, PredictionsMismatch, Undeclared
from tradecore.instants import format_instant, parse_instant
from tradecore.prediction_rows import check_rows
from tradecore.steps import format_step
from tradecore.table import Table

UNITS = ("return", "price", "probability")
TIMES = ("label", "available")
ALWAYS = -(2**63)
UNPROVEN = (
    "The predictions file does not say until when its model was trained (column train_end): "
    "nothing shows that these bars are out of sample."
)


@dataclass(frozen=True, slots=True)
class Joined:
    """A column of the file laid over the bars, one value a bar, NaN where the file has none.

    `unit` is empty and `horizon` 0 when nobody said. `sigma` is NaN where unknown. `in_sample` is 1 where the
    bar lies inside the training interval. `missing` counts bars without a value between the first
    and the last that have one. `label_end` (ns UTC) ends all that the model saw in training, 0 unknown.
    """

    values: Sequence[float]
    sigma: Sequence[float]
    unit: str
    horizon: int
    in_sample: Sequence[int]
    rows: int
    missing: int
    label_end: int
    model: str = ""
    own: bool = False
    path: str = ""
    warnings: tuple[str, ...] = ()


def join(
    bars: Bars,
    table: Table,
    spec: PredictionsSpec,
    manifest: PredictionsManifest | None = None,
    *,
    value: str = "prediction",
    symbols: Collection[str] = (),
) -> Joined:
    """The rows of `table` (see PredictionSource.read) that belong to these bars.

    `symbols` are all symbols of the run; a file without symbols needs a run of one. Rows outside
    the bars' span are passed over. Raises PredictionsMismatch for a symbol that the run does not have, two rows for
    one bar, an infinite value, a file of our own that was shifted or edited or made for other bars, and when
    nothing fits; InvalidValue for a `spec.time` or a unit that does not exist.
    """
    if spec.time not in TIMES:
        raise InvalidValue("predictions.time", spec.time, " or ".join(TIMES))
    if value not in table:
        raise PredictionsMismatch(f"{spec.path} has no column {value}.")
    known = symbols or (bars.symbol,)
    if manifest:
        check_bars(bars, manifest, spec.path, known)
    dropped = check_rows(table, manifest, spec.path) if manifest else 0
    rows = _rows_of(bars, table, spec, known)
    places = _places(bars, table, rows, spec)
    values, sigma = array("d", [nan]) * len(bars), array("d", [nan]) * len(bars)
    in_sample = array("q", [0]) * len(bars)
    for row, place in places.items():
        values[place] = _finite(table, value, row, spec)
        sigma[place] = table["sigma"][row] if "sigma" in table else spec.sigma or nan
        in_sample[place] = int(table["in_sample"][row]) if "in_sample" in table else 0
    unit = _one_of(_told(table, "unit", rows, spec.unit, spec), spec)
    horizon = int(_told(table, "horizon", rows, spec.horizon, spec) or 0)
    label_end = _mark_in_sample(bars, table, places, spec, manifest, values, in_sample)
    warnings = [] if manifest else [_alignment(bars, values, unit, horizon, value)]
    warnings += [] if label_end or value != "prediction" else [UNPROVEN]
    warnings += [_dropped(dropped), _off_grid(bars, table, rows, places, spec), _gaps(bars, values, value)]
    return Joined(
        values=values,
        sigma=sigma,
        unit=unit,
        horizon=horizon,
        in_sample=in_sample,
        rows=len(places),
        missing=_missing(values),
        label_end=label_end,
        model=str(_told(table, "model", rows, spec.model, spec) or ""),
        own=manifest is not None,
        path=spec.path,
        warnings=tuple(warning for warning in warnings if warning),
    )


def as_inputs(joined: Joined, bars: Bars) -> Mapping[str, Sequence[float]]:
    """The columns that a strategy may decide on: `predicted_probability` of a rise, or else those of `as_returns`.

    Raises InvalidValue for a probability that is none, and what `as_returns` raises.
    """
    if joined.unit != "probability":
        return as_returns(joined, bars)
    for place, value in enumerate(joined.values):
        if value == value and not 0.0 <= value <= 1.0:
            when = format_instant(bars.time[place])
            raise InvalidValue("predictions.prediction", value, f"a probability from 0 to 1 in the row at {when}")
    return {"predicted_probability": joined.values}


def as_returns(joined: Joined, bars: Bars) -> Mapping[str, Sequence[float]]:
    """`predicted_return` and `predicted_sigma`, both as returns against each bar's close.

    Raises Undeclared when the unit or the sigma was neither in the file nor declared, and InvalidValue when
    some rows lack the sigma that others have, or have a negative one.
    """
    lacking = ["unit"] if joined.unit not in UNITS else []
    without = [place for place, (v, s) in enumerate(zip(joined.values, joined.sigma, strict=True)) if v == v and s != s]
    if without and all(s != s for s in joined.sigma):
        lacking.append("sigma")
    if lacking:
        raise Undeclared(joined.path, lacking)
    if without:
        first = format_instant(bars.time[without[0]])
        raise InvalidValue("predictions.sigma", None, f"a number in every row; the one at {first} has none")
    negative = next((place for place, sigma in enumerate(joined.sigma) if sigma < 0.0), None)
    if negative is not None:
        when = format_instant(bars.time[negative])
        raise InvalidValue("predictions.sigma", joined.sigma[negative], f"0 or more in every row, also that at {when}")
    if joined.unit == "return":
        return {"predicted_return": joined.values, "predicted_sigma": joined.sigma}
    close = bars["close"]
    return {
        "predicted_return": array("d", (v / c - 1.0 for v, c in zip(joined.values, close, strict=True))),
        "predicted_sigma": array("d", (s / c for s, c in zip(joined.sigma, close, strict=True))),
    }


def overlaps(bars: Bars, start: int, end: int) -> list[bool]:
    """For each bar whether any of it lies between two instants (ns UTC)."""
    return [t < end and a > start for t, a in zip(bars.time, bars["available"], strict=True)]


def check_bars(bars: Bars, manifest: PredictionsManifest, path: str, known: Collection[str]) -> None:
    """Raises PredictionsMismatch when our own file was made for another symbol or step."""
    step = format_step(bars.step)
    if manifest.symbol not in known or manifest.step != step:
        raise PredictionsMismatch(
            f"{path} holds predictions for {manifest.symbol} in bars of {manifest.step}; "
            f"the run has {', '.join(known)} in bars of {step}."
        )


def _rows_of(bars: Bars, table: Table, spec: PredictionsSpec, known: Collection[str]) -> list[int]:
    """Positions of the rows of this symbol."""
    if "symbol" not in table:
        if spec.symbol and spec.symbol not in known:
            raise PredictionsMismatch(f"{spec.path} is for {spec.symbol}; the run has {', '.join(known)}.")
        if not spec.symbol and len(known) > 1:
            raise PredictionsMismatch(f"{spec.path} has no symbols, and the run has {', '.join(known)}: declare it.")
        return list(range(len(table))) if (spec.symbol or bars.symbol) == bars.symbol else []
    strangers = sorted(set(table["symbol"]) - set(known))
    if strangers:
        listed = ", ".join(repr(s) for s in strangers[:5])
        raise PredictionsMismatch(f"{spec.path} has rows for {listed}; the run has {', '.join(known)}.")
    return [row for row, symbol in enumerate(table["symbol"]) if symbol == bars.symbol]


def _places(bars: Bars, table: Table, rows: Sequence[int], spec: PredictionsSpec) -> dict[int, int]:
    """Which bar each row belongs to; rows without a bar are left out."""
    keys = bars["available"] if spec.time == "available" else bars.time
    at = {int(key): place for place, key in enumerate(keys)}
    if bars.step >= DAY and spec.time == "label":
        # People write a daily bar's label as its date.
        days = [int(day) for day in bars["session"]]
        at = {key: place for place, day in enumerate(days) for key in _midnights(day, spec.zone)} | at
    places: dict[int, int] = {}
    taken: dict[int, int] = {}
    for row in rows:
        place = at.get(int(table.time[row]))
        if place is None:
            continue
        if place in taken:
            when = format_instant(bars.time[place])
            raise PredictionsMismatch(f"{spec.path} has two rows for the {bars.symbol} bar at {when}: keep one.")
        if "available" in table and int(table["available"][row]) != int(bars["available"][place]):
            raise PredictionsMismatch(
                f"{spec.path}: the row at {format_instant(table.time[row])} says that it was known at "
                f"{format_instant(table['available'][row])}, but that bar of {bars.symbol} is known at "
                f"{format_instant(bars['available'][place])}. It was shifted, or made for other bars."
            )
        taken[place] = row
        places[row] = place
    if not places:
        raise PredictionsMismatch(_nothing_fits(bars, table, rows, spec))
    return places


def _midnights(day: int, zone: str) -> set[int]:
    """Where a date without a clock may have been put: at midnight UTC, or midnight in the file's zone."""
    if not zone:
        return {day * DAY}
    local = datetime(1970, 1, 1, tzinfo=ZoneInfo(zone)) + timedelta(days=day)
    return {day * DAY, int(local.timestamp()) * SECOND}


def _nothing_fits(bars: Bars, table: Table, rows: Sequence[int], spec: PredictionsSpec) -> str:
    if not rows:
        return f"{spec.path} has no row for {bars.symbol}."
    first, last = min(table.time[r] for r in rows), max(table.time[r] for r in rows)
    return (
        f"No row of {spec.path} stands at a bar of {bars.symbol}: its times run from {format_instant(first)} to "
        f"{format_instant(last)}, the bars' from {format_instant(bars.time[0])} to {format_instant(bars.time[-1])}. "
        "Check the zone, and whether its times are labels or availability (predictions.time)."
    )


def _finite(table: Table, value: str, row: int, spec: PredictionsSpec) -> float:
    found = float(table[value][row])
    if isinf(found):
        raise PredictionsMismatch(f"{spec.path}: {value} is infinite at {format_instant(table.time[row])}.")
    return found


def _told(table: Table, name: str, rows: Sequence[int], declared: str | int, spec: PredictionsSpec) -> str | int:
    """What file and declaration agree on; one value for the whole file."""
    told: set[Any] = {table[name][row] for row in rows} if name in table else set()
    if len(told) > 1:
        raise PredictionsMismatch(f"{spec.path} has several values of {name}: {', '.join(map(str, sorted(told)[:3]))}.")
    if not told:
        return declared
    (found,) = told
    if declared and found != declared:
        raise PredictionsMismatch(f"{spec.path} says {name} {found}, the request {declared}.")
    return found


def _one_of(unit: str | int, spec: PredictionsSpec) -> str:
    if unit and unit not in UNITS:
        raise InvalidValue("predictions.unit", unit, ", ".join(UNITS), spec.path)
    return str(unit)


def _mark_in_sample(
    bars: Bars,
    table: Table,
    places: Mapping[int, int],
    spec: PredictionsSpec,
    manifest: PredictionsManifest | None,
    values: Sequence[float],
    in_sample: "array[int]",
) -> int:
    """Marks predicted bars inside the training interval, as far as anybody told it; returns the latest such end.

    Rows that say it themselves may each be of another model, as those of a walk-forward are.
    """
    if manifest:
        start, end = parse_instant(manifest.train_start), parse_instant(manifest.label_end)
        ends = dict.fromkeys(places, end)
    else:
        start, ends = ALWAYS, _train_ends(table, places, spec)
    for row, end in ends.items():
        place = places[row]
        if values[place] == values[place] and bars.time[place] < end and bars["available"][place] > start:
            in_sample[place] = 1
    return max(ends.values(), default=0)


def _train_ends(table: Table, places: Mapping[int, int], spec: PredictionsSpec) -> dict[int, int]:
    """When the training of each row's model ended, from the file or as declared; empty when nobody said."""
    declared = parse_instant(spec.train_end) if spec.train_end else 0
    if "train_end" not in table:
        return dict.fromkeys(places, declared) if declared else {}
    ends = {row: int(table["train_end"][row]) for row in places}
    if declared and set(ends.values()) != {declared}:
        found = format_instant(max(ends.values()))
        raise PredictionsMismatch(f"{spec.path} says train_end {found}, the request {spec.train_end}.")
    return ends


def _alignment(bars: Bars, values: Sequence[float], unit: str, horizon: int, value: str) -> str:
    if value != "prediction" or unit not in UNITS:
        return ""
    close = bars["close"]
    returns = values
    if unit == "price":
        returns = [v / c - 1.0 for v, c in zip(values, close, strict=True)]
    elif unit == "probability":
        returns = [v - 0.5 for v in values]
    return alignment_warning(bars, returns, horizon)


def _dropped(rows: int) -> str:
    return f"The predictions file lacks {rows:,} of the rows that were written to it." if rows > 0 else ""


def _off_grid(bars: Bars, table: Table, rows: Sequence[int], places: Mapping[int, int], spec: PredictionsSpec) -> str:
    """Rows between the first and the last bar that stand at no bar."""
    off = [r for r in rows if r not in places and bars.time[0] <= table.time[r] <= bars["available"][-1]]
    if not off:
        return ""
    first = format_instant(min(table.time[r] for r in off))
    if len(off) > len(places):
        raise PredictionsMismatch(
            f"{len(off):,} rows of {spec.path} stand at no bar of {bars.symbol} (first at {first}). "
            "Check the zone, and whether its times are labels or availability (predictions.time)."
        )
    return f"{len(off):,} rows of the file stand at no bar and were passed over (first at {first})."


def _missing(values: Sequence[float]) -> int:
    known = [place for place, v in enumerate(values) if v == v]
    return known[-1] - known[0] + 1 - len(known) if known else 0


def _gaps(bars: Bars, values: Sequence[float], value: str) -> str:
    known = [place for place, v in enumerate(values) if v == v]
    if not known:
        return f"Every {value} of the file is empty at these bars."
    missing = known[-1] - known[0] + 1 - len(known)
    if not missing:
        return ""
    first = next(p for p in range(known[0], known[-1]) if values[p] != values[p])
    when = format_instant(bars.time[first])
    return f"{missing:,} bars between the first and the last {value} have none (first at {when})."
