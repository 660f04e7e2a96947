"""Closed trades as rows of a list."""

from collections.abc import Sequence
from typing import NamedTuple

from tradecore.table import Table
from tradecore.views.text import minute


class TradeRow(NamedTuple):
    """One trade; instants are written to the minute in the list's zone, prices are in the units at the exit.

    `gained` is the change of price in the trade's favour, as a fraction.
    """

    symbol: str
    side: str
    entry: str
    exit: str
    quantity: float
    entry_price: float
    exit_price: float
    gained: float
    costs: float
    net: float
    bars: int
    opened: str
    closed: str


def trade_rows(trades: Table, zone: str = "UTC") -> Sequence[TradeRow]:
    """The rows, in the order of the table, which has the columns of its schema."""
    return [_row(trades, place, zone) for place in range(len(trades))]


def _row(trades: Table, place: int, zone: str) -> TradeRow:
    entry, out = float(trades["entry_price"][place]), float(trades["exit_price"][place])
    moved = out / entry - 1.0 if entry else 0.0
    return TradeRow(
        symbol=trades["symbol"][place],
        side=trades["side"][place],
        entry=minute(int(trades["entry_time"][place]), zone),
        exit=minute(int(trades["exit_time"][place]), zone),
        quantity=trades["quantity"][place],
        entry_price=entry,
        exit_price=out,
        gained=moved if trades["side"][place] == "long" else -moved,
        costs=trades["costs"][place],
        net=trades["net"][place],
        bars=trades["bars"][place],
        opened=trades["entry_reason"][place],
        closed=trades["exit_reason"][place],
    )
