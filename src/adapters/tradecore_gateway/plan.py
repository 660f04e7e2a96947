"""What a gateway is to be like."""

from dataclasses import dataclass
from datetime import UTC, datetime

from tradecore.bars import SECOND
from tradecore_gateway.market.listing import Listing
from tradecore_gateway.market.universe import universe
from tradecore_gateway.wire.versions import NEWEST

PAPER = "DU1234567"


@dataclass(frozen=True, slots=True)
class AccountPlan:
    """An account and its first cash in US dollars; DU... and DF... are paper, U... are real money."""

    name: str = PAPER
    cash: float = 1_000_000.0


@dataclass(frozen=True, slots=True)
class Plan:
    """What a gateway offers, from when on, and how fast its market runs.

    `start` is the first instant of market time (ns UTC; 0 is now). `version` is the newest server version that it
    agrees to. `seed` makes another synthetic market. `listings` are empty for the usual ones. `leverage` and `slippage`
    (a fraction of the price, against the trader) are the broker's. `days` says of how many days executions and ended
    orders are told: a real gateway begins anew at midnight. `pacing` keeps the vendor's limits on messages and on
    requests for history.
    """

    accounts: tuple[AccountPlan, ...] = (AccountPlan(),)
    start: int = 0
    speed: float = 1.0
    version: int = NEWEST
    seed: int = 1
    listings: tuple[Listing, ...] = ()
    leverage: float = 4.0
    slippage: float = 0.0
    days: int = 1
    pacing: bool = True

    def listed(self, now: int) -> tuple[Listing, ...]:
        """What can be traded at an instant."""
        return self.listings or universe(datetime.fromtimestamp(now // SECOND, UTC).date())
