"""What a fill costs."""

from typing import NamedTuple

from tradecore.contracts.settings import CostSettings


class Commission(NamedTuple):
    """A commission schedule: an order pays per order, per unit and per notional, at least `minimum`.

    `most` caps the whole as a fraction of the order's notional, 0 for no cap; where the cap is
    below the minimum, the cap holds.
    """

    per_order: float = 0.0
    per_unit: float = 0.0
    fraction: float = 0.0
    minimum: float = 0.0
    most: float = 0.0


# Interactive Brokers, US stocks, fixed pricing: 0.005 USD a share, at least 1, at most 1 % of the trade.
IBKR_FIXED = Commission(per_unit=0.005, minimum=1.0, most=0.01)


def commission_of(schedule: Commission | None, quantity: float, notional: float) -> float:
    """The commission of one order of `quantity` units worth `notional`, both 0 or more, in money."""
    if schedule is None:
        return 0.0
    if quantity == 0.0:
        return 0.0
    charge = schedule.per_order + schedule.per_unit * quantity + schedule.fraction * notional
    charge = max(charge, schedule.minimum)
    if schedule.most > 0.0:
        cap = schedule.most * notional
        charge = min(charge, cap)
    return charge


def slipped(slippage: float | None, price: float, side: float) -> float:
    """The price after slippage, a fraction of it, against a buyer (`side` 1) or a seller (-1)."""
    if slippage is None:
        return price
    return price * (1.0 + side * slippage)


def ticked(ticks: float | None, price: float, side: float, tick: float) -> float:
    """The price moved by so many ticks against a buyer (`side` 1) or a seller (-1)."""
    if ticks is None:
        return price
    return price + side * ticks * tick


def schedule_from(settings: CostSettings) -> Commission | None:
    """The schedule that settings name; None when trading is free, so that the kernel drops the rule."""
    if settings.commission == "none":
        return None
    if settings.commission == "ibkr_fixed":
        return IBKR_FIXED
    if settings.commission == "fraction":
        return Commission(fraction=settings.rate, minimum=settings.minimum)
    if settings.commission == "per_share":
        return Commission(per_unit=settings.rate, minimum=settings.minimum)
    return Commission(per_order=settings.rate, minimum=settings.minimum)
