"""Instants from what people write in a time column.

Clean times are read by Arrow alone; pandas, which takes long to import, is asked only where Arrow gives up.
"""

import re
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import pyarrow as pa

from tradecore.errors import InvalidValue, UnreadableFile
from tradecore_kit.bar_files.arrow import Cells, instants, valid, values
from tradecore_kit.bar_files.arrow import compute as pc

Instants = np.ndarray[Any, np.dtype[np.int64]]
Mask = np.ndarray[Any, np.dtype[np.bool_]]

NOT_A_TIME = int(np.iinfo(np.int64).min)
ACCEPTED = (
    "ISO 8601 such as 2014-06-09, 2014-06-09 09:30 or 2014-06-09T09:30:00-04:00, 20140609, or seconds, "
    "milliseconds, microseconds or nanoseconds since 1970"
)
_OFFSET = r"(?:[Zz]|[+-]\d{2}:?\d{2}|\d[+-]\d{2})\s*$"
_ZONED = re.compile(r"T?\d{1,2}:\d{2}.*" + _OFFSET)
_COMPACT_DATES = (10_000_000, 99_999_999)


@dataclass(frozen=True, slots=True)
class Times:
    """Instants in ns UTC, NOT_A_TIME where there is none.

    The masks say which are `nonexistent` or `ambiguous` in the zone; `wall` is the local clock (ns), None
    where the file tells UTC only.
    """

    instants: Instants
    nonexistent: Mask | None = None
    ambiguous: Mask | None = None
    wall: Instants | None = None


def read_times(path: str, column: Cells, clock: Cells | None, zone: str) -> Times:
    """Reads a time column; raises InvalidValue when its times are naive and there is no zone."""
    if clock is not None:
        text = pc.binary_join_element_wise(pc.cast(column, pa.string()), _clock_text(clock), " ")
        return _from_text(path, text, zone)
    kind = column.type
    if pa.types.is_timestamp(kind):
        read = _nanoseconds(path, column)
        return Times(read) if kind.tz else _localized(path, read, zone)
    if pa.types.is_date(kind):
        return _localized(path, _nanoseconds(path, column), zone or "UTC")
    if pa.types.is_integer(kind) or pa.types.is_floating(kind):
        return _from_numbers(path, column, zone)
    return _from_text(path, pc.cast(column, pa.string()), zone)


def check_zone(zone: str) -> str:
    """The zone; raises InvalidValue unless IANA knows it."""
    if zone:
        try:
            ZoneInfo(zone)
        except (KeyError, ValueError, OSError):
            raise InvalidValue("zone", zone, "an IANA time zone such as America/New_York or UTC") from None
    return zone


def _nanoseconds(path: str, column: Cells) -> Instants:
    try:
        whole = pc.cast(column, pa.timestamp("ns", tz=getattr(column.type, "tz", None)))
    except pa.ArrowInvalid as error:
        raise UnreadableFile(path, f"has a time outside the years 1678 to 2262 ({error})", ACCEPTED) from error
    return values(whole, NOT_A_TIME)


def _from_numbers(path: str, column: Cells, zone: str) -> Times:
    present = values(pc.drop_null(column), 0)
    if not len(present):
        raise UnreadableFile(path, "has no time in any row", ACCEPTED)
    middle = float(np.median(np.abs(present)))
    whole = pa.types.is_integer(column.type)
    if whole and _COMPACT_DATES[0] <= middle <= _COMPACT_DATES[1]:
        return _from_text(path, pc.cast(column, pa.string()), zone)
    scale = next((s for limit, s in ((1e11, 10**9), (1e14, 10**6), (1e17, 10**3)) if middle < limit), 1)
    if middle < 1e8:  # noqa: PLR2004 - before 1973: rather a row number or a year
        raise UnreadableFile(path, f"has times such as {present[0]}", ACCEPTED)
    if whole:
        return Times(np.where(valid(column), values(column, 0) * scale, NOT_A_TIME))
    counts = values(column, np.nan)
    missing = np.isnan(counts)
    return Times(np.where(missing, NOT_A_TIME, np.rint(np.where(missing, 0, counts) * scale).astype(np.int64)))


def _from_text(path: str, column: Cells, zone: str) -> Times:
    import pandas as pd

    text: Any = pd.Series(pc.utf8_trim_whitespace(column).to_pandas(), dtype="str")
    if text.str.fullmatch(r"-?\d{9,19}").any():
        numbers = pd.to_numeric(text, errors="coerce")
        return _from_numbers(path, pa.chunked_array([pa.array(numbers, from_pandas=True)]), zone)
    zoned = text.str.contains(_OFFSET, regex=True, na=False) & text.str.contains(":", na=False)
    whole = np.full(len(text), NOT_A_TIME, dtype=np.int64)
    if zoned.any():
        moments = pd.to_datetime(text[zoned], format="ISO8601", utc=True, errors="coerce")
        whole[zoned.to_numpy()] = _as_ns(pd.DatetimeIndex(moments).tz_localize(None))
    naive = ~zoned.to_numpy()
    if naive.any():
        local = _as_ns(pd.DatetimeIndex(pd.to_datetime(text[naive], format="ISO8601", errors="coerce")))
        if (local == NOT_A_TIME).all() and not zoned.any():
            raise UnreadableFile(path, f"has no time that can be read, such as {text.iloc[0]!r}", ACCEPTED)
        clocked = text[naive][local != NOT_A_TIME].str.contains(":", na=False)
        # Dates alone are days, and rows without any time have no zone to be in.
        zone = zone or ("" if clocked.any() else "UTC")
        part = _localized(path, local, zone)
        whole[naive] = part.instants
        return Times(
            whole,
            _spread(part.nonexistent, naive),
            _spread(part.ambiguous, naive),
            part.wall if naive.all() else None,
        )
    return Times(whole)


def _clock_text(clock: Cells) -> Cells:
    """09:30, 0930, 930 or 093000 as hours, minutes and seconds with colons."""
    import pandas as pd

    text: Any = pd.Series(pc.utf8_trim_whitespace(clock).to_pandas(), dtype="str")
    bare = text.str.fullmatch(r"\d{3,6}").fillna(value=False).to_numpy(dtype=bool)
    if bare.any():
        padded = text[bare].map(lambda t: t.zfill(4) if len(t) <= 4 else t.zfill(6))  # noqa: PLR2004
        text[bare] = padded.map(lambda t: ":".join(t[i : i + 2] for i in range(0, len(t), 2)))
    short = text.str.fullmatch(r"\d:\d{2}(:\d{2})?").fillna(value=False).to_numpy(dtype=bool)
    text[short] = "0" + text[short]
    return pa.chunked_array([pa.array(text, type=pa.string(), from_pandas=True)])


def _spread(part: Mask | None, rows: Mask) -> Mask | None:
    if part is None:
        return None
    whole = np.zeros(len(rows), dtype=bool)
    whole[rows] = part
    return whole


def _localized(path: str, local: Instants, zone: str) -> Times:
    """Local clock to UTC; of an hour that comes twice the first pass is summer time, the repeat is not."""
    if not zone:
        raise InvalidValue(
            "zone",
            "",
            "the zone of the file's times, which carry no offset: --zone America/New_York for this command, or "
            "config set data.zone America/New_York for all of them",
            where=path,
        )
    if zone == "UTC":
        return Times(local, wall=local)
    plain = _plainly_localized(local, zone)
    if plain is not None:
        return Times(plain, wall=local)
    import pandas as pd

    index = pd.DatetimeIndex(local.view("datetime64[ns]"))
    first = ~index.duplicated(keep="first")
    chosen = index.tz_localize(zone, ambiguous=first, nonexistent="NaT")
    nonexistent = np.asarray(chosen.isna() & ~index.isna())
    ambiguous = np.asarray(
        index.tz_localize(zone, ambiguous=np.ones(len(index), dtype=bool), nonexistent="NaT")
        != index.tz_localize(zone, ambiguous=np.zeros(len(index), dtype=bool), nonexistent="NaT")
    ) & ~np.asarray(chosen.isna())
    return Times(_as_ns(chosen.tz_convert("UTC").tz_localize(None)), nonexistent, ambiguous, local)


def _plainly_localized(local: Instants, zone: str) -> Instants | None:
    """The instants of a local clock where each means one; None where one comes twice, never, or the zone is unknown."""
    missing = local == NOT_A_TIME
    try:
        zoned = pc.assume_timezone(instants(np.where(missing, 0, local)), zone)
    except pa.ArrowInvalid:
        return None
    return np.where(missing, NOT_A_TIME, values(zoned, NOT_A_TIME))


def _as_ns(index: Any) -> Instants:  # noqa: ANN401 - a DatetimeIndex, aware or naive
    exact = index.as_unit("ns")
    if exact.dtype != np.dtype("datetime64[ns]"):
        raise AssertionError(exact.dtype)
    return exact.asi8
