"""Panic: a client of its own takes orders back at the broker, beside a daemon that hangs or is gone."""

from dataclasses import dataclass

from tradecore.live.orders import Order, Protection, decision_id, ref_of
from tradecore.ports.broker import Broker, CancelsEverything


@dataclass(frozen=True, slots=True)
class Swept:
    """What was asked of the broker: orders cancelled, symbols whose protection was taken away, positions to be closed.

    Not `complete` where the broker did not say all that it holds: then there may be more.
    """

    cancelled: tuple[str, ...] = ()
    unprotected: tuple[str, ...] = ()
    closing: tuple[str, ...] = ()
    complete: bool = True


def sweep(broker: Broker, account: str, now: int, *, everything: bool = False, flatten: bool = False) -> Swept:
    """Cancels entries; `everything`: all orders, whoever gave them, and protection; `flatten`: closes positions.

    What is to be closed loses its other orders first, and its protection when it is closed. `now` (ns UTC) makes the
    orderRefs of closing orders: no decision of a session has them, so that the session takes their fills for a trade
    by hand. Raises LinkDown.
    """
    broker.connect()
    found = broker.holdings()
    cancelled = tuple(ref for ref in found.working if everything or flatten or ref.endswith("-entry"))
    at_once = broker if everything and isinstance(broker, CancelsEverything) else None
    if at_once is not None:
        at_once.cancel_everything()
    for ref in cancelled if at_once is None else ():
        broker.cancel(ref)
    bare = [
        one for one in found.protection if everything and (one.stop is not None or one.profit is not None or one.hold)
    ]
    for one in bare if at_once is None else ():
        broker.protect(Protection(one.ref, one.symbol, one.quantity))
    held = {symbol: quantity for symbol, quantity in found.positions.items() if quantity} if flatten else {}
    for symbol, quantity in held.items():
        ref = ref_of(decision_id(account, "panic", symbol, now), "exit")
        broker.submit(Order(ref, symbol, -quantity, 0.0))
    return Swept(cancelled, tuple(one.symbol for one in bare), tuple(held), found.complete)
