"""Time keeps its nanoseconds on the way to pandas and back."""

import numpy as np
import pandas as pd
import pytest

from tradecore.bars import HOUR, with_neutral_facts
from tradecore.errors import InvalidValue
from tradecore.table import Table
from tradecore_kit.frames import bars_from_frame, from_frame, to_frame, to_nanoseconds

TIMES = [1_767_268_800_000_000_001, 1_767_272_400_000_000_000]


def test_a_table_comes_back() -> None:
    frame = to_frame(Table(TIMES, {"a": [0.1, 0.2], "n": [1, 2]}))
    assert str(frame.index.dtype) == "datetime64[ns, UTC]"
    assert frame.index.name == "time"
    table = from_frame(frame)
    assert list(table.time) == TIMES
    assert (list(table["a"]), list(table["n"])) == ([0.1, 0.2], [1, 2])
    assert table["a"].dtype == np.float64
    assert table["n"].dtype == np.int64


def test_buffers_are_not_copied() -> None:
    column = np.array([0.1, 0.2])
    assert np.shares_memory(to_frame(Table(TIMES, {"a": column}))["a"].to_numpy(), column)


def test_any_zone_and_unit_becomes_nanoseconds_utc() -> None:
    index = pd.DatetimeIndex(["2026-01-01 07:00"], tz="America/New_York").as_unit("s")
    assert list(to_nanoseconds(index)) == [1_767_268_800_000_000_000]
    column = pd.DataFrame({"time": index, "a": [1.0]})
    assert list(from_frame(column).time) == [1_767_268_800_000_000_000]
    assert from_frame(column).names == ("a",)


def test_bars_keep_their_facts() -> None:
    times = [0, HOUR]
    prices = {name: [1.0, 2.0] for name in ("open", "high", "low", "close", "volume")}
    table = Table(times, {**prices, **with_neutral_facts(Table(times, prices), HOUR)})
    bars = bars_from_frame(to_frame(table), "A", HOUR)
    assert (bars.symbol, bars.step, list(bars["available"])) == ("A", HOUR, [HOUR, 2 * HOUR])


@pytest.mark.parametrize("times", [pd.DatetimeIndex(["2026-01-01"]), pd.DatetimeIndex(["2026-01-01", None], tz="UTC")])
def test_naive_and_missing_times_are_refused(times: pd.DatetimeIndex) -> None:
    with pytest.raises(InvalidValue, match="time"):
        to_nanoseconds(times)
