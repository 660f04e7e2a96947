"""What a session holds and what it has ordered, with prices where its newest events tell them."""

from collections.abc import Mapping, Sequence

from tradecore.live.events import BarsClosed, Decided, Intent, Line
from tradecore.live.orders import Order
from tradecore.live.pulse import Pulse
from tradecore.views.charts import Cell, Grid, Tone
from tradecore.views.text import money, signed_percent

UNKNOWN = ""


def held_grid(pulse: Pulse, lines: Sequence[Line]) -> Grid | None:
    """Positions, each with its average price and protection as they were when it was last decided on.

    What the newest events do not tell, or tell of another quantity, is left empty. None where nothing is held.
    """
    if not pulse.positions:
        return None
    accounts, closes = _accounts(lines), _closes(lines)
    rows = tuple(
        _held(symbol, quantity, accounts.get(symbol, {}), closes.get(symbol))
        for symbol, quantity in pulse.positions.items()
    )
    head = ("symbol", "held", "average", "last", "gain", "gain in %", "stop", "target", "bars held")
    return Grid("Positions", head, rows)


def orders_grid(pulse: Pulse, lines: Sequence[Line]) -> Grid | None:
    """Orders at work, as they left; None where there is none."""
    if not pulse.orders:
        return None
    known = {line.event.body.order.ref: line.event.body.order for line in lines if isinstance(line.event.body, Intent)}
    rows = tuple(_order(ref, known.get(ref)) for ref in pulse.orders)
    return Grid("Orders at work", ("symbol", "order", "units", "limit", "trigger", "stop", "target", "orderRef"), rows)


def _held(
    symbol: str, quantity: float, account: Mapping[str, float | None], close: float | None
) -> tuple[Cell | str, ...]:
    # What was decided on is what is held by now only while nothing has filled since.
    told: Mapping[str, float | None] = account if account.get("position") == quantity else {}
    average, size = told.get("average_price"), quantity * (told.get("multiplier") or 1.0)
    gain = (close - average) * size if close is not None and average else None
    share = gain / abs(size * average) if gain is not None and average else None
    tone = None if not gain else Tone.GOOD if gain > 0 else Tone.BAD
    return (
        symbol,
        f"{quantity:+,g}",
        _price(average),
        _price(close),
        Cell(money(gain), tone, 0.0) if gain is not None else UNKNOWN,
        Cell(signed_percent(share, 2), tone, 0.0) if share is not None else UNKNOWN,
        _price(told.get("stop")),
        _price(told.get("profit")),
        f"{told['age']:,g}" if told.get("age") is not None else UNKNOWN,
    )


def _order(ref: str, order: Order | None) -> tuple[str, ...]:
    leg = ref.rpartition("-")[2]
    if order is None:
        return UNKNOWN, leg, *(UNKNOWN,) * 5, ref
    prices = (order.limit, order.trigger, order.stop, order.profit)
    return order.symbol, leg, f"{order.quantity:+,g}", *map(_price, prices), ref


def _price(value: float | None) -> str:
    return UNKNOWN if value is None else f"{value:,.6g}" if abs(value) < 1 else f"{value:,.2f}"


def _accounts(lines: Sequence[Line]) -> Mapping[str, Mapping[str, float | None]]:
    bodies = (line.event.body for line in lines)
    return {one.symbol: one.account for one in bodies if isinstance(one, Decided) and one.account}


def _closes(lines: Sequence[Line]) -> Mapping[str, float]:
    bodies = (line.event.body for line in lines)
    return {bar.symbol: bar.close for one in bodies if isinstance(one, BarsClosed) for bar in one.rows}
