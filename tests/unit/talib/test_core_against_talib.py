"""The core's indicators held against TA-Lib and numpy."""

from array import array

import numpy as np
import pytest
import talib
from numpy.typing import NDArray

from tradecore import indicators

ROWS = 3000


def walk(seed: int) -> dict[str, NDArray[np.float64]]:
    random = np.random.default_rng(seed)
    close = 50 * np.exp(np.cumsum(random.normal(0, 0.01, ROWS)))
    spread = np.abs(random.normal(0, 0.3, (2, ROWS)))
    return {"close": close, "high": close + spread[0], "low": close - spread[1]}


def floats(values: NDArray[np.float64]) -> "array[float]":
    return array("d", values.tolist())


def blank() -> "array[float]":
    return array("d", [0.0]) * ROWS


@pytest.mark.parametrize("bars", [1, 2, 14, 200])
def test_sma_is_talibs(bars: int) -> None:
    close, out = walk(bars)["close"], blank()
    indicators.sma(floats(close), bars, out)
    expected = talib.SMA(close, bars) if bars > 1 else close
    np.testing.assert_allclose(out, expected, rtol=1e-12)


@pytest.mark.parametrize("bars", [1, 2, 14, 100])
def test_atr_is_talibs(bars: int) -> None:
    market, out = walk(bars), blank()
    indicators.atr(floats(market["high"]), floats(market["low"]), floats(market["close"]), bars, out)
    expected = talib.ATR(market["high"], market["low"], market["close"], bars)
    np.testing.assert_allclose(out, expected, rtol=1e-12)


@pytest.mark.parametrize("bars", [2, 7, 35])
def test_deviation_is_numpys(bars: int) -> None:
    close, out = walk(bars)["close"], blank()
    indicators.deviation(floats(close), bars, out)
    windows = np.lib.stride_tricks.sliding_window_view(close, bars)
    np.testing.assert_allclose(np.asarray(out)[bars - 1 :], windows.std(axis=1, ddof=1), rtol=1e-9)


@pytest.mark.parametrize("bars", [1, 7, 35])
def test_extremes_are_talibs(bars: int) -> None:
    market, top, bottom = walk(bars), blank(), blank()
    indicators.highest(floats(market["high"]), bars, top)
    indicators.lowest(floats(market["low"]), bars, bottom)
    expected_top = talib.MAX(market["high"], bars) if bars > 1 else market["high"]
    expected_bottom = talib.MIN(market["low"], bars) if bars > 1 else market["low"]
    np.testing.assert_array_equal(top, expected_top)
    np.testing.assert_array_equal(bottom, expected_bottom)
