"""A trading session in sentences: its events, how it stands, and how it compares with the backtest."""

from collections import Counter
from collections.abc import Sequence

from tradecore.instants import format_instant
from tradecore.live.events import (
    AccountChanged,
    BarsClosed,
    Body,
    Clock,
    Commission,
    Connection,
    Decided,
    ErrorRaised,
    Fill,
    Heartbeat,
    Intent,
    KillSwitch,
    Line,
    Note,
    Operator,
    OrderStatus,
    Reconcile,
    SessionBegan,
    Snapshot,
)
from tradecore.live.parity import Difference, Parity
from tradecore.live.pulse import Pulse
from tradecore.views.text import money, signed_percent, visible


def sentence(line: Line) -> str:
    """One event for a person; what people wrote is shown so that it cannot drive a terminal."""
    return visible(f"{format_instant(line.event.time)}  {said(line.event.body)}")


def said(body: Body) -> str:  # noqa: C901, PLR0911, PLR0912 - one line a kind of event reads as the table it is
    """An event in words."""
    match body:
        case SessionBegan():
            return f"session {body.session} begins ({body.mode}, account {body.account}, start {body.start})"
        case Connection():
            return _link(body)
        case Clock():
            return _clock(body)
        case AccountChanged():
            return f"{body.symbol} {body.kind} {body.amount:g}".strip()
        case Operator():
            return f"somebody asks to {body.command}{_because(body.reason)}"
        case BarsClosed():
            return "closed: " + ", ".join(f"{bar.symbol} {bar.close:g}" for bar in body.rows)
        case Decided():
            return _decided(body)
        case Intent(order):
            protection = "".join(f", {name} {value:g}" for name, value in _protection(order) if value is not None)
            return f"ORDER {order.quantity:+g} {order.symbol} to {order.target + 0.0:g}{protection} ({order.ref})"
        case OrderStatus():
            return f"order {body.ref} of {body.symbol}: {body.status}{_because(body.reason)}"
        case Fill():
            paid = "commission not known yet" if body.commission is None else f"commission {body.commission:.2f}"
            word = "FILL" if body.revision == 1 else "FILL CORRECTED TO"
            return f"{word} {body.quantity:+g} {body.symbol} at {body.price:g} ({body.kind}, {paid})"
        case Commission():
            return f"commission of {body.id}: {body.amount:.2f}"
        case ErrorRaised():
            return f"ERROR {body.where}: {body.message}"
        case Heartbeat(behind):
            return f"alive, {behind} bar{'s' if behind > 1 else ''} not decided yet" if behind else "alive"
        case Snapshot():
            return f"the state was written to {body.name}"
        case Reconcile():
            held = ", ".join(f"{symbol} {quantity:g}" for symbol, quantity in body.positions.items()) or "nothing"
            return f"the broker holds {held}" if body.complete else "the broker's answer is not complete"
        case KillSwitch():
            return f"the kill switch is {'on' if body.on else 'off'}{_because(body.reason)}"
        case Note():
            return f"note{f' of {body.by}' if body.by else ''}: {body.text}"


def standing(pulse: Pulse, *, alive: bool) -> str:
    """How a session stands, in a word or two."""
    if pulse.exit is not None:
        return f"ended ({pulse.exit})"
    if not alive:
        return "lost"
    return "halted" if pulse.blocked else "trading"


def standing_line(model: str, pulse: Pulse | None, of: int, *, alive: bool) -> str:
    """How a challenger stands beside a session that has met `of` bars."""
    begun = "beginning" if alive else "not begun yet"
    state, bars = (standing(pulse, alive=alive), pulse.bars) if pulse else (begun, 0)
    why = f" It ended: {pulse.ended.rstrip('.')}." if pulse and pulse.exit else ""
    return f"Challenger {model}: {state}, {bars:,} of {of:,} bars.{why}"


def status_lines(pulse: Pulse, *, alive: bool) -> list[str]:
    """A session's pulse in sentences."""
    held = ", ".join(f"{symbol} {quantity:g}" for symbol, quantity in pulse.positions.items()) or "nothing"
    progress = f"{pulse.bars:,} of {pulse.total:,} bars" if pulse.total else f"{pulse.bars:,} bars"
    change = pulse.equity / pulse.initial - 1.0 if pulse.initial else 0.0
    lines = [
        f"Session {pulse.session}: {standing(pulse, alive=alive)}, {progress}, at {pulse.time or 'its start'}.",
        f"Equity {money(pulse.equity)} ({signed_percent(change)}), {pulse.fills:,} fills, {pulse.seq:,} events.",
        f"It holds {held}; orders at work: {', '.join(pulse.orders) or 'none'}.",
    ]
    if pulse.blocked and pulse.exit is None:
        lines.append(f"No new orders: {pulse.blocked}.")
    if pulse.ended:
        lines.append(f"It ended at {pulse.at}: {pulse.ended}.")
    elif not alive:
        lines.append(
            f"Its process ended without a word, last seen {pulse.at}. Start it again: it goes on from its log."
        )
    return lines


def parity_lines(found: Parity) -> list[str]:
    """The comparison in sentences."""
    counts = Counter(one.cause for one in found.differences)
    head = (
        f"{found.bars:,} bars, {found.decisions:,} decisions, {found.fills:,} fills and an equity of "
        f"{money(found.equity)}; the backtest has {found.backtest_fills:,} fills and {money(found.backtest_equity)}."
    )
    if not counts:
        return [head, "No difference: every decision and every fill is the backtest's, to the last bit."]
    lost = [one.bps for one in found.differences if one.bps is not None]
    told = ", ".join(f"{cause} {count:,}" for cause, count in counts.items())
    lines = [head, f"Differences: {told}."]
    if counts["decision differs"]:
        lines.append(
            "Fed with its own log the session decides the same again: where decisions differ from the backtest's, "
            "positions had come to differ before."
        )
    if lost:
        lines.append(f"Fills cost {sum(lost) / len(lost):+.1f} basis points against the backtest's, on average.")
    return lines


def difference_rows(differences: Sequence[Difference]) -> list[tuple[str, ...]]:
    """One row a difference: when, of what, why, and both sides."""
    return [(format_instant(one.time), one.symbol, one.cause, one.session, one.backtest) for one in differences]


def _decided(body: Decided) -> str:
    if not body.wish:
        return f"{body.symbol}: not decided, {body.blocked}"
    wish = f"{body.symbol}: wants {body.wish.get('target') or 0.0:g} ({body.reason})"
    stopped = f", stopped by {body.stopped}" if body.stopped else ""
    follows = f", order {body.order}" if body.order else (", its order works" if body.standing else "")
    return f"{wish}{stopped}{follows}"


def _protection(order: object) -> list[tuple[str, float | None]]:
    return [(name, getattr(order, name)) for name in ("limit", "trigger", "stop", "profit")]


def _link(link: Connection) -> str:
    if not link.up:
        return f"the link to the broker is down: {link.problem}"
    return f"market data are stale: {link.problem}" if link.stale else "the link to the broker is up"


def _clock(clock: Clock) -> str:
    if clock.shut is not None:
        return f"closed now: the market of {', '.join(clock.shut)}" if clock.shut else "the market is open"
    return f"the next bar begins: {', '.join(clock.opens)}" if clock.opens else "time has passed"


def _because(reason: str) -> str:
    return f": {reason}" if reason else ""
