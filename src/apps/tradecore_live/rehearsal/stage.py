"""Which day of the session's own history is rehearsed, and what its market is then."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from tradecore.bars import DAY, MINUTE, SECOND, Bars
from tradecore.contracts.live import SessionRequest
from tradecore.errors import AccountRefused, InSample, InvalidValue
from tradecore.instants import format_day, format_instant
from tradecore.simulation.rows import Columns
from tradecore.simulation.run import Simulation
from tradecore.steps import format_step, parse_step
from tradecore.table import Table
from tradecore.usecases.bars import load_bars
from tradecore.usecases.rules import rules_of
from tradecore.usecases.tools import Tools
from tradecore.usecases.trading_ground import instruments_of, trading_ground
from tradecore_live.rehearsal.pieces import Bar, table_of

# How many sessions before the rehearsed one the gateway has bars of, and among how many of the last one is chosen.
BEFORE, RECENT = 5, 250
# Bars of half an hour or less begin with a session and with the clock alike; longer ones are made of such.
LONGEST = 30 * MINUTE
PIECE = 5 * MINUTE
# The daemon begins so long before the first session opens (ns).
EARLY = 30 * SECOND


@dataclass(frozen=True, slots=True)
class Stage:
    """A session to be rehearsed from `begin` to `end` (ns UTC), and the market's bars of `step` ns by symbol.

    `request` has its history up to the first day. `day` is that day, on which a backtest has `orders` fills. `facts`
    are what scripts may name.
    """

    request: SessionRequest
    begin: int
    end: int
    bars: Mapping[str, Table]
    step: int
    day: str
    orders: int
    facts: Mapping[str, str]


def check(request: SessionRequest) -> None:
    """Raises AccountRefused unless the session trades on paper at Interactive Brokers."""
    if request.live.mode != "paper" or request.live.broker != "ibkr":
        raise AccountRefused(
            f"live/{request.session}/session.json: live.mode is {request.live.mode!r} at the broker "
            f"{request.live.broker!r}. Rehearsed are sessions on paper at ibkr: live.mode paper, live.broker ibkr. "
            "One is written, and not started, by: tradecore live rehearse NAME FILE --strategy STRATEGY --account DU..."
        )


def stage(request: SessionRequest, tools: Tools, days: int) -> Stage:
    """The busiest of the last 250 sessions that so many `days` follow, by a backtest; the newest one of them.

    Raises what reading the session's bars raises, and InvalidValue for a history of too few sessions.
    """
    check(request)
    bars = [load_bars(spec, tools.catalog).bars for spec in request.trade.bars]
    instruments = instruments_of(request.trade, bars)
    names = [listed(one.symbol) for one in instruments]
    sessions = sorted(set(bars[0]["session"]))
    fills = _fills(request, tools)
    able = [k for k in range(BEFORE + 1, len(sessions) - days + 1) if not _splits(bars, sessions[k : k + days])]
    if not able:
        raise InvalidValue("bars", f"{len(sessions)} sessions", f"at least {BEFORE + 1 + days} sessions of history")
    best = max(able[-RECENT:], key=lambda k: (fills[sessions[k]], k))
    chosen = sessions[best : best + days]
    rows = [[bar for day in sessions[best - BEFORE : best + days] for bar in _of(one, day)] for one in bars]
    opens = min(bar.time for one in bars for bar in _of(one, chosen[0]))
    end = max(bar.available for one in rows for bar in one)
    step = source_step(request, bars[0].step)
    tables = {name: table_of(found, step) for name, found in zip(names, rows, strict=True) if found}
    first = _of(bars[0], chosen[0])
    facts = {
        "symbol": names[0],
        "price": f"{first[-1].close:.2f}",
        "day": format_day(chosen[0]),
    }
    day = format_day(chosen[0])
    return Stage(_cut(request, opens, step), opens - EARLY, end, tables, step, day, fills[chosen[0]], facts)


def listed(symbol: str) -> str:
    """A stock as the fake gateway lists it; raises InvalidValue for another kind of instrument."""
    name, _, exchange = symbol.partition("@")
    if "." in name or (exchange and "-" in name):
        raise InvalidValue("symbol", symbol, "stocks: futures and pairs of currencies cannot be rehearsed yet")
    return name


def source_step(request: SessionRequest, step: int) -> int:
    """The length of the bars that the broker sends: as the session says, or pieces that make up its own."""
    if request.live.source_step:
        return parse_step(request.live.source_step)
    return step if step <= LONGEST else PIECE


def _cut(request: SessionRequest, opens: int, step: int) -> SessionRequest:
    """The same session with its history before that day, alone, and at no feed but the broker's."""
    bars = tuple(replace(spec, end=format_instant(opens)) for spec in request.trade.bars)
    live = replace(request.live, feed="", feed_bars=(), source_step=format_step(step), challengers=(), reference="")
    return replace(request, trade=replace(request.trade, bars=bars), live=live)


def _fills(request: SessionRequest, tools: Tools) -> Counter[int]:
    """How many fills a backtest of the session has on each day (days since 1970)."""
    try:
        ground = trading_ground(request.trade, tools)
    except InSample:
        # Any day will do: what a model has learnt by heart says nothing of the busiest.
        return Counter()
    rules, cash = rules_of(request.trade), request.trade.account.cash
    run = Simulation.start(ground.assembled, ground.instruments, ground.strategy, ground.inputs, rules, cash)
    run.advance()
    days = {time: day for one in ground.bars for time, day in zip(one.time, one["session"], strict=True)}
    tape: Columns = run.tapes.fills
    return Counter(days.get(tape.time[k], tape.time[k] // DAY) for k in range(run.book.days.fills[0]))


def _of(bars: Bars, session: int) -> list[Bar]:
    names = ("available", "open", "high", "low", "close", "volume")
    rows = zip(bars["session"], bars.time, *(bars[name] for name in names), strict=True)
    return [Bar(*row) for day, *row in rows if day == session]


def _splits(bars: Sequence[Bars], sessions: Sequence[int]) -> bool:
    """Whether any price jumps by a split on one of these days, which the market of a rehearsal does not know of."""
    return any(
        split != 1.0 and day in sessions
        for one in bars
        for day, split in zip(one["session"], one["split"], strict=True)
    )
