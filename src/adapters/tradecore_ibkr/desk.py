"""What the gateway says of an account's orders, executions and positions: asked for whole, and compared."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from tradecore.live.orders import decision_of
from tradecore_ibkr.executions import Executions
from tradecore_ibkr.link import Link

PROTECTIVE = ("stop", "target")
CASH = "TotalCashValue"
# So often positions and executions are asked for until none comes between two answers.
TRIES = 3


@dataclass(frozen=True, slots=True)
class Resting:
    """One order that works, as the library has it; `client` is the number of the client whose it is."""

    ref: str
    symbol: str
    trade: Any

    @property
    def order(self) -> Any:  # noqa: ANN401
        """Its terms."""
        return self.trade.order

    @property
    def number(self) -> int:
        """Its own for ever, whichever client has given it."""
        return int(self.order.permId)

    @property
    def client(self) -> int:
        """Whose it is."""
        return int(self.order.clientId)

    @property
    def side(self) -> float:
        """1 for a purchase, -1 for a sale."""
        return 1.0 if self.order.action == "BUY" else -1.0

    @property
    def leg(self) -> str:
        """What it is for."""
        return self.ref.rpartition("-")[2]

    @property
    def protects(self) -> bool:
        """Whether it is a stop or a target."""
        return self.leg in PROTECTIVE

    @property
    def decision(self) -> str:
        """Whose decision it follows."""
        return decision_of(self.ref)


async def open_orders(link: Link, account: str, symbols: Mapping[int, str]) -> list[Resting]:
    """All orders of the account that work, of whichever client; those given by hand have refs of their own."""
    trades = await link.answer("the orders that work", lambda ib: ib.reqAllOpenOrdersAsync())
    return [_resting(trade, symbols) for trade in _ours(trades, account)]


async def ended_orders(link: Link, account: str) -> dict[str, Any]:
    """The orders of today that have ended, the newest of each orderRef."""
    trades = await link.answer("the orders that have ended", lambda ib: ib.reqCompletedOrdersAsync(apiOnly=False))
    return {trade.order.orderRef: trade for trade in _ours(trades, account) if trade.order.orderRef}


async def look_for_executions(link: Link, executions: Executions) -> None:
    """Takes every execution that the gateway tells of, and what is known of their commissions."""
    found = await link.answer("the executions", lambda ib: ib.reqExecutionsAsync())
    for fill in found:
        executions.take(fill)
    # The library keeps what came behind an answer with the execution that it knew first.
    for fill in link.ib.fills() if link.ib is not None else ():
        executions.charge(fill)


async def positions(link: Link, account: str, executions: Executions) -> tuple[Sequence[Any], bool]:
    """The positions of the account, and whether they go with the executions that are known."""
    for _ in range(TRIES):
        known = set(executions.found)
        found = await link.answer("the positions", lambda ib: ib.reqPositionsAsync())
        await look_for_executions(link, executions)
        if set(executions.found) == known:
            return [one for one in found if one.account == account and one.position], True
    return [], False


def cash_of(link: Link, account: str) -> float | None:
    """Money of the account in its own currency; None where it was not told."""
    values = link.ib.accountValues(account) if link.ib is not None else ()
    found = [float(one.value) for one in values if one.tag == CASH and one.currency != "BASE"]
    return found[0] if found else None


def _ours(trades: Iterable[Any], account: str) -> list[Any]:
    return [trade for trade in trades if trade.order.account == account]


def _resting(trade: Any, symbols: Mapping[int, str]) -> Resting:  # noqa: ANN401
    ref = trade.order.orderRef or f"manual-{trade.order.permId}"
    return Resting(ref, symbol_of(trade.contract, symbols), trade)


def symbol_of(contract: Any, symbols: Mapping[int, str]) -> str:  # noqa: ANN401
    """The session's symbol of a contract, or, for one that it does not trade, what the gateway calls it."""
    return symbols.get(contract.conId) or contract.localSymbol or contract.symbol
