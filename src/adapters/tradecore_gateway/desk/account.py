"""What accounts are worth."""

from typing import TYPE_CHECKING

from tradecore_gateway.desk.contracts import portfolio_fields
from tradecore_gateway.market.hours import EASTERN, local
from tradecore_gateway.wire import kinds
from tradecore_gateway.wire.fields import Fields

if TYPE_CHECKING:
    from tradecore_gateway.connection import Connection
    from tradecore_gateway.gateway import Gateway


def values(gateway: "Gateway", account: str) -> dict[str, str]:
    """The values of an account by their tags, in US dollars."""
    found, equity = gateway.ledger.accounts[account], gateway.broker.equity(account)
    held = equity - found.cash
    used = gateway.broker.tied_up(account)
    numbers = {
        "NetLiquidation": equity,
        "TotalCashValue": found.cash,
        "SettledCash": found.cash,
        "EquityWithLoanValue": equity,
        "GrossPositionValue": gateway.broker.tied_up(account) * gateway.plan.leverage,
        "StockMarketValue": held,
        "InitMarginReq": used,
        "MaintMarginReq": used,
        "AvailableFunds": equity - used,
        "ExcessLiquidity": equity - used,
        "BuyingPower": (equity - used) * gateway.plan.leverage,
        "RealizedPnL": found.realized,
        "UnrealizedPnL": sum(unrealized(gateway, account, number) for number in found.holdings),
    }
    return {tag: f"{number:.2f}" for tag, number in numbers.items()}


def unrealized(gateway: "Gateway", account: str, number: int) -> float:
    """The profit that a position would bring now, its commissions paid."""
    holding, listing = gateway.ledger.accounts[account].holdings[number], gateway.broker.listings[number]
    gained = (gateway.tape.last(listing) - holding.average) * holding.quantity * listing.multiplier
    return gained - holding.fees


def updates(gateway: "Gateway", connection: "Connection", fields: Fields) -> None:
    """An account's values and positions, now and whenever they change; or no longer."""
    fields.skip()
    wanted, asked = fields.flag(), fields.text()
    account = asked or next(iter(gateway.ledger.accounts))
    if account not in gateway.ledger.accounts:
        connection.error(-1, 321, f"Error validating request.-'bd' : cause - Invalid account code '{account}'")
        return
    connection.account_updates = account if wanted else ""
    if wanted:
        tell(gateway, connection, account)


def tell(gateway: "Gateway", connection: "Connection", account: str) -> None:
    """All of one account, and that it is all."""
    connection.send(kinds.ACCOUNT_VALUE, 2, "AccountCode", account, "", account)
    for tag, value in values(gateway, account).items():
        connection.send(kinds.ACCOUNT_VALUE, 2, tag, value, "USD", account)
    for number in gateway.ledger.accounts[account].holdings:
        tell_holding(gateway, connection, account, number)
    connection.send(kinds.ACCOUNT_TIME, 1, f"{local(gateway.timeline.now(), EASTERN):%H:%M}")
    connection.send(kinds.ACCOUNT_DOWNLOAD_END, 1, account)


def tell_holding(gateway: "Gateway", connection: "Connection", account: str, number: int) -> None:
    """One position as portfolios have it."""
    found, listing = gateway.ledger.accounts[account], gateway.broker.listings[number]
    holding = found.holdings.get(number)
    price = gateway.tape.last(listing)
    quantity, cost, gain = 0.0, 0.0, 0.0
    if holding is not None:
        quantity, gain = holding.quantity, unrealized(gateway, account, number)
        cost = round(holding.average * listing.multiplier + holding.fees / abs(quantity), 7)
    worth = round(quantity * price * listing.multiplier, 2)
    connection.send(
        kinds.PORTFOLIO_VALUE, 8, *portfolio_fields(listing), quantity, price, worth, cost,
        round(gain, 2), round(found.realized, 2), account,
    )  # fmt: skip


def updates_multi(gateway: "Gateway", connection: "Connection", fields: Fields) -> None:
    """The values of one account (or of all) under a request's number."""
    fields.skip()
    request, asked, model = fields.integer(), fields.text(), fields.text()
    for account in _accounts(gateway, asked):
        for tag, value in values(gateway, account).items():
            connection.send(kinds.ACCOUNT_UPDATE_MULTI, 1, request, account, model, tag, value, "USD")
    connection.send(kinds.ACCOUNT_UPDATE_MULTI_END, 1, request)


def summary(gateway: "Gateway", connection: "Connection", fields: Fields) -> None:
    """The tags that are asked for, of all accounts, now and whenever they change."""
    fields.skip()
    request, _, tags = fields.integer(), fields.text(), fields.text()
    wanted = tuple(tag for tag in tags.split(",") if tag)
    connection.account_requests[request] = wanted
    tell_summary(gateway, connection, request)


def tell_summary(gateway: "Gateway", connection: "Connection", request: int) -> None:
    """What one summary asked for."""
    wanted = connection.account_requests[request]
    for account in gateway.ledger.accounts:
        found = {"AccountType": "INDIVIDUAL", **values(gateway, account)}
        for tag in wanted:
            if tag in found:
                currency = "" if tag == "AccountType" else "USD"
                connection.send(kinds.ACCOUNT_SUMMARY, 1, request, account, tag, found[tag], currency)
    connection.send(kinds.ACCOUNT_SUMMARY_END, 1, request)


def cancel(gateway: "Gateway", connection: "Connection", fields: Fields) -> None:  # noqa: ARG001 - nothing else is asked
    """A summary is no longer wanted."""
    fields.skip()
    connection.account_requests.pop(fields.integer(), None)


def _accounts(gateway: "Gateway", asked: str) -> list[str]:
    return [name for name in gateway.ledger.accounts if asked in {"", "All", name}]


HANDLERS = {
    "reqAccountUpdates": updates,
    "reqAccountUpdatesMulti": updates_multi,
    "cancelAccountUpdatesMulti": cancel,
    "reqAccountSummary": summary,
    "cancelAccountSummary": cancel,
}
