"""Verdicts say what is, and do not flatter."""

from tradecore.metrics import performance
from tradecore.table import Table
from tradecore.views.training import ForecastErrors
from tradecore.views.verdict import forecast, verdict

HOLD = performance([100.0, 110.0, 105.0], 100.0, 252.0)


def metrics(equity: list[float], net: list[float]) -> dict[str, float | int | None]:
    trades = Table([0] * len(net), {"net": net, "side": ["long"] * len(net), "bars": [1] * len(net)})
    return performance(equity, 100.0, 252.0, trades, time=[86_400 * 10**9 * i for i in range(len(equity))])


def said(*args: object, **kwargs: object) -> str:
    return "\n".join(verdict("sma_cross", *args, **kwargs))  # type: ignore[arg-type]


def test_losing_to_holding_is_said_first() -> None:
    assert verdict("sma_cross", metrics([100.0, 102.0, 101.0], [1.0]), HOLD)[0].startswith(
        "sma_cross did not beat buy and hold: +1.0% against +5.0%"
    )


def test_beating_holding_while_losing_money_says_both() -> None:
    worse = performance([100.0, 80.0], 100.0, 252.0)
    assert "beat buy and hold: -1.0% against -20.0%, but it lost money" in said(metrics([100.0, 99.0], [-1.0]), worse)


def test_equal_to_holding_does_not_beat_it() -> None:
    assert "did not beat buy and hold: both +5.0%" in said(metrics([100.0, 105.0], [5.0]), HOLD)


def test_few_trades_conclude_nothing() -> None:
    assert "29 trades are too few to conclude anything" in said(metrics([100.0, 129.0], [1.0] * 29))
    assert "1 trade is too few" in said(metrics([100.0, 101.0], [1.0]))
    assert "too few" not in said(metrics([100.0, 130.0], [1.0] * 30))


def test_few_bars_make_yearly_numbers_mean_little() -> None:
    assert "A short run of 2 bars (below 30 bars): what is scaled to a year" in said(metrics([100.0, 101.0], []))
    hourly = performance([100.0] * 100, 100.0, 252.0 * 7)
    assert "A short run of 100 bars (below a month)" in said(hourly)
    assert "short run" not in said(performance([100.0] * 30, 100.0, 252.0))


def test_no_trade_says_why() -> None:
    text = said(metrics([100.0, 100.0], []), HOLD, {"too small": 7, "no prediction": 120}, {"buying power": 2})
    assert "No closed trade. Decisions: no prediction 120; too small 7. Orders not filled: buying power 2." in text


def test_in_sample_comes_before_everything() -> None:
    assert verdict("x", metrics([100.0, 150.0], [50.0]), HOLD, in_sample=True)[0].startswith("IN SAMPLE")


def test_the_worst_fall_has_its_dates() -> None:
    text = said(metrics([110.0, 99.0, 110.0], [1.0]), HOLD)
    assert "Largest fall from a peak: -10.0% on 1970-01-02, recovered on 1970-01-03 (holding: -4.5%)." in text


def test_open_positions_are_reported_apart() -> None:
    assert "4.00 USD of the result is unrealised" in said(metrics([100.0, 105.0], [1.0]))


def test_a_forecast_within_the_noise_is_not_praised() -> None:
    assert "within the noise" in forecast("ridge", ForecastErrors(0.0099, 0.01, 0.0002, 700, 7))
    assert "beats the naive forecast" in forecast("ridge", ForecastErrors(0.009, 0.01, 0.0002, 700, 7))
    assert "does not beat" in forecast("ridge", ForecastErrors(0.0101, 0.01, 0.0002, 700, 7))
    assert "Only 4 outcomes of them are independent" in forecast("ridge", ForecastErrors(0.0101, 0.01, None, 28, 7))
