"""DataFrames <-> the comma files of a workspace."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from tradecore.errors import InvalidValue
from tradecore.fields import Field, Kind
from tradecore.schemas import ALL
from tradecore_kit.frames import UTC_NS

DataFrame: TypeAlias = pd.DataFrame
SECOND = 1_000_000_000


def to_csv(frame: Any, column: str = "") -> bytes:  # noqa: ANN401
    """A DataFrame, or a Series as the one column `column`, as a comma file that our readers take, row by row.

    An index that is no number becomes the column `time`: instants with an offset in UTC, without one as they stand, so
    that the zone has to be declared, texts as they are. Numbers keep every bit. Raises InvalidValue for columns of
    several levels that hold several symbols.
    """
    table = pd.DataFrame(frame.rename(column) if isinstance(frame, pd.Series) else frame, copy=True)
    if isinstance(table.columns, pd.MultiIndex):
        table.columns = _one_level(table.columns)
    if not pd.api.types.is_numeric_dtype(table.index.dtype):
        table.insert(0, "time", table.index)
    for name in table.columns:
        if isinstance(table[name].dtype, pd.DatetimeTZDtype | np.dtypes.DateTime64DType):
            table[name] = _texts(pd.DatetimeIndex(table[name]))
    return table.to_csv(index=False, lineterminator="\n").encode()


def from_csv(path: Path) -> pd.DataFrame:
    """A table of a run folder: its index is `time` (datetime64[ns, UTC]), of trials their number.

    Other times are datetime64[ns, UTC] too, numbers float64 with every bit (NaN where there is none), whole numbers
    int64 (Int64 where one may be missing), flags bool, texts str. A column without a schema is what its cells
    look like.
    """
    texts = pd.read_csv(path, dtype="str", keep_default_na=False)
    schema = ALL.get(path.stem)
    known = {field.name: field for field in schema.fields} if schema else {}
    frame = pd.DataFrame({str(name): _typed(str(name), list(texts[name]), known.get(str(name))) for name in texts})
    first = str(frame.columns[0]) if len(frame.columns) else ""
    return frame.set_index(first) if first in ("time", "trial") else frame


def _typed(name: str, cells: Sequence[str], field: Field | None) -> Any:  # noqa: ANN401
    """A column in the dtype of its kind."""
    kind = field.kind if field is not None else _kind(name, cells)
    if kind is Kind.TIME:
        return pd.to_datetime(pd.Series(cells, dtype="str"), utc=True, format="ISO8601").astype(UTC_NS)
    if kind is Kind.NUMBER:
        return np.array([float(cell) if cell else np.nan for cell in cells], dtype=np.float64)
    if kind is Kind.INTEGER and field is not None and field.optional:
        return pd.array([int(cell) if cell else pd.NA for cell in cells], dtype="Int64")
    if kind is Kind.INTEGER:
        return np.array([int(cell) for cell in cells], dtype=np.int64)
    if kind is Kind.FLAG:
        return np.array([cell in ("1", "true") for cell in cells], dtype=np.bool_)
    return pd.Series(cells, dtype="str")


def _kind(name: str, cells: Sequence[str]) -> Kind:
    if name in ("time", "available") or name.endswith("_time"):
        return Kind.TIME
    if cells and set(cells) <= {"true", "false"}:
        return Kind.FLAG
    for kind, read in ((Kind.INTEGER, int), (Kind.NUMBER, lambda cell: float(cell) if cell else 0.0)):
        try:
            for cell in cells:
                read(cell)
        except ValueError:
            continue
        return kind
    return Kind.TEXT


def _one_level(columns: pd.MultiIndex) -> list[str]:
    """The level that tells the columns apart, when the others hold one symbol."""
    for level in range(columns.nlevels):
        names = [str(name) for name in columns.get_level_values(level)]
        others = columns.droplevel(level)
        if len(set(names)) == len(names) and len(set(others)) == 1:
            return names
    raise InvalidValue("bars", "columns of several levels", "one symbol a frame: bars={'AAPL': frame, 'MSFT': other}")


def _texts(index: pd.DatetimeIndex) -> Any:  # noqa: ANN401
    if index.hasnans:
        raise InvalidValue("time", "NaT", "a time in every row")
    zoned = index.tz is not None
    plain = (index.tz_convert("UTC").tz_localize(None) if zoned else index).as_unit("ns")
    unit = "s" if (plain.asi8 % SECOND == 0).all() else "ns"
    texts = np.datetime_as_string(plain.to_numpy(), unit=unit)
    return [f"{text}Z" if zoned else str(text) for text in texts]
