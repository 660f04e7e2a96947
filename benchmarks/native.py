"""The C programs of benchmarks/c, built with gcc and called through ctypes on the kernel's own columns."""

import ctypes
import subprocess
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tradecore.costs import Commission
from tradecore.instruments import Instrument, Terms
from tradecore.simulation.limits import Limits
from tradecore.simulation.market import Assembled, terms_of
from tradecore.simulation.rows import (
    FILLS_A_BAR,
    REFUSED,
    RUINED,
    TRADES_A_BAR,
    Columns,
    DayRow,
    FillRow,
    MarketRow,
    MarkRow,
    Moments,
    OrderRow,
    PositionRow,
    Rules,
    SessionRow,
    TallyRow,
    TradeRow,
    typecode,
)

SOURCES = Path(__file__).parent / "c"
FLAGS = ("-std=c11", "-O3", "-march=native", "-ffp-contract=off", "-fPIC", "-shared")
# Bits of Rules.on in rows.h.
SWITCHES = ("commission", "slippage", "borrow", "ticks", "penetrate", "wait", "trim", "limits", "tiers", "cap")
MOMENTS, TAPES, SESSIONS = 1024, 2048, 4096
SUMMARY = (
    *("final", "net_profit", "total_return", "annual_return", "mean", "deviation", "skewness", "kurtosis"),
    *("volatility", "sharpe", "sortino", "calmar", "max_drawdown", "exposure", "commission", "trades", "win_rate"),
    *("profit_factor", "expectancy", "payoff", "kelly", "sqn", "largest_win", "largest_loss"),
)
CTYPES = {"d": ctypes.c_double, "q": ctypes.c_int64}


def build(folder: Path, source: str, defines: Mapping[str, object] | None = None) -> ctypes.CDLL:
    """Compiles benchmarks/c/SOURCE.c into a library in `folder`; raises CalledProcessError with gcc's words."""
    given = [f"-D{name}={value}" for name, value in (defines or {}).items()]
    library = folder / f"{'-'.join([source, *(one[2:] for one in given)])}.so"
    command = ["gcc", *FLAGS, *given, "-o", str(library), str(SOURCES / f"{source}.c"), "-lm"]
    subprocess.run(command, check=True, capture_output=True)
    return ctypes.CDLL(str(library))


def structure(kind: type, **nested: Any) -> type[ctypes.Structure]:  # noqa: ANN401
    """A row class as the C structure of the same fields."""
    fields = [(name, nested.get(name, CTYPES[typecode(kind, name)])) for name in kind._fields]  # type: ignore[attr-defined]
    return type(kind.__name__, (ctypes.Structure,), {"_fields_": fields})


def record(name: str, fields: Iterable[tuple[str, Any]]) -> type[ctypes.Structure]:
    """A structure of these fields."""
    return type(name, (ctypes.Structure,), {"_fields_": list(fields)})


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
CRules = record(
    "Rules",
    [
        ("on", ctypes.c_int64),
        ("commission", structure(Commission)),
        *((name, ctypes.c_double) for name in ("slippage", "borrow", "ticks")),
        ("limits", structure(Limits)),
        ("tiers", ctypes.c_double * 11),
        ("cap", ctypes.c_double),
    ],
)
CFloor = record(
    "Floor",
    [
        ("terms", POINTER),
        ("instruments", ctypes.c_int64),
        *((name, POINTER) for name in ("rules", "positions", "orders", "tally", "day")),
        *((name, POINTER) for name in ("fills", "trades", "marks", "sessions")),
        *((name, ctypes.c_int64) for name in ("fills_room", "trades_room", "fills_kept", "trades_kept")),
    ],
)
CCourse = record(
    "Course",
    [
        *((name, POINTER) for name in ("market", "first")),
        *((name, ctypes.c_int64) for name in ("groups", "instruments")),
        *((name, POINTER) for name in ("terms", "rules")),
        *((name, ctypes.c_double) for name in ("cash", "periods")),
    ],
)
CSummary = record("Summary", ((name, ctypes.c_double) for name in SUMMARY))
STRUCTURES = (
    *(CMarket, CTerms, CPosition, COrder, CTally, CMoments, CCurve, CFill, CTrade, CMark, CDay, CSession),
    *(CRules, CFloor, CCourse, CSummary),
)


def address(column: Any) -> int:  # noqa: ANN401
    """Where the numbers of a typed array, or of a numpy array, begin."""
    interface = getattr(column, "__array_interface__", None)
    return interface["data"][0] if interface else column.buffer_info()[0]


def mask_of(rules: Rules, *, moments: bool, taped: bool, sessions: bool) -> int:
    """Rules.on for what is switched on and kept."""
    bits = sum(1 << n for n, name in enumerate(SWITCHES) if getattr(rules, name) is not None)
    return bits | MOMENTS * (moments or sessions) | TAPES * taped | SESSIONS * sessions


def rules_of(rules: Rules, mask: int) -> Any:  # noqa: ANN401
    """The rules as C has them."""
    made = CRules(on=mask, slippage=rules.slippage or 0.0, borrow=rules.borrow or 0.0, ticks=rules.ticks or 0.0)
    made.cap = rules.cap or 0.0
    for name in ("commission", "limits"):
        values = getattr(rules, name)
        if values is not None:
            setattr(made, name, type(getattr(made, name))(*values))
    if rules.tiers is not None:
        made.tiers = (ctypes.c_double * 11)(*rules.tiers)
    return made


def rows_of(structure: type[ctypes.Structure], kind: type, count: int, **changed: Any) -> Any:  # noqa: ANN401
    """An array of `count` rows with the defaults of their class."""
    defaults: dict[str, Any] = getattr(kind, "_field_defaults", {})
    return (structure * count)(*(structure(**{**defaults, **changed}) for _ in range(count)))


def market_of(assembled: Assembled) -> Any:  # noqa: ANN401
    """The addresses of the market's columns."""
    return CMarket(*(address(column) for column in assembled.market))


def terms(instruments: Sequence[Instrument], leverage: float) -> Any:  # noqa: ANN401
    """The instruments' numbers, row by row."""
    return (CTerms * len(instruments))(*(CTerms(*one) for one in zip(*terms_of(instruments, leverage), strict=True)))


@dataclass(slots=True)
class NativeRun:
    """A run of the general program that can be advanced, stopped and continued, as tradecore's Simulation can."""

    library: ctypes.CDLL
    assembled: Assembled
    instruments: Sequence[Instrument]
    parameters: Sequence[float]
    inputs: Columns
    rules: Rules
    initial: float
    codes: int
    taped: bool = True
    moments: bool = False
    sessions: int = 0
    group: int = 0
    status: int = 0
    _kept: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        count, rows, groups = len(self.instruments), len(self.assembled.market.time), self.groups
        mask = mask_of(self.rules, moments=self.moments, taped=self.taped, sessions=self.sessions > 0)
        columns = [array("d", column) for column in self.inputs]
        curve = CCurve(0, self.initial, 0.0, self.initial, 0.0, CMoments(session=Moments().session))
        kept = self._kept
        kept.update(
            market=market_of(self.assembled),
            first=array("q", self.assembled.first),
            parameters=array("d", self.parameters),
            columns=columns,
            inputs=array("q", [address(one) for one in columns]),
            terms=terms(self.instruments, self.rules.leverage),
            rules=rules_of(self.rules, mask),
            positions=rows_of(CPosition, PositionRow, count),
            orders=rows_of(COrder, OrderRow, count),
            tally=rows_of(CTally, TallyRow, count),
            days=rows_of(CDay, DayRow, 1, last=self.initial),
            fills=(CFill * (FILLS_A_BAR * rows))(),
            trades=(CTrade * (TRADES_A_BAR * rows))(),
            marks=(CMark * groups)(),
            ended=(CSession * max(1, self.sessions))(),
            reasons=array("q", [0]) * self.codes,
            cash=array("d", [self.initial]),
            curve=curve,
        )
        places = {name: ctypes.addressof(kept[name]) for name in ("terms", "rules", "positions", "orders", "tally")}
        tapes = {name: ctypes.addressof(kept[name]) for name in ("fills", "trades", "marks")}
        room = {"fills_room": FILLS_A_BAR * rows, "trades_room": TRADES_A_BAR * rows}
        kept["floor"] = CFloor(instruments=count, day=ctypes.addressof(kept["days"]), sessions=ctypes.addressof(kept["ended"]), **places, **tapes, **room)

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401
        if name.startswith("_"):
            raise AttributeError(name)
        return self._kept[name]

    @property
    def groups(self) -> int:
        """How many time groups the market has."""
        return len(self.assembled.first) - 1

    @property
    def cash(self) -> float:
        """The account's cash."""
        return self._kept["cash"][0]

    def advance(self, end: int | None = None) -> None:
        """Runs on to time group `end`, by default the last; raises ValueError for a refused decision."""
        stop = self.groups if end is None else end
        if self.status == RUINED or self.group >= stop:
            return
        kept, following, row = self._kept, ctypes.c_int64(), ctypes.c_int64()
        self.status = self.library.simulate(
            ctypes.byref(kept["market"]),
            POINTER(address(kept["first"])),
            ctypes.c_int64(self.group),
            ctypes.c_int64(stop),
            POINTER(address(kept["parameters"])),
            POINTER(address(kept["inputs"])),
            ctypes.byref(kept["floor"]),
            POINTER(address(kept["reasons"])),
            POINTER(address(kept["cash"])),
            ctypes.byref(kept["curve"]),
            ctypes.byref(following),
            ctypes.byref(row),
        )
        self.group = following.value
        if self.status == REFUSED:
            raise ValueError(f"the decision on row {row.value} cannot be traded")
