"""The demo's last word: a dozen lines that would rather say no than flatter. Pure."""

from math import sqrt

from tradecore.contracts.backtest import BacktestResult
from tradecore.contracts.data import DataResult
from tradecore.contracts.predict import PredictResult
from tradecore.contracts.train import TrainResult
from tradecore.views.text import money, percent, ratio, signed_percent
from tradecore_cli.demo.plan import HORIZON, SLIPPAGE
from tradecore_cli.demo.walk import Walked
from tradecore_cli.render.counts import counted

STANDARD_ERRORS = 2.0


def verdict(walked: Walked) -> list[str]:
    """What the data, the model and the strategy are worth."""
    return [
        prices(walked.checked, accepted=walked.accepted),
        hours(walked.resampled),
        learned(walked.trained),
        forecast(walked.predicted),
        holding(walked.traded),
        trading(walked.traded),
        f"Assumed: IBKR fixed commissions, {SLIPPAGE:g} basis point of slippage, defaults of strategy and model. One "
        "symbol, one period, one try: nothing was tuned, and nothing here is evidence for tomorrow.",
    ]


def prices(checked: DataResult, *, accepted: bool) -> str:
    """What the vendor's file is worth."""
    found = counted("findings", checked.findings).rstrip(".") or "nothing found"
    rows = " Rows with errors were left out (--accept)." if accepted else ""
    return (
        f"Prices: {checked.symbol}, {checked.rows:,} hourly bars, {checked.start[:10]} to {checked.end[:10]}; "
        f"{found}.{rows}"
    )


def hours(resampled: DataResult) -> str:
    """Whether the vendor's hours are the vendor's minutes."""
    if not resampled.compared:
        return f"Minutes: {resampled.resampled:,} hours made, none of which the hourly file has."
    differ = f"{resampled.differing:,} differ" if resampled.differing else "all agree"
    return f"Minutes made into hours: {resampled.compared:,} compared with the vendor's hourly rows, {differ}."


def learned(trained: TrainResult) -> str:
    """What was trained, on what."""
    model = trained.model
    return (
        f"Model: {model.learner} on {len(model.features)} features, {model.horizon} bars ahead, {model.rows:,} rows "
        f"to {model.train_end[:10]}; leak check: {model.leak_check}."
    )


def forecast(predicted: PredictResult) -> str:
    """Whether the model beats forecasting no change, on bars that it never saw."""
    metrics = predicted.metrics
    n, skill, ic = metrics.get("n") or 0, metrics.get("skill"), metrics.get("ic")
    question = "Does the model beat the naive forecast?"
    independent = int(n) // HORIZON
    if skill is None or ic is None or independent < 1:
        return f"{question} Not known: {n:,} unseen bars with an outcome are too few."
    noise = STANDARD_ERRORS / sqrt(independent)
    if skill <= 0:
        answer = "No"
    else:
        answer = "Yes" if ic > noise else "Not shown: what it gains is within the noise"
    return (
        f"{question} {answer}. On {n:,} unseen bars (about {independent:,} independent): "
        f"skill {signed_percent(skill, 2)}, IC {ratio(ic)} where chance alone gives up to {ratio(noise)}."
    )


def holding(traded: BacktestResult) -> str:
    """Whether the strategy beats buying and holding, by return and by Sharpe ratio."""
    own, held = traded.metrics, traded.benchmark
    better = [bigger(own.get(name), held.get(name)) for name in ("total_return", "sharpe")]
    if not own.get("trades"):
        answer = "No: it did not trade"
    elif all(better):
        answer = "Yes, here" if (own.get("total_return") or 0) > 0 else "It lost less, which is not winning"
    elif any(better):
        answer = "Not clearly: by " + ("return" if better[0] else "Sharpe ratio") + " only"
    else:
        answer = "No"
    return (
        f"Does the strategy beat holding? {answer}. Return {signed_percent(own.get('total_return'))} against "
        f"{signed_percent(held.get('total_return'))}, Sharpe {ratio(own.get('sharpe'))} against "
        f"{ratio(held.get('sharpe'))}, deepest fall {percent(own.get('max_drawdown'))} against "
        f"{percent(held.get('max_drawdown'))}."
    )


def trading(traded: BacktestResult) -> str:
    """How much was traded and what it cost."""
    own = traded.metrics
    costs = (own.get("commission") or 0) + (own.get("slippage") or 0)
    gross = (own.get("net_profit") or 0) + costs
    return (
        f"It closed {own.get('trades') or 0:,} trades, {percent(own.get('win_rate'))} of them won, and was in the market "
        f"{percent(own.get('exposure'))} of the time. Costs took {money(costs)} of {money(gross)} before costs."
    )


def bigger(own: float | None, held: float | None) -> bool:
    """True only when both numbers exist and the strategy's is the larger."""
    return own is not None and held is not None and own > held
