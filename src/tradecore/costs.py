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


class Tiered(NamedTuple):
    """A schedule whose rate a unit falls with the units traded in the calendar month, marginally.

    `rate_1` holds up to `bound_1` units, and so on; an order pays at least `minimum` and at most the
    fraction `most` of its notional; where that is below the minimum, it holds.
    """

    bound_1: float
    bound_2: float
    bound_3: float
    bound_4: float
    rate_1: float
    rate_2: float
    rate_3: float
    rate_4: float
    rate_5: float
    minimum: float
    most: float


# Interactive Brokers, US stocks, tiered pricing, exchange and regulatory fees not included.
IBKR_TIERED = Tiered(3e5, 3e6, 2e7, 1e8, 0.0035, 0.0020, 0.0015, 0.0010, 0.0005, 0.35, 0.01)


def tiered_of(schedule: Tiered | None, quantity: float, notional: float, before: float) -> float:
    """The commission of one order of `quantity` units, after `before` units in the same month."""
    if schedule is None:
        return 0.0
    if quantity == 0.0:
        return 0.0
    charge = up_to(schedule, before + quantity) - up_to(schedule, before)
    return min(max(charge, schedule.minimum), schedule.most * notional)


def up_to(schedule: Tiered, units: float) -> float:
    """What the first `units` of a month cost, without minimum and cap."""
    charge = schedule.rate_1 * min(units, schedule.bound_1)
    charge += schedule.rate_2 * max(0.0, min(units, schedule.bound_2) - schedule.bound_1)
    charge += schedule.rate_3 * max(0.0, min(units, schedule.bound_3) - schedule.bound_2)
    charge += schedule.rate_4 * max(0.0, min(units, schedule.bound_4) - schedule.bound_3)
    charge += schedule.rate_5 * max(0.0, units - schedule.bound_4)
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
    if settings.commission in ("none", "ibkr_tiered"):
        return None
    if settings.commission == "ibkr_fixed":
        return IBKR_FIXED
    if settings.commission == "fraction":
        return Commission(fraction=settings.rate, minimum=settings.minimum)
    if settings.commission == "per_share":
        return Commission(per_unit=settings.rate, minimum=settings.minimum)
    return Commission(per_order=settings.rate, minimum=settings.minimum)


def tiers_from(settings: CostSettings) -> Tiered | None:
    """The tiered schedule that settings name, or None."""
    return IBKR_TIERED if settings.commission == "ibkr_tiered" else None
