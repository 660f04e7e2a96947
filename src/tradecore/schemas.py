"""What stands in the files of a run: columns of its tables, fields of its metrics, with units and versions."""

from collections.abc import Mapping

from tradecore.errors import UnknownName
from tradecore.fields import Field, Kind, Schema
from tradecore.fields import count as _count
from tradecore.fields import flag as _flag
from tradecore.fields import number as _number
from tradecore.fields import text as _text
from tradecore.fields import time as _time

_JSON: Mapping[Kind, Mapping[str, str]] = {
    Kind.TIME: {"type": "string", "format": "date-time"},
    Kind.NUMBER: {"type": "number"},
    Kind.INTEGER: {"type": "integer"},
    Kind.TEXT: {"type": "string"},
    Kind.FLAG: {"type": "integer"},
}

_BAR = "opening instant of the bar"
_SYMBOL = _text("symbol", "the instrument")

BARS = Schema(
    "bars",
    1,
    "Bars as a run used or made them: cleaned, sorted, prices raw.",
    (
        _time("time", _BAR),
        _number("open", "price", "first price"),
        _number("high", "price", "highest price"),
        _number("low", "price", "lowest price"),
        _number("close", "price", "last price"),
        _number("volume", "units", "units traded"),
        _time("available", "instant from which the bar is known: its end, or the session's close when that is earlier"),
        _count("session", "days since 1970-01-01", "session the bar belongs to"),
        _count("nights", "days", "calendar days a position is held after this bar, 0 inside a session"),
        _number("split", "units", "units that one unit becomes before this bar's open, 1 for no split"),
        _number("dividend", "money a unit", "cash paid on each unit before this bar's open"),
    ),
)

PREDICTIONS = Schema(
    "predictions",
    1,
    "What a model said at each bar's close.",
    (
        _time("time", f"{_BAR} the prediction was made from"),
        _time("available", "instant at which the prediction could be known, the bar's close; joins use it"),
        _SYMBOL,
        _number("prediction", "see unit", "predicted value `horizon` bars ahead"),
        _text("unit", "`price`, `return` (0.01 is 1%, against the bar's close) or `probability` of a rise"),
        _number("sigma", "see unit", "standard deviation of the model's out-of-sample residuals"),
        _count("horizon", "bars", "how far ahead the prediction reaches"),
        _text("model", "name of the model in the registry"),
        _time("train_end", "end of all that the model saw in training, labels included"),
        _flag("in_sample", "1 where the bar lies inside the model's training interval"),
    ),
)

VALIDATION = Schema(
    "validation",
    1,
    "The rows held out from training, with what came true.",
    (
        _time("time", f"{_BAR} the prediction was made from"),
        _time("available", "instant at which the prediction could be known"),
        _SYMBOL,
        _number("prediction", "see unit", "predicted value `horizon` bars ahead"),
        _number("actual", "see unit", "the value that came"),
        _number("naive", "see unit", "the naive forecast: return 0, the price of now, the share of rises in training"),
        _number("moved", "fraction", "the return that came, whatever the unit"),
        _text("unit", "`price`, `return` or `probability` (of a rise; actual is 1 or 0)"),
        _count("horizon", "bars", "how far ahead the prediction reaches"),
    ),
)

MONTHS = Schema(
    "months",
    1,
    "How the held-out rows of a training did, by calendar month UTC.",
    (
        _time("time", "first instant of the month"),
        _count("rows", "rows", "rows known in it"),
        _number("ic", "correlation", "Pearson, predicted with actual change; empty below 3 rows"),
        _number("rank_ic", "correlation", "Spearman, predicted with actual change; empty below 3 rows"),
        _number("hit_rate", "fraction", "right directions of rows where both changes are not 0"),
    ),
)

EQUITY = Schema(
    "equity",
    1,
    "The account, marked at every close.",
    (
        _time("time", _BAR),
        _time("available", "instant of the mark, the bar's close"),
        _number("equity", "money", "cash and positions at the close"),
        _number("cash", "money", "cash, proceeds of short sales included"),
        _number("position_value", "money", "sum of signed position x close x multiplier"),
        _number("exposure", "money", "sum of |position| x close x multiplier; 0 where flat"),
        _number("drawdown", "fraction", "equity over its highest value so far (initial cash included), minus 1"),
        _number("benchmark", "money", "equity of buying and holding the same bars", optional=True),
    ),
)

TRADES = Schema(
    "trades",
    1,
    "Closed trades, one for each fill that reduced a position, in the order of their exits.",
    (
        _time("time", "the exit's time again: the row is final then"),
        _SYMBOL,
        _text("side", "`long` or `short`"),
        _number("quantity", "units", "units closed, always positive, in the units at the exit (after splits)"),
        _time("entry_time", f"{_BAR} in which the position was opened"),
        _number("entry_price", "price", "average price paid, slippage in it, in the units at the exit"),
        _time("exit_time", f"{_BAR} in which it was closed"),
        _number("exit_price", "price", "price of the exit, slippage in it"),
        _number("gross", "money", "(exit price - entry price) x quantity x multiplier, negated for shorts"),
        _number("costs", "money", "commissions of the entry's share and of the exit"),
        _number("carry", "money", "dividends received less dividends paid and borrow paid while it was held"),
        _number("net", "money", "gross - costs + carry"),
        _count("bars", "bars", "closes it was held over; 0 when entry and exit lie in one bar"),
        _text("entry_reason", "why it was opened"),
        _text("exit_reason", "why it was closed"),
    ),
)

FILLS = Schema(
    "fills",
    1,
    "Every execution, in order.",
    (
        _time("time", f"{_BAR} in which it happened"),
        _SYMBOL,
        _number("quantity", "units", "signed: bought above 0, sold below"),
        _number("price", "price", "price of the fill, slippage in it"),
        _number("notional", "money", "|quantity| x price x multiplier"),
        _number("commission", "money", "commission of this fill"),
        _number("slippage", "money", "money lost to slippage, which is already in the price"),
        _text(
            "kind",
            "`market`, `limit`, `trigger`, `stop`, `profit`, `hold`, or `ended` where a window closes what is open",
        ),
    ),
)

FINDINGS = Schema(
    "findings",
    1,
    "What is wrong with a file of bars: one row for each place that is shown.",
    (
        _time("time", f"{_BAR} concerned, 1970-01-01 where unknown"),
        _text("kind", "short name of the defect"),
        _text("severity", "`error` stops a run unless accepted, `warning` is shown, `note` is counted"),
        _count("line", "line", "line in the file, 0 where unknown"),
        _count("count", "rows", "how many rows have this defect, shown or not; of a hole the bars it lacks"),
        _flag("drops", "1 where an accepted run leaves these rows out"),
        _text("message", "a sentence: what it is and what to do"),
    ),
)

COMPARISON = Schema(
    "comparison",
    1,
    "Bars that were made by resampling, held against given ones: every cell that differs.",
    (
        _time("time", _BAR),
        _text("column", "open, high, low, close or volume"),
        _number("made", "see column", "the value that resampling made"),
        _number("given", "see column", "the value of the given bars"),
        _number("difference", "see column", "made - given"),
    ),
)

REVISIONS = Schema(
    "revisions",
    1,
    "What the files of an update say otherwise than the set: every cell that differs.",
    (
        _time("time", f"{_BAR}; of a split or dividend the beginning of its date"),
        _text("column", "open, high, low, close, volume, split or dividend"),
        _number("before", "see column", "the value that the set held"),
        _number("after", "see column", "the value of the file; empty where the bar would be left out"),
    ),
)

_NULL_RETURNS = "null below two returns"
METRICS = Schema(
    "metrics",
    1,
    "How a run performed; metrics.json has them under `metrics` and those of buy and hold under `benchmark`.",
    (
        _count("bars", "bars", "marks of the equity"),
        _number("periods_per_year", "bars a year", "what scales per-bar numbers to a year"),
        _number("initial", "money", "cash at the start"),
        _number("final", "money", "equity at the last mark"),
        _number("net_profit", "money", "final - initial"),
        _number("unrealised", "money", "net profit that closed trades do not account for: open positions"),
        _number("total_return", "fraction", "final / initial - 1"),
        _number("annual_return", "fraction a year", f"compound return a year; {_NULL_RETURNS}", optional=True),
        _number("volatility", "fraction a year", f"standard deviation of returns; {_NULL_RETURNS}", optional=True),
        _number("sharpe", "ratio", "mean over deviation of returns, a year; null without dispersion", optional=True),
        _number("probabilistic_sharpe", "probability", "that the true Sharpe ratio is above 0", optional=True),
        _number(
            "min_track_record", "bars", "bars of such returns for 95% of that; null for sharpe <= 0", optional=True
        ),
        _number("sortino", "ratio", "mean over downside deviation, a year; null without a loss", optional=True),
        _number("calmar", "ratio", "annual return over the largest drawdown; null without one", optional=True),
        _number("omega", "ratio", "gains over losses, per bar; null without a loss", optional=True),
        _number("value_at_risk", "fraction", f"5th percentile of per-bar returns; {_NULL_RETURNS}", optional=True),
        _number("expected_shortfall", "fraction", f"mean of the worst 5% of returns; {_NULL_RETURNS}", optional=True),
        _number("max_drawdown", "fraction", "deepest fall from a peak, 0 or negative"),
        _count("max_drawdown_bars", "bars", "from that peak to its recovery, or to the end"),
        _count("max_drawdown_peak", "s since 1970 UTC", "mark of the peak; null without a drawdown", optional=True),
        _count("max_drawdown_trough", "s since 1970 UTC", "mark of the lowest point", optional=True),
        _count("max_drawdown_recovery", "s since 1970 UTC", "mark of the recovery; null before it", optional=True),
        _number("exposure", "fraction", "bars with a position, for however short a part, over all bars"),
        _number("turnover", "times a year", f"traded notional / 2 / mean equity; {_NULL_RETURNS}", optional=True),
        _number("commission", "money", "commissions paid"),
        _number("slippage", "money", "lost to slippage, already in the prices"),
        _count("rejected", "orders", "orders that were not filled; the result lists them by reason"),
        _count("trades", "trades", "closed trades"),
        _count("trades_long", "trades", "of them long"),
        _count("trades_short", "trades", "of them short"),
        _number("win_rate", "fraction", "trades with net above 0 over all; null without a trade", optional=True),
        _number("profit_factor", "ratio", "wins over losses, in money; null without a loss", optional=True),
        _number("expectancy", "money a trade", "mean net; null without a trade", optional=True),
        _number("payoff", "ratio", "mean win over -mean loss; null without one of each", optional=True),
        _number("kelly", "fraction", "win rate - (1 - win rate) / payoff; null where payoff is", optional=True),
        _number("sqn", "ratio", "sqrt(trades) x mean net / its deviation; null below two trades", optional=True),
        _number("average_bars", "bars", "mean bars a trade was held; null without a trade", optional=True),
        _number("largest_win", "money", "highest net above 0; null without a win", optional=True),
        _number("largest_loss", "money", "lowest net below 0; null without a loss", optional=True),
        _count("losing_run", "trades", "longest run of trades with net below 0"),
    ),
)

_OF_VALUES = "of a return or price"
_OF_DIRECTION = "of a direction"
LEARNING = Schema(
    "learning",
    2,
    "How good predictions were; under `metrics` in the results of train and predict, errors in the target's unit.",
    (
        _count("n", "rows", "rows that were judged"),
        _number("base_rate", "fraction", "of them that rose", optional=True),
        _number("mae", "see unit", f"{_OF_VALUES}: mean absolute error", optional=True),
        _number("mae_naive", "see unit", "that of forecasting no change", optional=True),
        _number("skill", "fraction", "1 - mae / mae_naive; above 0 is better than no change", optional=True),
        _number("rmse", "see unit", f"{_OF_VALUES}: root of the mean squared error", optional=True),
        _number("rmse_naive", "see unit", "that of forecasting no change", optional=True),
        _number("r2", "fraction", "1 - squared error / that of forecasting no change", optional=True),
        _number("r2_mean", "fraction", "1 - squared error / that of the mean of what came", optional=True),
        _number("log_loss", "nats", f"{_OF_DIRECTION}: mean of -ln of the probability of what came", optional=True),
        _number("log_loss_base", "nats", "that of always saying the share of rises in training", optional=True),
        _number("log_loss_skill", "fraction", "1 - log_loss / log_loss_base", optional=True),
        _number("brier", "squared", f"{_OF_DIRECTION}: mean squared error of the probability", optional=True),
        _number("brier_base", "squared", "that of always saying the share of rises in training", optional=True),
        _number("brier_skill", "fraction", "1 - brier / brier_base", optional=True),
        _number("auc", "probability", "that a row that rose is scored above one that did not", optional=True),
        _number("mcc", "correlation", "Matthews, predicted with actual direction", optional=True),
        _number("ic", "correlation", "Pearson, predicted with actual change, all rows pooled", optional=True),
        _number("rank_ic", "correlation", "Spearman, predicted with actual change, all rows pooled", optional=True),
        _number("ic_month", "correlation", "mean of the ICs of the months", optional=True),
        _number("rank_ic_month", "correlation", "mean of the rank ICs of the months", optional=True),
        _number("hit_rate", "fraction", "right directions of rows where both changes are not 0", optional=True),
        _number("majority", "fraction", "hit rate of always saying the more frequent direction", optional=True),
        _number("bias", "see unit", "mean of predicted - actual", optional=True),
        _number("sigma", "see unit", "standard deviation of predicted - actual", optional=True),
    ),
)

_PER_BAR = (
    _number("mean", "fraction", f"mean of per-bar returns; {_NULL_RETURNS}", optional=True),
    _number("deviation", "fraction", f"standard deviation of per-bar returns; {_NULL_RETURNS}", optional=True),
    _number("skewness", "ratio", "third standardised moment of per-bar returns", optional=True),
    _number("kurtosis", "ratio", "fourth standardised moment, 3 for a normal law", optional=True),
)
_TAPED = (
    *("unrealised", "omega", "value_at_risk", "expected_shortfall", "max_drawdown_bars", "max_drawdown_peak"),
    *("max_drawdown_trough", "max_drawdown_recovery", "turnover", "slippage", "trades_long", "trades_short"),
    *("average_bars", "losing_run"),
)

TRIALS = Schema(
    "trials",
    1,
    "Every parameter set that was tried: a column `parameters.NAME` for each parameter, then its metrics.",
    (
        _count("trial", "number", "place of the set in the search, from 0; `returns.parquet` has the same"),
        *(field for field in METRICS.fields if field.name not in _TAPED),
        *_PER_BAR,
        _flag("ruined", "1 where equity fell to zero or below, and the set stopped there"),
        _flag("eligible", "1 where it could have been chosen: trades enough, not ruined, and its objective not empty"),
    ),
    varying=r"^parameters\.",
)

SEARCH = Schema(
    "search",
    1,
    "What is left of the best of many sets; under `inference` in the result of optimize.",
    (
        _count("trials", "sets", "sets tried here"),
        _count("before", "sets", "sets that earlier runs tried on this data with this strategy, by the trial ledger"),
        _number("effective", "sets", "independent trials that the correlation of the sets tried here implies"),
        _number("correlation", "correlation", "mean over all pairs of sets, of returns per session", optional=True),
        _number("chance_sharpe", "ratio", "Sharpe to expect of the best of trials + before sets by chance"),
        _number("deflated_sharpe", "probability", "that the best's is above that; null without a best", optional=True),
        _number("minimum_bars", "bars", "that would raise this to 95%; null where no number does", optional=True),
        _number("overfitting", "probability", "PBO; null with too few sets or sessions to split", optional=True),
        _number("overfitting_loss", "fraction", "splits in which the winner lost on the other half", optional=True),
        _count("overfitting_blocks", "blocks", "pieces that the sessions were cut into; 0 where PBO is null"),
        _count("overfitting_dropped", "sessions", "left out at the front so that the pieces are even"),
        _count("neighbours", "sets", "that differ from the best by one step, on one axis or several"),
        _count("neighbours_eligible", "sets", "of them that could have been chosen"),
        _number("neighbours_median", "see objective", "median objective of these; null without any", optional=True),
        _number("neighbours_better", "fraction", "sets further away that this beats or equals", optional=True),
    ),
)

WINDOWS = Schema(
    "windows",
    1,
    "Every window of a walk: what it learned on, what its test came to, and a column `parameters.NAME` a parameter.",
    (
        _time("time", f"{_BAR} that begins the test"),
        _count("window", "number", "place of the window in the walk, from 1"),
        _time("train_start_time", "opening instant of the first bar of the training stretch"),
        _time("train_end_time", "opening instant of its last bar"),
        _time("test_end_time", "opening instant of the last bar of the test"),
        _count("train_bars", "bars", "length of the training stretch"),
        _count("between", "bars", "gap and embargo: what lies between the two"),
        _count("test_bars", "bars", "length of the test"),
        _flag("traded", "1 where a set could be chosen; else nothing was traded and the parameters are empty"),
        _count("eligible", "sets", "that could have been chosen; 0 where none was tried here"),
        _text("edges", "axes at whose ends the chosen set lies, apart by spaces"),
        _number("plateau", "fraction", "sets further away that its neighbours beat; empty where nobody can say"),
        _text("model", "SHA-256 of the model's file; empty where nothing is learned"),
        _count("learned", "rows", "that the model has learned from"),
        _number("sigma", "see target", "standard deviation of its residuals out of fold; empty without or of several"),
        _number("train_return", "fraction", "total return of the chosen set on the training stretch; empty untried"),
        _number("train_sharpe", "ratio", "its yearly Sharpe ratio there; empty where there is none"),
        _number("train_trades", "trades", "it closed there; empty where it was not tried"),
        _number("initial", "money", "equity before the test"),
        _number("final", "money", "equity at its last mark"),
        _number("test_return", "fraction", "final / initial - 1"),
        _number("test_sharpe", "ratio", "yearly Sharpe ratio of the test; empty without dispersion"),
        _number("max_drawdown", "fraction", "deepest fall within the test, 0 or negative"),
        _count("trades", "trades", "closed in the test"),
        _number("costs", "money", "commission and slippage of its fills"),
        _number("share", "fraction", "of the profit of all windows; empty where there was none"),
        _number("efficiency", "ratio", "growth a bar in the test over that in training; empty without growth there"),
    ),
    varying=r"^parameters\.",
)

WALK = Schema(
    "walk",
    1,
    "What the windows of a walk say together; under `facts` in the result of walkforward.",
    (
        _count("windows", "windows", "in the walk"),
        _count("windows_traded", "windows", "of them that had a set to trade"),
        _count("windows_profitable", "windows", "of these that ended above where they began"),
        _number("best_share", "fraction", "share of the profit by the best window; null without profit", optional=True),
        _number(
            "efficiency", "ratio", "growth a bar out of sample over in sample; null without the latter", optional=True
        ),
        _number("at_edge", "fraction", "windows whose set lies at the end of an axis; null unvaried", optional=True),
        _number(
            "plateau", "fraction", "median over the windows of their column plateau; null without one", optional=True
        ),
        _number(
            "cost_paid", "basis points", "commission and slippage over the money traded; null untraded", optional=True
        ),
        _number("cost_bearable", "basis points", "the same at which the profit is gone; null untraded", optional=True),
        _number(
            "sharpe_low", "ratio", "lower end of the interval of the Sharpe ratio; null without one", optional=True
        ),
        _number("sharpe_high", "ratio", "upper end of it; null without one", optional=True),
    ),
)

_TABLES = (
    BARS,
    PREDICTIONS,
    VALIDATION,
    MONTHS,
    EQUITY,
    TRADES,
    FILLS,
    FINDINGS,
    COMPARISON,
    REVISIONS,
    TRIALS,
    WINDOWS,
)
ALL: Mapping[str, Schema] = {schema.name: schema for schema in (*_TABLES, METRICS, LEARNING, SEARCH, WALK)}


def schema(name: str) -> Schema:
    """Find a schema by name; raises UnknownName with those that exist."""
    if name not in ALL:
        raise UnknownName("schema", name, ALL)
    return ALL[name]


def as_json_schema(name: str) -> dict[str, object]:
    """JSON Schema (2020-12) of one row of a table, or of the metrics; raises UnknownName."""
    found = schema(name)
    # Of a Table an optional column may be missing, elsewhere an optional value.
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": found.name,
        "description": found.meaning,
        "version": found.version,
        "type": "object",
        "properties": {field.name: _property(field, nullable=not found.timed) for field in found.fields},
        **({"patternProperties": {found.varying: {"type": ["number", "boolean"]}}} if found.varying else {}),
        "required": [field.name for field in found.fields if not (found.timed and field.optional)],
        "additionalProperties": False,
    }


def _property(field: Field, *, nullable: bool) -> dict[str, object]:
    shape: dict[str, object] = dict(_JSON[field.kind])
    if nullable and field.optional:
        shape["type"] = [shape["type"], "null"]
    unit = {"unit": field.unit} if field.unit else {}
    return {**shape, "description": field.meaning, **unit}
