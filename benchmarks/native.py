"""The C programs of benchmarks/c, built with gcc and called through ctypes on the kernel's own columns."""

import ctypes
import subprocess
from array import array
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.structures import (
    POINTER,
    STRUCTURES,
    CCourse,
    CCurve,
    CDay,
    CFill,
    CFloor,
    CMark,
    CMarket,
    CMoments,
    COrder,
    CPosition,
    CRules,
    CSession,
    CSummary,
    CTally,
    CTerms,
    CTrade,
)
from tradecore.instruments import Instrument
from tradecore.simulation.market import Assembled, terms_of
from tradecore.simulation.rows import (
    FILLS_A_BAR,
    REFUSED,
    RUINED,
    TRADES_A_BAR,
    Columns,
    DayRow,
    Moments,
    OrderRow,
    PositionRow,
    Rules,
    TallyRow,
)

SOURCES = Path(__file__).parent / "c"
FLAGS = ("-std=c11", "-O3", "-march=native", "-ffp-contract=off", "-fPIC", "-shared")
# Bits of Rules.on in rows.h.
SWITCHES = ("commission", "slippage", "borrow", "ticks", "penetrate", "wait", "trim", "limits", "tiers", "cap")
MOMENTS, TAPES, SESSIONS, FEES = 1024, 2048, 4096, 8192


def build(folder: Path, source: str, defines: Mapping[str, object] | None = None) -> ctypes.CDLL:
    """Compiles benchmarks/c/SOURCE.c into a library in `folder`; raises RuntimeError with the compiler's words."""
    given = [f"-D{name}={value}" for name, value in (defines or {}).items()]
    library = folder / f"{'-'.join([source, *(one[2:] for one in given)])}.so"
    command = ["gcc", *FLAGS, *given, "-o", str(library), str(SOURCES / f"{source}.c"), "-lm"]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}\n{done.stderr}")
    return ctypes.CDLL(str(library))


def check_sizes(library: ctypes.CDLL) -> None:
    """Raises RuntimeError when the structures on both sides differ."""
    theirs = (ctypes.c_int64 * len(STRUCTURES))()
    library.sizes(theirs)
    ours = [ctypes.sizeof(one) for one in STRUCTURES]
    if list(theirs) != ours:
        raise RuntimeError(f"the structures of rows.h have {list(theirs)} bytes and those made here {ours}")


def address(column: Any) -> int:  # noqa: ANN401
    """Where the numbers of a typed array, of a numpy array or of an array of structures begin."""
    interface = getattr(column, "__array_interface__", None)
    if interface:
        return interface["data"][0]
    return column.buffer_info()[0] if isinstance(column, array) else ctypes.addressof(column)


def at(column: Any) -> ctypes.c_void_p:  # noqa: ANN401
    """The same as an argument."""
    return POINTER(address(column))


def typed(letter: str, column: Any) -> Any:  # noqa: ANN401
    """The column itself where C can read it, else a copy."""
    kind = getattr(getattr(column, "dtype", None), "str", "")
    if kind == {"d": "<f8", "q": "<i8"}[letter] or (isinstance(column, array) and column.typecode == letter):
        return column
    return array(letter, column)


def mask_of(rules: Rules, *, moments: bool = False, taped: bool = False, sessions: bool = False) -> int:
    """Rules.on for what is switched on and kept."""
    bits = sum(1 << n for n, name in enumerate(SWITCHES) if getattr(rules, name) is not None)
    bits |= FEES * (rules.fees is not None)
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
        made.tiers = (ctypes.c_double * len(rules.tiers))(*rules.tiers)
    if rules.fees is not None:
        made.fees = type(made.fees)(*(address(column) for column in rules.fees), rows=len(rules.fees.since))
    return made


def rows_of(made: Any, kind: type, count: int, **changed: float) -> Any:  # noqa: ANN401
    """An array of `count` structures with the defaults of their row class."""
    defaults: dict[str, Any] = getattr(kind, "_field_defaults", {})
    return (made * count)(*(made(**{**defaults, **changed}) for _ in range(count)))


def market_of(assembled: Assembled) -> Any:  # noqa: ANN401
    """The addresses of the market's columns."""
    return CMarket(*(address(column) for column in assembled.market))


def terms(instruments: Sequence[Instrument], leverage: float) -> Any:  # noqa: ANN401
    """The instruments' numbers, row by row."""
    rows = zip(*terms_of(instruments, leverage), strict=True)
    return (CTerms * len(instruments))(*(CTerms(*one) for one in rows))


class NativeRun:
    """A run of the general program that can be advanced, stopped and continued, as tradecore's Simulation can.

    `parameters` are those its strategy in strategies.h reads, `inputs` the columns it decides on. What it carries and
    writes are arrays of structures: `positions`, `orders`, `tally`, `days`, `fills`, `trades`, `marks`, `sessions`.
    """

    def __init__(
        self,
        library: ctypes.CDLL,
        assembled: Assembled,
        instruments: Sequence[Instrument],
        parameters: Sequence[float],
        inputs: Columns,
        rules: Rules,
        cash: float,
        reasons: int,
        *,
        taped: bool = True,
        moments: bool = False,
        sessions: int = 0,
    ) -> None:
        self._library = library
        count, rows = len(instruments), len(assembled.market.time) if taped else 0
        self.groups, self.group, self.status = len(assembled.first) - 1, 0, 0
        mask = mask_of(rules, moments=moments, taped=taped, sessions=sessions > 0)
        self._first = typed("q", assembled.first)
        self._market, self._terms = market_of(assembled), terms(instruments, rules.leverage)
        self._rules, self._parameters = rules_of(rules, mask), array("d", parameters)
        self._columns = [typed("d", column) for column in inputs]
        self._inputs = array("q", [address(one) for one in self._columns])
        # C knows addresses only: what they lead to is kept here.
        self._kept = assembled, rules
        self.positions, self.orders = rows_of(CPosition, PositionRow, count), rows_of(COrder, OrderRow, count)
        self.tally, self.days = rows_of(CTally, TallyRow, count), rows_of(CDay, DayRow, 1, last=cash)
        self.fills, self.trades = (CFill * (FILLS_A_BAR * rows))(), (CTrade * (TRADES_A_BAR * rows))()
        self.marks, self.sessions = (CMark * (self.groups if taped else 0))(), (CSession * sessions)()
        self.curve = CCurve(0, cash, 0.0, cash, 0.0, CMoments(session=Moments().session))
        self.reasons, self._cash = array("q", [0]) * reasons, array("d", [cash])
        self._floor = CFloor(
            terms=address(self._terms),
            instruments=count,
            rules=address(self._rules),
            **{name: address(getattr(self, name)) for name in ("positions", "orders", "tally", "fills", "trades")},
            day=address(self.days),
            marks=address(self.marks),
            sessions=address(self.sessions),
            fills_room=len(self.fills),
            trades_room=len(self.trades),
            eventful=not assembled.uneventful,
        )

    @property
    def cash(self) -> float:
        """The account's cash."""
        return self._cash[0]

    def advance(self, end: int | None = None) -> None:
        """Runs on to time group `end`, by default the last; raises ValueError for a decision that cannot be traded."""
        stop = self.groups if end is None else end
        if self.status == RUINED or self.group >= stop:
            return
        following, row = ctypes.c_int64(), ctypes.c_int64()
        self.status = self._library.simulate(
            ctypes.byref(self._market),
            at(self._first),
            ctypes.c_int64(self.group),
            ctypes.c_int64(stop),
            at(self._parameters),
            at(self._inputs),
            ctypes.byref(self._floor),
            at(self.reasons),
            at(self._cash),
            ctypes.byref(self.curve),
            ctypes.byref(following),
            ctypes.byref(row),
        )
        self.group = following.value
        if self.status == REFUSED:
            raise ValueError(f"the decision on row {row.value} cannot be traded")


class NativeSweep:
    """Many sets of the general program's strategy on one market; `run` may be called from several threads."""

    def __init__(
        self,
        library: ctypes.CDLL,
        assembled: Assembled,
        instruments: Sequence[Instrument],
        rules: Rules,
        cash: float,
        periods: float,
    ) -> None:
        self._library, self._kept = library, (assembled, rules)
        self._market, self._terms = market_of(assembled), terms(instruments, rules.leverage)
        self._rules, self._first = rules_of(rules, mask_of(rules, moments=True)), typed("q", assembled.first)
        self._course = CCourse(
            market=address(self._market),
            first=address(self._first),
            groups=len(assembled.first) - 1,
            instruments=len(instruments),
            terms=address(self._terms),
            rules=address(self._rules),
            cash=cash,
            periods=periods,
            eventful=not assembled.uneventful,
        )

    def run(self, parameters: Any, width: int, inputs: Any, begin: int, end: int, out: Any) -> None:  # noqa: ANN401
        """Sets `begin` to `end`: rows of `width` parameters, addresses of their columns, a summary row each."""
        self._library.sweep(
            ctypes.byref(self._course),
            at(parameters),
            ctypes.c_int64(width),
            at(inputs),
            ctypes.c_int64(begin),
            ctypes.c_int64(end),
            out,
        )


def summaries(count: int) -> Any:  # noqa: ANN401
    """Room for the rows of so many sets."""
    return (CSummary * count)()
