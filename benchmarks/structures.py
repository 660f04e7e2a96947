"""The structures of benchmarks/c/rows.h, made from the row classes of the kernel."""

import ctypes
from collections.abc import Iterable
from typing import Any

from tradecore.costs import Commission
from tradecore.fees import FeeRow
from tradecore.instruments import Terms
from tradecore.simulation.limits import Limits
from tradecore.simulation.rows import (
    DayRow,
    FillRow,
    MarketRow,
    MarkRow,
    Moments,
    OrderRow,
    PositionRow,
    SessionRow,
    TallyRow,
    TradeRow,
    typecode,
)

CTYPES = {"d": ctypes.c_double, "q": ctypes.c_int64}
SUMMARY = (
    *("final", "net_profit", "total_return", "annual_return", "mean", "deviation", "skewness", "kurtosis"),
    *("volatility", "sharpe", "sortino", "calmar", "max_drawdown", "exposure", "commission", "trades", "win_rate"),
    *("profit_factor", "expectancy", "payoff", "kelly", "sqn", "largest_win", "largest_loss"),
)


def record(name: str, fields: Iterable[tuple[str, Any]]) -> Any:  # noqa: ANN401
    """A structure of these fields."""
    return type(name, (ctypes.Structure,), {"_fields_": list(fields)})


def structure(kind: type) -> Any:  # noqa: ANN401
    """A row class as the C structure of the same fields."""
    return record(kind.__name__, ((name, CTYPES[typecode(kind, name)]) for name in kind._fields))  # type: ignore[attr-defined]


POINTER = ctypes.c_void_p
CMarket = record("Market", ((name, POINTER) for name in MarketRow._fields))
CTerms, CPosition, COrder, CTally = (structure(kind) for kind in (Terms, PositionRow, OrderRow, TallyRow))
CMoments, CDay, CFill = structure(Moments), structure(DayRow), structure(FillRow)
CTrade, CMark, CSession = structure(TradeRow), structure(MarkRow), structure(SessionRow)
CNumbers = ("equity", "exposure", "peak", "drawdown")
CCurve = record(
    "Curve",
    [("groups", ctypes.c_int64), *((name, ctypes.c_double) for name in CNumbers), ("moments", CMoments)],
)
CFees = record("Fees", [*((name, POINTER) for name in FeeRow._fields), ("rows", ctypes.c_int64)])
CRules = record(
    "Rules",
    [
        ("on", ctypes.c_int64),
        ("commission", structure(Commission)),
        *((name, ctypes.c_double) for name in ("slippage", "borrow", "ticks")),
        ("limits", structure(Limits)),
        ("tiers", ctypes.c_double * 11),
        ("cap", ctypes.c_double),
        ("fees", CFees),
    ],
)
CFloor = record(
    "Floor",
    [
        ("terms", POINTER),
        ("instruments", ctypes.c_int64),
        *((name, POINTER) for name in ("rules", "positions", "orders", "tally", "day")),
        *((name, POINTER) for name in ("fills", "trades", "marks", "sessions")),
        *((name, ctypes.c_int64) for name in ("fills_room", "trades_room", "eventful")),
    ],
)
CCourse = record(
    "Course",
    [
        *((name, POINTER) for name in ("market", "first")),
        *((name, ctypes.c_int64) for name in ("groups", "instruments")),
        *((name, POINTER) for name in ("terms", "rules")),
        *((name, ctypes.c_double) for name in ("cash", "periods")),
        ("eventful", ctypes.c_int64),
    ],
)
CSummary = record("Summary", ((name, ctypes.c_double) for name in SUMMARY))
STRUCTURES = (
    *(CMarket, CTerms, CPosition, COrder, CTally, CMoments, CCurve, CFill, CTrade, CMark, CDay, CSession),
    *(CRules, CFloor, CCourse, CSummary),
)
