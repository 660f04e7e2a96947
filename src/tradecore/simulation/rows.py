"""The rows that the kernel reads, carries and writes.

A NamedTuple of scalars is a row; the same NamedTuple holding columns is a table of them.
"""

from array import array
from collections.abc import Sequence
from functools import cache
from typing import Any, Literal, NamedTuple, TypeAlias, TypeVar

from tradecore.costs import Commission, Tiered
from tradecore.fees import FeeRow
from tradecore.instruments import Terms

# A NamedTuple of one of the classes below, or of a strategy's Inputs or State, whose fields are columns.
Columns: TypeAlias = Any
Row = TypeVar("Row")


class MarketRow(NamedTuple):
    """One bar of one instrument; see tradecore.bars for the columns. Rows are sorted by (time, instrument)."""

    time: int
    available: int
    session: int
    instrument: int
    open: float
    high: float
    low: float
    close: float
    volume: float
    nights: int
    split: float
    dividend: float


class PositionRow(NamedTuple):
    """What is held of one instrument.

    `costs` and `carry` (dividends less borrowing) are those not yet assigned to a closed trade.
    `inside` is 1 during the bar in which an entry filled after the open, `leaving` what kind of exit has
    filled in part and waits for volume (0 none), `used` the units traded in this bar. `mark` is the last price.
    `guarded` is 1 when a bar may end the position though nothing was decided: see `guards`.
    """

    quantity: float = 0.0
    average: float = 0.0
    costs: float = 0.0
    carry: float = 0.0
    stop: float = float("nan")
    profit: float = float("nan")
    hold: int = 0
    age: int = 0
    inside: int = 0
    leaving: int = 0
    used: float = 0.0
    entry_time: int = 0
    entry_reason: int = 0
    mark: float = 0.0
    guarded: int = 0


class OrderRow(NamedTuple):
    """The standing wish for one instrument; `working` is 1 while the position is not yet the target.

    `known` is when the bar was known that it was decided on, -1 at a session's last bar, whose order waits for the
    next open. `filled`, `notional` and `charged` belong to the part that has been traded: of a reversal what it
    closed, of a partial fill what volume allowed.
    """

    working: int = 0
    target: float = 0.0
    limit: float = float("nan")
    trigger: float = float("nan")
    stop: float = float("nan")
    profit: float = float("nan")
    hold: int = 0
    reason: int = 0
    day: int = 0
    filled: float = 0.0
    notional: float = 0.0
    charged: float = 0.0
    known: int = -1


class TallyRow(NamedTuple):
    """Running totals of one instrument: counts, and money in the account's currency.

    `average` is the mean net of the trades and `spread` the sum of the squared deviations from it (Welford 1962),
    `best` and `worst` are the largest win and loss or 0.
    """

    fills: int = 0
    trades: int = 0
    wins: int = 0
    losses: int = 0
    won: float = 0.0
    lost: float = 0.0
    average: float = 0.0
    spread: float = 0.0
    best: float = 0.0
    worst: float = 0.0
    costs: float = 0.0
    carry: float = 0.0
    traded: float = 0.0
    beyond_protection: int = 0
    beyond_buying_power: int = 0
    trimmed: int = 0
    expired: int = 0
    undecided: int = 0
    stopped_position: int = 0
    stopped_order: int = 0
    stopped_orders: int = 0
    stopped_loss: int = 0
    stopped_collar: int = 0
    stopped_stale: int = 0


class Moments(NamedTuple):
    """Running sums over the simple returns of equity, the first against the initial cash.

    `first` to `fourth` add up their powers and `downside` the squares of those below 0. `held` counts the marks
    since whose predecessor a position was held, `fills` are those at the last mark. Where the returns over sessions
    are kept, `session` is the newest, `sessions` counts them, and `opening` is the equity at the end of the one before.
    """

    first: float = 0.0
    second: float = 0.0
    third: float = 0.0
    fourth: float = 0.0
    downside: float = 0.0
    held: int = 0
    fills: int = 0
    session: int = -(1 << 62)
    sessions: int = 0
    opening: float = 0.0


class Curve(NamedTuple):
    """The account's running statistics after `groups` marks.

    `equity` and `exposure` (sum of |position| x mark x multiplier) are the last ones, `drawdown`
    is the worst so far, 0 or below. Without `moments` a compiler leaves their sums out.
    """

    groups: int
    equity: float
    exposure: float
    peak: float
    drawdown: float
    moments: Moments | None = None


class FillRow(NamedTuple):
    """One execution: signed `quantity`, the price after slippage, and what brought it about."""

    time: int
    instrument: int
    quantity: float
    price: float
    commission: float
    kind: int
    reason: int


class TradeRow(NamedTuple):
    """One closed round trip; times are opening instants of bars, `net` = gross - costs + carry.

    `bars` counts the closes it has lived through, 0 when it ended inside the bar of its entry.
    """

    instrument: int
    side: int
    quantity: float
    entry_time: int
    entry_price: float
    exit_time: int
    exit_price: float
    gross: float
    costs: float
    carry: float
    net: float
    bars: int
    entry_reason: int
    exit_kind: int
    exit_reason: int


class MarkRow(NamedTuple):
    """The account at one close, in money."""

    equity: float
    cash: float
    exposure: float


class DayRow(NamedTuple):
    """What is remembered of the account as a whole: its fills and trades so far, the session and the month.

    For risk limits: new entries in the session, equity at its start and at the last close. For tiered
    commissions: the calendar month (UTC, counted from 1970) and the units traded in it.
    """

    session: int = -1
    orders: int = 0
    opening: float = 0.0
    last: float = 0.0
    month: int = -1
    units: float = 0.0
    fills: int = 0
    trades: int = 0


class SessionRow(NamedTuple):
    """The account's return over one session that has ended."""

    session: int
    earned: float


class Book(NamedTuple):
    """Everything carried from bar to bar, as columns with one entry an instrument; `days` has one entry in all."""

    positions: Columns
    orders: Columns
    states: Columns
    tally: Columns
    days: Columns


class Rules(NamedTuple):
    """What a fill costs and what is allowed; None switches a rule off, and a compiler leaves its code out.

    `slippage` is a fraction of the price and `ticks` a number of ticks, `borrow` an annual rate on short
    positions; `leverage` divides the margins of the instruments. Of the switches, which are True or None,
    `penetrate` fills limits and targets only beyond their price, `wait` grants neither stop nor target
    in the bar of an entry after the open, and `trim` cuts an order to the buying power instead of rejecting it.
    `limits` are tradecore.simulation.limits.Limits, `cap` is the fraction of a bar's volume that may be traded,
    `fees` are those of sales by date, columns of tradecore.fees.FeeRow.
    """

    commission: Commission | None = None
    slippage: float | None = None
    borrow: float | None = None
    ticks: float | None = None
    penetrate: bool | None = None
    wait: bool | None = None
    trim: bool | None = None
    limits: Any = None
    tiers: Tiered | None = None
    cap: float | None = None
    fees: Columns | None = None
    leverage: float = 1.0


class Tapes(NamedTuple):
    """Where fills, trades, marks and returns of sessions are kept; None keeps nothing."""

    fills: Columns | None = None
    trades: Columns | None = None
    marks: Columns | None = None
    sessions: Columns | None = None


class Finer(NamedTuple):
    """Finer bars that decide what was touched first: rows as those of the market, sorted by (group, time, instrument).

    `first[g]` to `first[g + 1]` are the rows of one finer time, `starts[t]` to `starts[t + 1]` the finer times of the
    market's group t, of which each has at least one.
    """

    market: Columns
    first: Columns
    starts: Columns


class Floor(NamedTuple):
    """All that trading needs beside the market: terms of the instruments, rules, what is carried, and the tapes.

    What the market makes unnecessary is True, else None: `alone` where it has one instrument, `uneventful`
    where it has neither split nor dividend. A compiler leaves that code out.
    """

    terms: Columns
    rules: Rules
    book: Book
    tapes: Tapes
    alone: bool | None = None
    uneventful: bool | None = None


# Tables that stay as they are while the kernel runs, beside the strategy's Inputs.
ONLY_READ = (MarketRow, Terms, FeeRow)

# What brought a fill about; the index into KINDS. EXIT is an order of the strategy's that reduces, ENDED closes what a
# stretch leaves open where the next one begins flat.
MARKET, LIMIT, TRIGGER, EXIT, STOP, PROFIT, HOLD, ENDED = range(8)
KINDS = ("market", "limit", "trigger", "market", "stop", "profit", "hold", "ended")

# How a stretch of the simulation ended.
DONE, FULL, RUINED, REFUSED = range(4)

# A stretch stops before a bar that could overflow a tape: at most so many rows an instrument and bar.
FILLS_A_BAR, TRADES_A_BAR = 4, 2


def row(columns: Any, k: int) -> Any:  # noqa: ANN401
    """Row `k` of columns, as the same NamedTuple of scalars."""
    return columns._make([column[k] for column in columns])


def put(columns: Any, k: int, values: Any) -> None:  # noqa: ANN401
    """Writes a row into columns."""
    for column, value in zip(columns, values, strict=True):
        column[k] = value


def place_of(alone: bool | None, market: Columns, k: int) -> int:  # noqa: FBT001 - None or True, so that a compiler prunes
    """Which instrument row `k` of the market is of."""
    if alone is None:
        return market.instrument[k]
    return 0


def first_of(alone: bool | None, first: Columns, t: int) -> int:  # noqa: FBT001 - as above
    """The first market row of time group `t`."""
    if alone is None:
        return first[t]
    return t


def count_of(alone: bool | None, terms: Columns) -> int:  # noqa: FBT001 - as above
    """How many instruments there are."""
    if alone is None:
        return len(terms.lot)
    return 1


def blank(kind: type, rows: int) -> Columns:
    """Columns with `rows` copies of a row's defaults in typed arrays; a field without a default starts at 0."""
    return kind(*(one * rows for one in _first_row(kind)))


@cache
def _first_row(kind: type) -> "tuple[array[Any], ...]":
    """Columns of one row; a sweep asks for it once a set."""
    defaults: dict[str, Any] = getattr(kind, "_field_defaults", {})
    fields: Sequence[str] = getattr(kind, "_fields", ())
    return tuple(array(typecode(kind, name), [defaults.get(name, 0)]) for name in fields)


def grown(columns: Columns | None) -> Columns | None:
    """The columns in twice the room, what they hold kept; None stays None."""
    if columns is None:
        return None
    return columns._make(column + array(column.typecode, [0]) * len(column) for column in columns)


def typecode(kind: type, name: str) -> Literal["d", "q"]:
    """`d` for a float field of a row class, `q` for a whole number or a truth value."""
    return "d" if kind.__annotations__[name] in (float, "float") else "q"
