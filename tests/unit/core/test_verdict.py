"""Verdicts say what is, and do not flatter."""

from tradecore.inference.resampling import Fall, Interval, Resampled
from tradecore.metrics import performance
from tradecore.table import Table
from tradecore.views.training import ForecastErrors
from tradecore.views.verdict import forecast, resampled, verdict

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
    assert "No closed trade. Decisions: 120 no prediction; 7 too small. Orders not filled: 2 buying power." in text


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


def grown(rate: float, bars: int, periods: float) -> dict[str, float | int | None]:
    """A curve that rises by the rate a bar, one per cent up and down around it."""
    equity = [100.0]
    for bar in range(bars):
        equity.append(equity[-1] * (1.0 + rate + (0.01 if bar % 2 else -0.01)))
    return performance(equity[1:], 100.0, periods)


def test_how_sure_a_sharpe_ratio_is_and_how_long_it_takes() -> None:
    text = said(grown(0.0005, 300, 252.0))
    assert "The probability that its true Sharpe ratio is above 0 is 81%; 95% takes 4.3 years of such returns." in text
    assert "is above 0 is 100%; 3 months were enough for 95%." in said(grown(0.002, 300, 252.0))
    assert "95% takes more than 100 years of such returns" in said(grown(0.0001, 300, 252.0))


def test_a_ratio_below_zero_and_a_short_run_are_not_judged_again() -> None:
    assert "The probability" not in said(grown(-0.001, 300, 252.0))
    assert "The probability" not in said(grown(0.001, 20, 252.0))
    assert "The probability" not in said(metrics([100.0] * 40, []))


def test_draws_are_told_in_one_sentence() -> None:
    falls = (Fall(0.1, 0.991), Fall(0.2, 0.64), Fall(0.3, 0.246), Fall(0.5, 0.001))
    found = Resampled(2000, 0.9, 3.2, 1, Interval(-0.8, 1.97), Interval(-0.18, 0.439), Interval(-0.5, -0.1), falls)
    assert resampled(found) == (
        "Its returns drawn again 2,000 times: a Sharpe ratio of -0.80 to 1.97 and -18.0% to +43.9% a year in 90% "
        "of the draws; a fall deeper than 10% in 99%, 20% in 64%, 30% in 25%."
    )
    flat = Resampled(2000, 0.95, 1.0, 1, None, Interval(0.0, 0.0), Interval(0.0, 0.0), (Fall(0.1, 0.0),))
    assert resampled(flat) == (
        "Its returns drawn again 2,000 times: no Sharpe ratio and 0.0% to 0.0% a year in 95% of the draws."
    )
