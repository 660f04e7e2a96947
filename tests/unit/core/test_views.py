"""View models of a backtest and a training."""

from array import array
from math import log

import pytest

from tradecore.bars import HOUR, Bars
from tradecore.table import Table
from tradecore.views.backtest import backtest_view
from tradecore.views.text import money, percent, ratio, signed_percent
from tradecore.views.training import calibration, forecast_errors, outcomes_of, training_view


def bars(closes: list[float], splits: list[float]) -> Bars:
    time = array("q", range(0, HOUR * len(closes), HOUR))
    columns = {name: array("d", closes) for name in ("open", "high", "low", "close")}
    nothing = [0] * len(closes)
    facts = {"available": array("q", (t + HOUR for t in time)), "session": nothing, "nights": nothing}
    rest = {"volume": [1.0] * len(closes), "split": splits, "dividend": [0.0] * len(closes)}
    return Bars(time, {**columns, **facts, **rest}, symbol="AAA")


def equity(count: int, **more: list[float]) -> Table:
    available = [HOUR * (i + 1) for i in range(count)]
    columns = {"available": available, "equity": [1.0] * count, "drawdown": [0.0] * count}
    return Table([HOUR * i for i in range(count)], {**columns, **more})


def trade(entry: float, exit_: float, at: int) -> Table:
    columns = {
        "symbol": ["AAA"],
        "side": ["long"],
        "entry_time": [0],
        "entry_price": [entry],
        "exit_time": [at],
        "exit_price": [exit_],
        "net": [1.0],
    }
    return Table([at], columns)


def test_what_rounds_to_nothing_has_no_sign() -> None:
    assert (percent(-0.0004), signed_percent(-0.0004), ratio(-0.004), money(-0.004)) == ("0.0%", "0.0%", "0.00", "0.00")
    assert (percent(-0.0006), signed_percent(0.0006), money(-1234.4, "USD")) == ("-0.1%", "+0.1%", "-1,234 USD")


def test_a_split_is_not_drawn_as_a_crash() -> None:
    view = backtest_view("x", [bars([700.0, 100.0, 101.0], [1.0, 7.0, 1.0])], equity(3), trade(99.0, 100.0, HOUR))
    assert list(view.prices[0].close) == pytest.approx([100.0, 100.0, 101.0])
    assert (view.trades[0].entry_price, view.trades[0].exit_price) == (99.0, 100.0)


def test_a_trade_before_the_split_is_brought_to_the_last_units() -> None:
    view = backtest_view("x", [bars([700.0, 700.0, 100.0], [1.0, 1.0, 7.0])], equity(3), trade(693.0, 700.0, HOUR))
    assert (view.trades[0].entry_price, view.trades[0].exit_price) == pytest.approx((99.0, 100.0))


def test_the_title_says_what_and_when_in_the_zone() -> None:
    none = trade(1.0, 1.0, 0).slice(0, 0)
    view = backtest_view("sma_cross", [bars([1.0], [1.0])], equity(1), none, zone="America/New_York")
    assert view.title == "sma_cross on AAA, 1969-12-31 to 1969-12-31"
    assert view.benchmark == ()


def test_trades_without_bars_are_left_out_and_their_symbol_is_said() -> None:
    view = backtest_view("sma_cross", [], equity(2), trade(1.0, 1.0, 0))
    assert (view.trades, view.prices, view.missing) == ((), (), ("AAA",))
    assert view.title.startswith("sma_cross on AAA, ")
    assert backtest_view("x", [bars([1.0], [1.0])], equity(1), trade(1.0, 1.0, 0)).missing == ()


def test_a_benchmark_is_shown_where_the_equity_has_one() -> None:
    assert backtest_view("x", [], equity(2, benchmark=[1.0, 2.0]), Table([], {"symbol": []})).benchmark == [1.0, 2.0]


def validation(predicted: list[float], actual: list[float], unit: str = "return", naive: float = 0.0) -> Table:
    n = len(actual)
    moved = [value / naive - 1.0 if unit == "price" else value for value in actual]
    columns = {"symbol": ["A"] * n, "prediction": predicted, "actual": actual, "naive": [naive] * n, "moved": moved}
    return Table(list(range(n)), {**columns, "available": list(range(n)), "unit": [unit] * n, "horizon": [2] * n})


def test_prices_become_returns_against_the_naive_forecast() -> None:
    view = training_view("m", validation([110.0, 90.0], [120.0, 100.0], "price", 100.0))
    assert view.predicted == pytest.approx((0.1, -0.1))
    assert view.actual == pytest.approx((0.2, 0.0))
    assert view.naive_error == pytest.approx((0.2, 0.1))
    assert view.model_error == pytest.approx((0.1, 0.1))


def test_bins_have_equal_size_and_ascend() -> None:
    bins = calibration([0.3, 0.1, 0.2, 0.4], [3.0, 1.0, 2.0, 4.0], 1, 2)
    assert [(b.rows, b.actual) for b in bins] == [(2, 1.5), (2, 3.5)]
    assert [b.predicted for b in bins] == pytest.approx([0.15, 0.35])
    assert calibration([], [], 1) == ()
    assert [b.error for b in calibration([0.1], [1.0], 1)] == [None]


def test_overlapping_labels_thin_the_rows_of_an_error() -> None:
    close, wide = (calibration([0.0] * 8, [0.0, 1.0] * 4, horizon, 1)[0].error for horizon in (1, 4))
    assert close is not None
    assert wide == pytest.approx(2 * close)


def test_forecast_errors_on_paper() -> None:
    errors = forecast_errors(outcomes_of(validation([0.1, 0.1, 0.1, 0.1], [0.1, 0.3, -0.1, 0.1])), 2)
    assert (errors.model, errors.naive, errors.rows, errors.horizon) == (pytest.approx(0.1), pytest.approx(0.15), 4, 2)
    assert errors.noise == pytest.approx(0.1 / 2**0.5)


def test_a_direction_is_shown_as_probabilities_and_judged_by_log_loss() -> None:
    view = training_view("m", validation([0.8, 0.4], [1.0, 0.0], "probability", 0.5))
    assert view.target == "direction"
    assert (view.predicted, view.actual) == ((0.8, 0.4), (1.0, 0.0))
    assert view.model_error == pytest.approx((-log(0.8), (-log(0.8) - log(0.6)) / 2))
    assert view.naive_error == pytest.approx((log(2.0), log(2.0)))
    assert [month.rows for month in view.months] == [2]


def test_an_empty_validation_has_a_title() -> None:
    assert training_view("m", validation([], [])).title == "m: no held-out rows"
