"""What settings say of costs, fills and risk, as the kernel takes it."""

from math import inf
from typing import Protocol

from tradecore.bars import SECOND
from tradecore.contracts.settings import AccountSettings, CostSettings, FillSettings, RiskSettings
from tradecore.costs import schedule_from, tiers_from
from tradecore.fees import FEES
from tradecore.simulation.limits import Limits
from tradecore.simulation.rows import Rules


class Terms(Protocol):
    """A request that trades, or the settings."""

    @property
    def account(self) -> AccountSettings:
        """The account."""
        ...

    @property
    def costs(self) -> CostSettings:
        """What trading costs."""
        ...

    @property
    def fills(self) -> FillSettings:
        """How orders fill."""
        ...

    @property
    def risk(self) -> RiskSettings:
        """What no entry may exceed."""
        ...


def rules_of(said: Terms) -> Rules:
    """Costs, fills and limits of a request or of the settings as the kernel takes them; what is 0 is switched off."""
    costs, fills = said.costs, said.fills
    return Rules(
        commission=schedule_from(costs),
        tiers=tiers_from(costs),
        slippage=costs.slippage_bps / 10_000.0 if costs.slippage_bps > 0.0 else None,
        borrow=costs.borrow if costs.borrow > 0.0 else None,
        ticks=costs.slippage_ticks if costs.slippage_ticks > 0.0 else None,
        penetrate=True if fills.limits == "penetrate" else None,
        wait=True if fills.entry_bar == "wait" else None,
        trim=True if fills.beyond_buying_power == "trim" else None,
        limits=limits_of(said.risk),
        cap=fills.volume_cap if fills.volume_cap > 0.0 else None,
        fees=FEES[costs.fees]() if costs.fees in FEES else None,
        leverage=said.account.leverage,
    )


def limits_of(risk: RiskSettings) -> Limits | None:
    """The risk limits as the kernel takes them; None where all are off."""
    if risk == RiskSettings():
        return None
    return Limits(
        position=risk.largest_position or inf,
        order=risk.order_value or inf,
        orders=float(risk.orders_a_session) or inf,
        loss=risk.daily_loss or inf,
        collar=risk.price_collar or inf,
        stale=risk.stale_bar * SECOND or inf,
    )
