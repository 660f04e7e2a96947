"""Table and Bars <-> pandas DataFrame: the one place where time changes its shape."""

from typing import Any

import numpy as np
import pandas as pd

from tradecore.bars import Anchor, Bars
from tradecore.errors import InvalidValue
from tradecore.table import Table

UTC_NS = "datetime64[ns, UTC]"


def to_frame(table: Table) -> pd.DataFrame:
    """A frame indexed by `time` (datetime64[ns, UTC]) with the table's columns; buffers are not copied."""
    columns = {name: np.asarray(column) for name, column in table.columns.items()}
    return pd.DataFrame(columns, index=to_index(table.time), copy=False)


def to_index(instants: Any) -> pd.DatetimeIndex:  # noqa: ANN401
    """Nanoseconds UTC as an index named `time`."""
    return pd.DatetimeIndex(np.asarray(instants, dtype=np.int64).view("datetime64[ns]"), name="time").tz_localize("UTC")


def to_nanoseconds(times: Any) -> "np.ndarray[Any, np.dtype[np.int64]]":  # noqa: ANN401
    """A zoned datetime index or series as int64 nanoseconds UTC; raises InvalidValue for naive or missing times."""
    index = pd.DatetimeIndex(times)
    if index.tz is None:
        raise InvalidValue("time", "without a zone", "times with an offset or a zone")
    if index.hasnans:
        raise InvalidValue("time", "NaT", "a time in every row")
    return index.tz_convert("UTC").as_unit("ns").asi8


def from_frame(frame: pd.DataFrame) -> Table:
    """A table of a frame whose index, or column `time`, holds zoned times; the order of rows is kept."""
    return Table(_instants(frame), _columns(frame))


def bars_from_frame(frame: pd.DataFrame, symbol: str, step: int, anchor: Anchor = Anchor.SESSION) -> Bars:
    """Bars of a frame that already holds every column of `tradecore.bars.COLUMNS`; `step` in nanoseconds."""
    return Bars(_instants(frame), _columns(frame), symbol, step, anchor)


def _instants(frame: pd.DataFrame) -> Any:  # noqa: ANN401
    return to_nanoseconds(frame["time"] if "time" in frame.columns else frame.index)


def _columns(frame: pd.DataFrame) -> dict[str, Any]:
    return {str(name): frame[name].to_numpy() for name in frame.columns if name != "time"}
