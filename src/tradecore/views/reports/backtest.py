"""The report of a backtest."""

from collections.abc import Mapping, Sequence
from math import fsum

from tradecore.contracts.backtest import BacktestRequest, BacktestResult
from tradecore.inference.resampling import Resampled
from tradecore.metrics.drawdowns import drawdowns
from tradecore.table import Table
from tradecore.views.backtest import BacktestView, PriceLine, TradeMark
from tradecore.views.charts import Block, Cell, Chart, Grid, Layer, Line, Points, Strokes, Tone, thinned
from tradecore.views.meanings import meaning, written
from tradecore.views.months import monthly, months_grid
from tradecore.views.report import Numbers, Report, Tile, beside, report_of
from tradecore.views.text import counted, minute, money, percent, ratio, signed_percent

MOST_PRICES = 3
# More trades than this hide each other on a price; then their running sum is drawn instead.
MOST_TRADES = 300
EXTREMES = 5
HELD = "buy and hold"


def backtest_report(
    request: BacktestRequest, result: BacktestResult, view: BacktestView, trades: Table, warnings: Sequence[str]
) -> Report:
    """Verdict, numbers beside holding, curves, trades on the prices, months, exits and decisions.

    `trades` has the columns of its schema; `warnings` are those of the result's sentences that question it.
    """
    columns: dict[str, Numbers] = {result.strategy: result.metrics}
    if result.benchmark:
        columns[HELD] = result.benchmark
    initial = float(result.metrics["initial"] or 0.0)
    blocks: list[Block | None] = [
        equity_chart(view),
        drawdown_chart(view),
        *(price_chart(line, view) for line in view.prices[:MOST_PRICES]),
        profits_chart(view) if len(view.trades) > MOST_TRADES else None,
        resampled_grid(result.bootstrap) if result.bootstrap is not None else None,
        months_grid(monthly(view.time, view.equity, initial, view.zone)),
        exits_grid(trades, view.currency),
        extremes_grid(trades, view),
        counts_grid("What was decided", "decision", result.why),
        counts_grid("Orders that were not filled", "reason", result.rejected),
    ]
    return report_of(
        "backtest",
        view.title,
        request,
        result.sentences,
        (*warnings, *_missing(view)),
        tiles(result.metrics, result.benchmark, view.currency),
        [block for block in blocks if block is not None],
        beside(columns),
    )


def _missing(view: BacktestView) -> tuple[str, ...]:
    """What cannot be drawn."""
    return (f"There are no bars of {', '.join(view.missing)}: trades there are not drawn.",) if view.missing else ()


def tiles(own: Numbers, held: Numbers, currency: str) -> tuple[Tile, ...]:
    """The five numbers to see first, each against that of holding."""
    gained, costs = own["total_return"] or 0.0, (own["commission"] or 0.0) + (own["slippage"] or 0.0)
    return (
        Tile("total return", signed_percent(gained), _against(held, "total_return"), _better(own, held)),
        Tile("Sharpe ratio", ratio(own["sharpe"]), _against(held, "sharpe")),
        Tile("max drawdown", percent(own["max_drawdown"]), _against(held, "max_drawdown")),
        Tile("closed trades", f"{own['trades'] or 0:,}", f"{percent(own['win_rate'])} won" if own["trades"] else ""),
        Tile("costs", money(costs, currency), "commission and slippage"),
    )


def _against(held: Numbers, name: str) -> str:
    return f"holding {written(name, held[name])}" if held else ""


def _better(own: Numbers, held: Numbers) -> Tone | None:
    """Good is what gained more than holding, bad what lost; between them lies nothing to be proud of."""
    gained = own["total_return"] or 0.0
    enough = max(0.0, (held["total_return"] or 0.0) if held else 0.0)
    return Tone.GOOD if gained > enough else Tone.BAD if gained < 0.0 else None


def equity_chart(view: BacktestView) -> Chart:
    """Equity and, where there is one, its benchmark."""
    marked = " (IN SAMPLE)" if view.in_sample else ""
    lines = [Line("strategy", *thinned(view.time, view.equity), Tone.FIRST)] if len(view.time) else []
    if len(view.benchmark):
        lines.insert(0, Line(HELD, *thinned(view.time, view.benchmark), Tone.SECOND))
    return Chart(f"Equity{marked}", tuple(lines), y="money", y_name=view.currency, zone=view.zone)


def drawdown_chart(view: BacktestView) -> Chart:
    """How far equity stood below its highest value so far."""
    layers: list[Layer] = []
    if len(view.benchmark):
        fallen = drawdowns(view.benchmark, view.benchmark[0])
        layers.append(Line(HELD, *thinned(view.time, fallen), Tone.SECOND))
    if len(view.time):
        layers.append(Line("strategy", *thinned(view.time, view.drawdown), Tone.FIRST, filled=True))
    caption = "How far below its highest value so far the account stood."
    return Chart("Drawdown", tuple(layers), y="percent", caption=caption, zone=view.zone, low=True, floor=0.0)


def price_chart(line: PriceLine, view: BacktestView) -> Chart:
    """The closes of one symbol with its trades, as far as these can be told apart."""
    trades = [trade for trade in view.trades if trade.symbol == line.symbol]
    layers: list[Layer] = [Line("close", *thinned(line.time, line.close), Tone.QUIET)] if len(line.time) else []
    if len(trades) <= MOST_TRADES:
        won = [trade for trade in trades if trade.net > 0]
        lost = [trade for trade in trades if trade.net <= 0]
        layers += [*_drawn("trade that gained", won, Tone.GOOD, view), *_drawn("that did not", lost, Tone.BAD, view)]
    caption = "From each dot, the entry, to the ring, the exit." if trades and len(trades) <= MOST_TRADES else ""
    title = f"{line.symbol}: closes and {counted(len(trades), 'closed trade')}"
    return Chart(title, tuple(layers), y="money", y_name=view.currency, caption=caption, zone=view.zone)


def _drawn(name: str, trades: Sequence[TradeMark], tone: Tone, view: BacktestView) -> list[Layer]:
    if not trades:
        return []
    starts = [trade.entry_time for trade in trades], [trade.entry_price for trade in trades]
    ends = [trade.exit_time for trade in trades], [trade.exit_price for trade in trades]
    notes = tuple(
        f"{trade.side}, {minute(trade.entry_time, view.zone)} at {trade.entry_price:,.2f} to "
        f"{minute(trade.exit_time, view.zone)} at {trade.exit_price:,.2f}: {money(trade.net, view.currency)}"
        for trade in trades
    )
    return [
        Strokes(name, *starts, *ends, tone, notes),
        Points("", *starts, tone),
        Points("", *ends, tone, hollow=True),
    ]


def profits_chart(view: BacktestView) -> Chart:
    """The running sum of the trades' net, for runs with more trades than a price can show."""
    ordered = sorted(view.trades, key=lambda trade: trade.exit_time)
    total, sums = 0.0, list[float]()
    for trade in ordered:
        total += trade.net
        sums.append(total)
    line = Line("net of all trades so far", *thinned([trade.exit_time for trade in ordered], sums))
    return Chart("Closed trades", (line,), y="money", y_name=view.currency, zone=view.zone, low=True, floor=0.0)


def resampled_grid(found: Resampled) -> Grid:
    """How else the run could have come out: what the middle of the draws spans, and how deep they fell."""
    share = percent(found.confidence, 0)
    rows: list[tuple[Cell | str, ...]] = []
    for name, interval in (("sharpe", found.sharpe), ("annual_return", found.annual_return)):
        if interval is not None:
            rows.append((meaning(name).label, written(name, interval.low), written(name, interval.high)))
    rows.append(("max drawdown", percent(found.max_drawdown.low), percent(found.max_drawdown.high)))
    falls = [f"deeper than {percent(fall.depth, 0)} in {percent(fall.chance, 1)} of them" for fall in found.falls]
    caption = f"Its returns drawn again {found.draws:,} times, in blocks of {found.block:,.0f} bars; {share} lie between. Falls: {', '.join(falls)}."  # noqa: E501
    return Grid("How else it could have come out", ("", "from", "to"), tuple(rows), caption)


def exits_grid(trades: Table, currency: str) -> Grid | None:
    """The trades by the reason of their exit; None without a trade."""
    if not len(trades):
        return None
    rows: list[tuple[Cell | str, ...]] = []
    for reason in dict.fromkeys(trades["exit_reason"]):
        net = [value for value, why in zip(trades["net"], trades["exit_reason"], strict=True) if why == reason]
        won = sum(value > 0 for value in net) / len(net)
        rows.append((str(reason), f"{len(net):,}", percent(won), _money(fsum(net)), _money(fsum(net) / len(net))))
    return Grid("Exits by reason", ("reason", "trades", "won", f"net {currency}", "a trade"), tuple(rows))


def extremes_grid(trades: Table, view: BacktestView) -> Grid | None:
    """The best and the worst trades; None where there are too few to tell them apart."""
    if len(trades) < 2 * EXTREMES:
        return None
    order = sorted(range(len(trades)), key=lambda place: (-trades["net"][place], place))
    rows = tuple(_trade(trades, place, view) for place in (*order[:EXTREMES], *order[-EXTREMES:]))
    head = ("symbol", "side", "entry", "exit", "why", f"net {view.currency}")
    return Grid("The five best and the five worst trades", head, rows, left=5)


def _trade(trades: Table, place: int, view: BacktestView) -> tuple[Cell | str, ...]:
    times = (minute(int(trades[name][place]), view.zone) for name in ("entry_time", "exit_time"))
    return (
        trades["symbol"][place],
        trades["side"][place],
        *times,
        trades["exit_reason"][place],
        _money(trades["net"][place]),
    )


def counts_grid(title: str, name: str, counts: Mapping[str, int]) -> Grid | None:
    """Counts by name, the largest first; None when all are 0."""
    ordered = sorted(((each, number) for each, number in counts.items() if number), key=lambda item: -item[1])
    rows = tuple((each, f"{number:,}") for each, number in ordered)
    return Grid(title, (name, "times"), rows) if rows else None


def _money(value: float) -> Cell:
    return Cell(money(value), Tone.GOOD if value > 0 else Tone.BAD if value < 0 else None, 0.0)
