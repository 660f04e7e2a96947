"""Every TA-Lib feature: warm-up, prefixes, splits; and what is refused."""

from array import array

import numpy as np
import pytest
import talib

from tradecore.bars import HOUR, Bars, with_neutral_facts
from tradecore.errors import InvalidValue, UnknownName
from tradecore.features import parse_feature
from tradecore.table import Table
from tradecore_talib.feature_set import TalibFeatures
from tradecore_talib.studies import STUDIES

ARGUMENTS = {"fastperiod": "4", "slowperiod": "9", "signalperiod": "3", "acceleration": "0.02", "maximum": "0.2"}
PERIODS = {"nbdevup": "2", "nbdevdn": "2.5", "timeperiod2": "8", "timeperiod3": "12"}


def asked(name: str) -> str:
    """A feature with small arguments."""
    known = ARGUMENTS | PERIODS
    given = ",".join(known.get(a.name, "5") for a in STUDIES[name].arguments)
    return f"talib.{name}({given})" if given else f"talib.{name}"


def market(rows: int, split_at: int = 0, ratio: float = 7.0) -> Bars:
    """A random walk; from `split_at` on, one share has become `ratio`."""
    random = np.random.default_rng(7)
    close = 100 * np.exp(np.cumsum(random.normal(0, 0.01, rows)))
    opening = close * np.exp(random.normal(0, 0.004, rows))
    high = np.maximum(opening, close) * (1 + random.uniform(0, 0.004, rows))
    low = np.minimum(opening, close) * (1 - random.uniform(0, 0.004, rows))
    unit, factors = np.ones(rows), np.ones(rows)
    if split_at:
        unit[split_at:], factors[split_at] = ratio, ratio
    time = array("q", (t * HOUR for t in range(rows)))
    prices = {"open": opening / unit, "high": high / unit, "low": low / unit, "close": close / unit}
    volume = np.round(random.uniform(1e3, 1e4, rows)) * unit
    facts = with_neutral_facts(Table(time), HOUR) | {"split": factors}
    return Bars(time, {**prices, "volume": volume, **facts}, symbol="WALK", step=HOUR)


def compute(bars: Bars, name: str) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    return np.asarray(TalibFeatures().compute(bars, parse_feature(name)))


@pytest.mark.parametrize("name", STUDIES)
def test_first_value_comes_right_after_the_warmup(name: str) -> None:
    values, warmup = compute(market(120), asked(name)), TalibFeatures().warmup(parse_feature(asked(name)))
    assert np.isnan(values[:warmup]).all()
    assert np.isfinite(values[warmup:]).all()


@pytest.mark.parametrize("name", STUDIES)
def test_no_bit_depends_on_what_comes_later(name: str) -> None:
    bars = market(90, split_at=51)
    whole = compute(bars, asked(name))
    for cut in range(91):
        assert compute(bars.slice(0, cut), asked(name)).tobytes() == whole[:cut].tobytes()


@pytest.mark.parametrize("name", STUDIES)
def test_a_split_leaves_no_trace_but_the_unit(name: str) -> None:
    split, plain = compute(market(90, split_at=51), asked(name)), compute(market(90), asked(name))
    if STUDIES[name].degree:
        split[51:] = split[51:] * 7
    np.testing.assert_allclose(split, plain, rtol=1e-6, atol=1e-6)


def test_values_are_talibs_own() -> None:
    bars = market(90)
    close = np.asarray(bars["close"])
    np.testing.assert_array_equal(compute(bars, "talib.rsi(14)"), talib.RSI(close, 14))
    np.testing.assert_array_equal(compute(bars, "talib.macd_hist(3,6,2)"), talib.MACD(close, 3, 6, 2)[2])
    upper = talib.BBANDS(close, 20, 2.5, 2.0)[0]
    np.testing.assert_array_equal(compute(bars, "talib.bbands_upper(20,2.5)"), upper)


def test_takes_columns_of_any_buffer() -> None:
    bars = market(40)
    lists = bars.with_columns(**{name: list(bars[name]) for name in bars.names})
    assert compute(lists, "talib.adx(5)").tobytes() == compute(bars, "talib.adx(5)").tobytes()


@pytest.mark.parametrize(
    "name",
    [
        "talib.rsi",
        "talib.rsi(1)",
        "talib.rsi(5001)",
        "talib.rsi(fast)",
        "talib.rsi(14.5)",
        "talib.rsi(14,2)",
        "talib.bbands_upper(20,nan)",
        "talib.macd(26,12,9)",
        "talib.bop(3)",
    ],
)
def test_refuses_arguments_that_mean_nothing(name: str) -> None:
    with pytest.raises(InvalidValue, match="Accepted"):
        compute(market(5), name)


def test_an_unknown_function_names_the_nearest() -> None:
    with pytest.raises(UnknownName, match="Did you mean 'willr'"):
        compute(market(5), "talib.wilr(5)")


def test_too_little_history_is_nan_and_not_an_error() -> None:
    assert np.isnan(compute(market(5), "talib.rsi(14)")).all()
    assert len(compute(market(5).slice(0, 0), "talib.rsi(14)")) == 0
