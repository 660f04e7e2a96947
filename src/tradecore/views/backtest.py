"""What a picture or a page of a backtest shows."""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tradecore.bars import Bars
from tradecore.table import Column, Table
from tradecore.views.text import day


@dataclass(frozen=True, slots=True)
class PriceLine:
    """Closes of one symbol at the instants they were known (ns UTC), in the units of the last bar."""

    symbol: str
    time: Column
    close: Column


@dataclass(frozen=True, slots=True)
class TradeMark:
    """One closed trade: opening instants (ns UTC) of the bars it began and ended in, prices on the line's scale."""

    symbol: str
    side: str
    entry_time: int
    entry_price: float
    exit_time: int
    exit_price: float
    net: float


@dataclass(frozen=True, slots=True)
class BacktestView:
    """The curves, the trades on the prices, and the sentences above them.

    `time` holds the instants of the marks (ns UTC) and has the length of `equity` and `drawdown`;
    `benchmark` is empty or of that length. Dates are to be written in `zone`. `missing` are the symbols that were
    traded and whose bars are not there: their prices and trades are not drawn.
    """

    title: str
    time: Column
    equity: Column
    drawdown: Column
    benchmark: Column
    prices: tuple[PriceLine, ...]
    trades: tuple[TradeMark, ...]
    sentences: tuple[str, ...] = ()
    zone: str = "UTC"
    currency: str = "USD"
    in_sample: bool = False
    missing: tuple[str, ...] = ()


def backtest_view(
    strategy: str,
    bars: Sequence[Bars],
    equity: Table,
    trades: Table,
    sentences: Sequence[str] = (),
    zone: str = "UTC",
    currency: str = "USD",
    in_sample: bool = False,  # noqa: FBT001, FBT002
) -> BacktestView:
    """The view of a run; `equity` and `trades` have the columns of their schemas, `bars` one entry a symbol.

    Prices are brought to the units of each symbol's last bar, so that a split is not drawn as a crash.
    """
    scales, held = {one.symbol: _scale(one) for one in bars}, {one.symbol: one for one in bars}
    missing = tuple(dict.fromkeys(symbol for symbol in trades["symbol"] if symbol not in held))
    return BacktestView(
        title=_title(strategy, (*held, *missing), equity, zone),
        time=equity["available"],
        equity=equity["equity"],
        drawdown=equity["drawdown"],
        benchmark=equity.columns.get("benchmark", ()),
        prices=tuple(_line(one, scales[one.symbol]) for one in bars),
        trades=_marks(trades, held, scales),
        sentences=tuple(sentences),
        zone=zone,
        currency=currency,
        in_sample=in_sample,
        missing=missing,
    )


def _title(strategy: str, traded: Sequence[str], equity: Table, zone: str) -> str:
    symbols = ", ".join(traded)
    if not len(equity):
        return f"{strategy} on {symbols}"
    start, end = day(equity["available"][0], zone), day(equity["available"][-1], zone)
    return f"{strategy} on {symbols}, {start} to {end}"


def _scale(bars: Bars) -> Sequence[float]:
    forward = bars.scale()
    return [factor / forward[-1] for factor in forward]


def _line(bars: Bars, scale: Sequence[float]) -> PriceLine:
    closes = [close * factor for close, factor in zip(bars["close"], scale, strict=True)]
    return PriceLine(bars.symbol, bars["available"], closes)


def _marks(trades: Table, bars: Mapping[str, Bars], scales: Mapping[str, Sequence[float]]) -> tuple[TradeMark, ...]:
    marks: list[TradeMark] = []
    for i, symbol in enumerate(trades["symbol"]):
        if symbol not in bars:
            continue
        exit_time = int(trades["exit_time"][i])
        # Both prices of a trade are in the units at its exit.
        place = bisect_right(bars[symbol].time, exit_time) - 1
        factor = scales[symbol][max(place, 0)]
        marks.append(
            TradeMark(
                symbol,
                trades["side"][i],
                int(trades["entry_time"][i]),
                trades["entry_price"][i] * factor,
                exit_time,
                trades["exit_price"][i] * factor,
                trades["net"][i],
            )
        )
    return tuple(marks)
