"""Sentences that say what a result amounts to, without flattering it."""

from collections.abc import Callable, Mapping

from tradecore.inference.resampling import Interval, Resampled
from tradecore.metrics.summary import SECOND
from tradecore.views.text import counted, day, money, percent, ratio, signed_percent, years
from tradecore.views.training import ForecastErrors

FEW_TRADES = 30
FEW_BARS = 30
SHORT = 1.0 / 12.0
# Returns closer than this print alike.
ALIKE = 0.0005
# A chance below this, or as near to 1, is not worth a word.
RARE = 0.005

Numbers = Mapping[str, float | int | None]


def verdict(
    strategy: str,
    metrics: Numbers,
    benchmark: Numbers | None = None,
    why: Mapping[str, int] | None = None,
    rejected: Mapping[str, int] | None = None,
    currency: str = "USD",
    in_sample: bool = False,  # noqa: FBT001, FBT002
    zone: str = "UTC",
) -> tuple[str, ...]:
    """What to read first of a backtest; mappings as in BacktestResult, `why` counts decisions by reason."""
    lines = [
        in_sample_warning() if in_sample else "",
        against_holding(strategy, metrics, benchmark) if benchmark else outcome(strategy, metrics, currency),
        worst_fall(metrics, benchmark, zone),
        trading(metrics, currency),
        enough_trades(metrics),
        enough_time(metrics) or chance(metrics),
        open_position(metrics, currency),
        no_trade(why or {}, rejected or {}) if not metrics["trades"] else rejections(rejected or {}),
    ]
    return tuple(line for line in lines if line)


def in_sample_warning() -> str:
    """Says that nothing below counts as evidence."""
    return "IN SAMPLE: the model was trained on these bars, so these numbers say nothing about the future."


def outcome(strategy: str, metrics: Numbers, currency: str) -> str:
    """The result alone, where no benchmark was run."""
    gained = _number(metrics, "net_profit")
    verb = "made" if gained > 0 else "lost" if gained < 0 else "neither made nor lost:"
    return f"{strategy} {verb} {money(abs(gained), currency)} ({signed_percent(metrics['total_return'])})."


def against_holding(strategy: str, metrics: Numbers, benchmark: Numbers) -> str:
    """Whether the strategy beat buying and holding the same bars, by return and by Sharpe ratio."""
    own, held = _number(metrics, "total_return"), _number(benchmark, "total_return")
    numbers = f"{signed_percent(own)} against {signed_percent(held)}"
    sharpes = f"Sharpe {ratio(metrics['sharpe'])} against {ratio(benchmark['sharpe'])}"
    if abs(own - held) < ALIKE:
        return f"{strategy} did not beat buy and hold: both {signed_percent(own)} ({sharpes})."
    if own > held:
        loss = ", but it lost money" if own < 0 else ""
        return f"{strategy} beat buy and hold: {numbers}{loss} ({sharpes})."
    return f"{strategy} did not beat buy and hold: {numbers} ({sharpes})."


def worst_fall(metrics: Numbers, benchmark: Numbers | None, zone: str) -> str:
    """The largest drawdown, when it was, and that of holding."""
    depth = _number(metrics, "max_drawdown")
    held = f" (holding: {percent(benchmark['max_drawdown'])})" if benchmark else ""
    if depth == 0:
        return f"It never fell below an earlier peak{held}."
    trough, recovery = metrics["max_drawdown_trough"], metrics["max_drawdown_recovery"]
    when = f" on {day(int(trough) * SECOND, zone)}" if trough is not None else ""
    dated = trough is not None
    over = f", recovered on {day(int(recovery) * SECOND, zone)}" if recovery is not None else ", not recovered"
    return f"Largest fall from a peak: {percent(depth)}{when}{over if dated else ''}{held}."


def trading(metrics: Numbers, currency: str) -> str:
    """How the trades went and what they cost; empty without trades."""
    number = int(_number(metrics, "trades"))
    if not number:
        return ""
    costs = _number(metrics, "commission") + _number(metrics, "slippage")
    factor = metrics["profit_factor"]
    gain = "no losing trade" if factor is None else f"profit factor {ratio(factor)}"
    return (
        f"{counted(number, 'trade')}, {percent(metrics['win_rate'])} of them won, {gain}; "
        f"costs {money(costs, currency)}; in position {percent(metrics['exposure'])} of the time."
    )


def enough_trades(metrics: Numbers) -> str:
    """Says so when there are too few trades to conclude anything; empty otherwise and without trades."""
    number = int(_number(metrics, "trades"))
    if not 0 < number < FEW_TRADES:
        return ""
    verb = "is" if number == 1 else "are"
    return f"{counted(number, 'trade')} {verb} too few to conclude anything (below {FEW_TRADES})."


def enough_time(metrics: Numbers) -> str:
    """Says so when there are too few bars, or less than a month of them, to scale anything to a year."""
    bars = int(_number(metrics, "bars"))
    periods = _number(metrics, "periods_per_year")
    if bars >= FEW_BARS and bars >= periods * SHORT:
        return ""
    short = f"below {FEW_BARS} bars" if bars < FEW_BARS else "below a month"
    return (
        f"A short run of {counted(bars, 'bar')} ({short}): what is scaled to a year (annual return, volatility, "
        "Sharpe, Sortino, Calmar) means little."
    )


def chance(metrics: Numbers) -> str:
    """How sure it is that the Sharpe ratio is above 0 at all; empty where it is not, or has no value."""
    sure, needed = metrics["probabilistic_sharpe"], metrics["min_track_record"]
    if sure is None or needed is None:
        return ""
    length = years(needed / _number(metrics, "periods_per_year"))
    enough = (
        f"{length} were enough for 95%" if needed <= _number(metrics, "bars") else f"95% takes {length} of such returns"
    )
    return f"The probability that its true Sharpe ratio is above 0 is {percent(sure, 0)}; {enough}."


def resampled(found: Resampled) -> str:
    """The intervals of the bootstrap, and how often it fell deep."""
    sharpe = "no Sharpe ratio" if found.sharpe is None else f"a Sharpe ratio of {_range(found.sharpe, ratio)}"
    yearly = "" if found.annual_return is None else f" and {_range(found.annual_return, signed_percent)} a year"
    telling = [fall for fall in found.falls if RARE <= fall.chance < 1.0 - RARE]
    falls = ", ".join(f"{percent(fall.depth, 0)} in {percent(fall.chance, 0)}" for fall in telling)
    return (
        f"Its returns drawn again {found.draws:,} times: {sharpe}{yearly} in {percent(found.confidence, 0)} "
        f"of the draws{f'; a fall deeper than {falls}' if falls else ''}."
    )


def _range(found: Interval, spelt: Callable[[float], str]) -> str:
    return f"{spelt(found.low)} to {spelt(found.high)}"


def open_position(metrics: Numbers, currency: str) -> str:
    """What part of the result is not booked; empty when all of it is."""
    unrealised = _number(metrics, "unrealised")
    if abs(unrealised) < 0.01:  # noqa: PLR2004
        return ""
    return f"{money(unrealised, currency)} of the result is unrealised: positions still open at the end."


def no_trade(why: Mapping[str, int], rejected: Mapping[str, int]) -> str:
    """Why nothing was traded: the decisions by reason, the orders by rejection."""
    decisions = f"Decisions: {_listed(why)}." if any(why.values()) else "No decision was made."
    return " ".join(("No closed trade.", decisions, rejections(rejected))).rstrip()


def rejections(rejected: Mapping[str, int]) -> str:
    """Orders that were not filled, by reason; empty when there are none."""
    return f"Orders not filled: {_listed(rejected)}." if any(rejected.values()) else ""


def forecast(model: str, errors: ForecastErrors) -> str:
    """Whether a model beats forecasting no change on held-out rows, by more than twice the noise."""
    skill = 1.0 - errors.model / errors.naive if errors.naive else 0.0
    numbers = (
        f"mean absolute error {percent(errors.model, 3)} against {percent(errors.naive, 3)} over {errors.rows:,} rows"
    )
    independent = errors.rows // max(errors.horizon, 1)
    few = f" Only {counted(independent, 'outcome')} of them are independent." if independent < FEW_TRADES else ""
    if skill <= 0:
        return f"{model} does not beat the naive forecast of no change: {numbers}.{few}"
    if errors.noise is None or errors.naive - errors.model <= 2 * errors.noise:
        return f"{model} is {percent(skill, 2)} better than forecasting no change, within the noise: {numbers}.{few}"
    return f"{model} beats the naive forecast of no change by {percent(skill)}: {numbers}.{few}"


def _number(metrics: Numbers, name: str) -> float:
    return metrics[name] or 0.0


def _listed(counts: Mapping[str, int]) -> str:
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return "; ".join(f"{number:,} {reason}" for reason, number in ordered if number)
