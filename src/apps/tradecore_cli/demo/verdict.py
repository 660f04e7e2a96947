"""The demo's last word: a dozen lines that would rather say no than flatter. Pure."""

from math import sqrt

from tradecore.contracts.backtest import BacktestResult
from tradecore.contracts.data import DataResult
from tradecore.contracts.optimize import OptimizeResult
from tradecore.contracts.predict import PredictResult
from tradecore.contracts.promote import PromoteResult
from tradecore.contracts.train import TrainResult
from tradecore.contracts.walkforward import WalkForwardResult
from tradecore.views.heat import written
from tradecore.views.search import CONVINCING
from tradecore.views.text import counted as counted_of
from tradecore.views.text import money, percent, ratio, signed_percent
from tradecore_cli.demo.plan import HORIZON, SLIPPAGE
from tradecore_cli.demo.session import Rehearsed
from tradecore_cli.demo.walk import Walked
from tradecore_cli.render.counts import counted

STANDARD_ERRORS = 2.0
SAME = "Yes, to the last bit"
ASSUMED = (
    f"IBKR's fixed commissions and {SLIPPAGE:g} basis point of slippage were assumed; all else is as this workspace is "
    "configured. One symbol, one period, and of the backtest one try: nothing here is evidence for tomorrow."
)


def verdict(walked: Walked) -> list[tuple[str, str]]:
    """What the data, the model and the strategy are worth: labels and paragraphs."""
    return [
        ("Prices", prices(walked.checked, accepted=walked.accepted)),
        ("Minutes", hours(walked.resampled)),
        ("Model", learned(walked.trained)),
        ("Gate", gate(walked.promoted)),
        ("Forecast", forecast(walked.predicted)),
        ("Strategy", holding(walked.traded)),
        ("Trades", trading(walked.traded)),
        ("Search", beyond_luck(walked.searched)),
        ("Forward", out_of_sample(walked.forward)),
        ("Session", same_as_backtest(walked.live)),
        ("Mind", ASSUMED),
    ]


def prices(checked: DataResult, *, accepted: bool) -> str:
    """What the vendor's file is worth."""
    kinds = {kind.replace("-", " "): count for kind, count in checked.findings.items()}
    found = counted("found", kinds).rstrip(".") or "nothing wrong found"
    rows = " Rows with errors were left out, as --accept does." if accepted else ""
    return f"{checked.symbol}, {checked.rows:,} hourly bars, {checked.start[:10]} to {checked.end[:10]}; {found}.{rows}"


def hours(resampled: DataResult) -> str:
    """Whether the vendor's hours are the vendor's minutes."""
    if not resampled.compared:
        return f"{resampled.resampled:,} hours made of minutes, none of which the hourly file has."
    same = resampled.compared - resampled.differing
    return f"{resampled.compared:,} hours made of minutes; {same:,} of them equal the vendor's own in every column."


def learned(trained: TrainResult) -> str:
    """What was trained, on what."""
    model = trained.model
    return (
        f"{model.learner} on {len(model.features)} features, {model.horizon} bars ahead, {model.rows:,} rows up to "
        f"{model.train_end[:10]}; leak check {model.leak_check}."
    )


def gate(promoted: PromoteResult) -> str:
    """Whether everything is on record that a model needs to be traded, which is not whether it is any good."""
    failed = [check.name for check in promoted.checks if not check.passed]
    if failed:
        return f"May the model be traded? No: on record it lacks {', '.join(failed)}."
    doubts = " ".join(promoted.sentences[1:])
    return f"May the model be traded? All {len(promoted.checks)} checks of its record pass. {doubts}".rstrip()


def forecast(predicted: PredictResult) -> str:
    """Whether the model beats forecasting no change, on bars that it never saw."""
    metrics = predicted.metrics
    n, skill, ic = metrics.get("n") or 0, metrics.get("skill"), metrics.get("ic")
    question = "Does the model beat the naive forecast?"
    independent = int(n) // HORIZON
    if skill is None or ic is None or independent < 1:
        return f"{question} Not known: {n:,} unseen bars with an outcome are too few."
    noise = STANDARD_ERRORS / sqrt(independent)
    beyond = "Yes" if ic > noise else "Not shown: what it gains is within the noise"
    answer = beyond if skill > 0 else "No"
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
    before = (own.get("net_profit") or 0) + costs
    outcome = f"it made {money(before)} before costs" if before > 0 else f"it lost {money(-before)} even before costs"
    more = "" if before > 0 else " more"
    return (
        f"{own.get('trades') or 0:,} closed, {percent(own.get('win_rate'))} of them won, in the market "
        f"{percent(own.get('exposure'))} of the time; {outcome}, and costs took {money(costs)}{more}."
    )


def beyond_luck(searched: OptimizeResult) -> str:
    """Whether the best of many sets is more than the best of many."""
    facts, tried = searched.inference, f"{searched.trials:,} sets of {searched.strategy} up to {searched.end[:10]}"
    deflated = facts.get("deflated_sharpe")
    if not searched.best or deflated is None:
        return f"Did searching find anything? No: of {tried} none could be chosen."
    answer = "Perhaps" if deflated >= CONVINCING else "Not shown"
    best = ", ".join(f"{name}={written(searched.best[name])}" for name in searched.axes)
    return (
        f"Did searching find anything? {answer}. The best of {tried} ({best}) has a Sharpe of "
        f"{ratio(searched.metrics.get('sharpe'))} where the best of so many shows "
        f"{ratio(facts.get('chance_sharpe'))} by chance; deflated Sharpe ratio {percent(deflated, 0)}, probability of "
        f"overfitting {percent(facts.get('overfitting'), 0)}."
    )


def out_of_sample(forward: WalkForwardResult) -> str:
    """Whether learning and choosing again and again pays on bars that nothing was learned or chosen on."""
    answer = {"pass": "Yes, here", "warn": "Not clearly", "fail": "No"}[forward.verdict]
    traded = f"{forward.facts.get('windows_profitable')} of {len(forward.windows)} windows gained"
    spread = forward.bootstrap.sharpe if forward.bootstrap else None
    between = f" (95%: {ratio(spread.low)} to {ratio(spread.high)})" if spread else ""
    return (
        f"Does it pay out of sample, learned and chosen anew in each window? {answer}: {'; '.join(forward.reasons)}. "
        f"Return {signed_percent(forward.metrics.get('total_return'))}, Sharpe "
        f"{ratio(forward.metrics.get('sharpe'))}{between}, {traded}."
    )


def same_as_backtest(live: Rehearsed) -> str:
    """Whether what was traded is what was backtested, decision by decision and fill by fill."""
    found, pulse = live.parity, live.pulse
    differing = counted_of(len(found.differences), "difference")
    answer = f"No: {differing}, see tradecore live parity {pulse.session}" if found.differences else SAME
    change = pulse.equity / pulse.initial - 1.0 if pulse.initial else None
    return (
        f"Is what was backtested what is traded? {answer}. The last {found.bars:,} bars at the simulated broker: "
        f"{found.decisions:,} decisions and {found.fills:,} fills where the backtest has {found.backtest_fills:,}, "
        f"return {signed_percent(change)}."
    )


def bigger(own: float | None, held: float | None) -> bool:
    """True only when both numbers exist and the strategy's is the larger."""
    return own is not None and held is not None and own > held
