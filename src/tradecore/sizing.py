"""How many units: helpers for strategies, plain arithmetic that every compiler takes.

They size the whole target position of one instrument: what its present position ties up counts
as free, since a target replaces it.
"""

from tradecore.strategy import Account

# Kept free for the gap to the next open and for costs.
ROOM = 0.01


def affordable(account: Account, price: float) -> float:
    """The largest position at `price`, in units, that buying power carries with room left; 0 or more."""
    unit = price * account.multiplier * account.margin
    free = account.buying_power + abs(account.position) * unit
    if free <= 0.0 or unit <= 0.0:
        return 0.0
    return free * (1.0 - ROOM) / unit


def share_of_equity(account: Account, price: float, share: float) -> float:
    """Units worth `share` of the instrument's equal part of equity at `price`, never beyond what is affordable."""
    wanted = share * account.equity / account.instruments / (price * account.multiplier)
    return min(wanted, affordable(account, price))


def risk_to_stop(account: Account, price: float, stop: float, risk: float) -> float:
    """Units that lose `risk` of equity when the price moves from `price` to `stop`, never beyond what is affordable."""
    distance = abs(price - stop) * account.multiplier
    if distance <= 0.0:
        return 0.0
    return min(risk * account.equity / distance, affordable(account, price))
