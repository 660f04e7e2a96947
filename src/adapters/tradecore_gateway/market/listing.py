"""What can be traded here, and which of it a client means."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from tradecore_gateway.wire.fields import Fields


@dataclass(frozen=True, slots=True)
class Listing:
    """One contract: stock (`STK`), future (`FUT`) or pair of currencies (`CASH`).

    `number` is its conId. `hours` names when it trades (`XNYS`, `CME` or `FX`), `level` is about what a unit costs
    where no prices of its own are given. `step` of the price is `tick`.
    """

    number: int
    symbol: str
    kind: str = "STK"
    currency: str = "USD"
    exchange: str = "SMART"
    primary: str = "NASDAQ"
    local: str = ""
    trading_class: str = ""
    multiplier: float = 1.0
    tick: float = 0.01
    expiry: str = ""
    hours: str = "XNYS"
    level: float = 100.0
    name: str = ""

    @property
    def local_symbol(self) -> str:
        """As the exchange writes it."""
        return self.local or self.symbol

    @property
    def class_name(self) -> str:
        """The trading class: that of contracts which differ in their expiry only."""
        return self.trading_class or self.symbol


class Query(NamedTuple):
    """A contract as a client has described it; empty fields ask for nothing."""

    number: int
    symbol: str
    kind: str
    expiry: str
    multiplier: str
    exchange: str
    primary: str
    currency: str
    local: str
    trading_class: str

    @classmethod
    def read(cls, fields: Fields, *, primary: bool = True) -> "Query":
        """The twelve fields of a contract (eleven without the primary exchange)."""
        number, symbol, kind, expiry = fields.integer(), fields.text(), fields.text(), fields.text()
        fields.skip(2)
        multiplier, exchange = fields.text(), fields.text()
        first = fields.text() if primary else ""
        return cls(
            number, symbol, kind, expiry, multiplier, exchange, first, fields.text(), fields.text(), fields.text()
        )


def named(query: Query, listings: Sequence[Listing]) -> tuple[Listing, ...]:
    """The listings that fit a query."""
    return tuple(one for one in listings if _fits(query, one))


def _fits(query: Query, one: Listing) -> bool:
    if query.number:
        return query.number == one.number
    asked = (
        (query.symbol, (one.symbol,)),
        (query.kind, (one.kind,)),
        (query.currency, (one.currency,)),
        (query.exchange, (one.exchange, one.primary, "SMART" if one.kind == "STK" else one.exchange)),
        (query.primary, (one.primary,)),
        (query.local, (one.local_symbol,)),
        (query.trading_class, (one.class_name,)),
        (query.expiry, (one.expiry, one.expiry[:6])),
    )
    known = all(not wanted or wanted in accepted for wanted, accepted in asked)
    return known and Fields([query.multiplier]).number() in {None, one.multiplier}
