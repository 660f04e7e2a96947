"""What to read first of a training."""

from collections.abc import Callable, Mapping

from tradecore.contracts.train import TrainResult
from tradecore.inference.resampling import ForecastIntervals, Interval
from tradecore.learning.importance import Importance
from tradecore.learning.judge import rising_months
from tradecore.learning.months import by_month
from tradecore.learning.outcomes import Outcomes
from tradecore.views.text import counted, percent, ratio
from tradecore.views.training import forecast_errors
from tradecore.views.verdict import FEW_TRADES, forecast

Numbers = Mapping[str, float | int | None]
# A skill above this on the rows learned from, and none on others, was learned by heart.
BY_HEART = 0.05
# The AUC of a forecast that knows nothing.
COIN = 0.5


def lessons(result: TrainResult, held: Outcomes) -> tuple[str, ...]:
    """Whether the model knows anything, how sure that is, what it uses, and what it was trained on."""
    record, metrics = result.model, result.metrics
    name = record.name
    first = (
        direction(name, metrics, result.intervals, record.horizon)
        if record.target == "direction"
        else forecast(name, forecast_errors(held, record.horizon))
    )
    lines = (
        first,
        ordering(metrics, result.intervals, rising_months(by_month(held)), told=record.target == "direction"),
        by_heart(result),
        matters(result.importances),
        (
            f"Trained on {record.rows:,} rows to {record.train_end}, whose labels reach to {record.label_end}; "
            f"{record.gap} rows before the held-out part were purged "
            f"(horizon {record.horizon}, embargo {record.embargo}). "
            f"Sigma {number(record.sigma)} comes from {record.folds} folds of the training rows, purged alike."
        ),
        "The stored model is the one that was judged: it was not fitted again on the held-out rows.",
    )
    return tuple(line for line in lines if line)


def direction(name: str, metrics: Numbers, intervals: ForecastIntervals | None, horizon: int) -> str:
    """Whether rises are told from falls, and whether the probabilities are better than the base rate."""
    area, skill, rows = metrics["auc"], metrics["log_loss_skill"], int(metrics["n"] or 0)
    numbers = (
        f"AUC {spanned(area, intervals and intervals.auc, digits)}, log loss {digits(metrics['log_loss'])} against "
        f"{digits(metrics['log_loss_base'])} for always saying the share of rises in training, over {rows:,} rows"
    )
    few = independent(rows, horizon)
    span = intervals.auc if intervals else None
    if area is None:
        return f"{name} cannot be judged: the held-out rows all went one way.{few}"
    if span is None or span.low <= COIN <= span.high:
        return f"{name} does not tell rises from falls: within the noise of a coin, {numbers}.{few}"
    if span.high < COIN:
        return f"{name} is worse than a coin at telling rises from falls: {numbers}.{few}"
    if skill is not None and skill <= 0.0:
        return f"{name} tells rises from falls, but its probabilities are worse than the base rate: {numbers}.{few}"
    return f"{name} tells rises from falls: {numbers}.{few}"


def ordering(metrics: Numbers, intervals: ForecastIntervals | None, months: tuple[int, int], *, told: bool) -> str:
    """How well rows are put in order, month by month too; the AUC where it was not `told` yet."""
    if metrics["rank_ic"] is None:
        return ""
    above, of = months
    steady = f", above 0 in {above} of {counted(of, 'month')}" if of > 1 else ""
    area = "" if told else f"; AUC {spanned(metrics['auc'], intervals and intervals.auc, digits)}"
    return f"Rank IC {spanned(metrics['rank_ic'], intervals and intervals.rank_ic, ratio)}{steady}{area}."


def by_heart(result: TrainResult) -> str:
    """The skill on rows that were learned from beside that on others."""
    name = "log_loss_skill" if result.model.target == "direction" else "skill"
    train, folds, held = (numbers.get(name) for numbers in (result.train, result.folds, result.metrics))
    if train is None or held is None:
        return ""
    learned = ": it learned much of its training rows by heart" if held <= 0.0 and train > BY_HEART else ""
    return (
        f"Skill {percent(train)} on the rows it was fitted on, {percent(folds)} on them out of fold, "
        f"{percent(held)} held out{learned}."
    )


def matters(importances: tuple[Importance, ...]) -> str:
    """The features without which the held-out rows are predicted worse, beyond the spread of the shuffles."""
    if not importances:
        return ""
    useful = [each for each in importances if each.increase > 2.0 * each.spread and each.increase > 0.0]
    if not useful:
        return "No feature matters on the held-out rows: shuffling any of them does not raise the error."
    named = ", ".join(f"{each.feature} ({percent(each.increase, 2)})" for each in useful[:3])
    more = f" and {len(useful) - 3} more" if len(useful) > 3 else ""  # noqa: PLR2004
    return f"Shuffling raises the error for {named}{more}, of {counted(len(importances), 'feature')}."


def spanned(value: float | None, interval: Interval | None, spelt: Callable[[float | None], str]) -> str:
    """A number with its interval: `0.53 (0.49 to 0.57)`."""
    span = f" ({spelt(interval.low)} to {spelt(interval.high)})" if interval and value is not None else ""
    return f"{spelt(value)}{span}"


def independent(rows: int, horizon: int) -> str:
    """Says so when overlapping labels leave few independent ones."""
    free = rows // max(horizon, 1)
    return f" Only {counted(free, 'outcome')} of them are independent." if free < FEW_TRADES else ""


def digits(value: float | None) -> str:
    """Three digits, `none` for None."""
    return "none" if value is None else f"{value:.3f}"


def number(value: float) -> str:
    """Three significant digits."""
    return f"{value:.3g}"
