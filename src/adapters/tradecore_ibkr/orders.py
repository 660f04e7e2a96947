"""From orders to the orders of Interactive Brokers: an entry is a native bracket, protection a group of its own."""

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from types import ModuleType
from typing import Any

from tradecore.live.orders import Order, Protection, decision_of, ref_of

# A fill makes the other orders of its group smaller, at once, and ends them when it was the whole. Groups that block
# would keep an exit at the market waiting behind a target.
REDUCE = 3


class Desk:
    """Makes orders of one account; `tick` is the smallest step of the price."""

    def __init__(self, library: ModuleType, account: str, tick: float) -> None:
        self._library, self._account, self._tick = library, account, tick

    def bracket(self, order: Order, first: int, group: str) -> list[Any]:
        """The order and, where it brings protection along, its children; only the last one lets all of them go.

        `first` is the number of the first, the others follow it. `group` is the one to join, empty for none.
        """
        made = [self._entry(order, first, group)]
        decision = decision_of(order.ref)
        size = min(abs(order.quantity), abs(order.target))
        protected = size if order.quantity > 0.0 else -size
        protection = Protection(decision, order.symbol, protected, order.stop, order.profit)
        legs = self.legs(protection, decision) if size and order.leg == "entry" else []
        for number, leg in enumerate(legs, first + 1):
            leg.orderId, leg.parentId = number, first
            made.append(leg)
        for one in made[:-1]:
            one.transmit = False
        return made

    def legs(self, protection: Protection, group: str) -> list[Any]:
        """Stop and target of a position, as far as there are any, without numbers."""
        made: list[Any] = []
        side = -1.0 if protection.quantity > 0.0 else 1.0
        size = abs(protection.quantity)
        if protection.stop is not None:
            price = self.price(protection.stop, side)
            made.append(self._order(ref_of(protection.ref, "stop"), side * size, "STP", auxPrice=price))
        if protection.profit is not None:
            price = self.price(protection.profit, -side)
            made.append(self._order(ref_of(protection.ref, "target"), side * size, "LMT", lmtPrice=price))
        for leg in made:
            leg.ocaGroup, leg.ocaType, leg.tif = group, REDUCE, "GTC"
        return made

    def price(self, price: float, against: float) -> float:
        """A price on the tick: up for a positive `against`, down for a negative one."""
        step = Decimal(repr(self._tick))
        if not step:
            return price
        # What is a hair beside the tick is on it.
        ticks = Decimal(repr(price)) / step
        nearest = ticks.to_integral_value()
        if abs(ticks - nearest) > Decimal("1e-6"):
            nearest = ticks.to_integral_value(ROUND_CEILING if against > 0.0 else ROUND_FLOOR)
        return float(nearest * step)

    def _entry(self, order: Order, number: int, group: str) -> Any:  # noqa: ANN401
        side = 1.0 if order.quantity > 0.0 else -1.0
        if order.limit is not None:
            made = self._order(order.ref, order.quantity, "LMT", lmtPrice=self.price(order.limit, -side))
        elif order.trigger is not None:
            made = self._order(order.ref, order.quantity, "STP", auxPrice=self.price(order.trigger, side))
        else:
            made = self._order(order.ref, order.quantity, "MKT")
        waits = made.orderType != "MKT" and not order.day
        made.orderId, made.tif = number, "GTC" if waits else "DAY"
        if group:
            made.ocaGroup, made.ocaType = group, REDUCE
        return made

    def _order(self, ref: str, quantity: float, kind: str, **prices: float) -> Any:  # noqa: ANN401
        side = "BUY" if quantity > 0.0 else "SELL"
        made = self._library.Order(action=side, totalQuantity=_size(abs(quantity)), orderType=kind, **prices)
        made.account, made.orderRef, made.transmit = self._account, ref, True
        return made


def _size(quantity: float) -> float:
    """A whole number of units as one, since the gateway takes no other for stocks."""
    return int(quantity) if quantity == int(quantity) else quantity
