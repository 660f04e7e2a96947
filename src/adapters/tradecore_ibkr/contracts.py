"""From an instrument's symbol to the contract at Interactive Brokers, and to the one contract that answers to it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any, Literal

from tradecore.errors import InvalidValue
from tradecore.instruments import Instrument
from tradecore_ibkr.codes import Refusal
from tradecore_ibkr.link import Link

ACCEPTED = (
    "a stock such as AAPL or, with its exchange, AAPL@NASDAQ; a future such as ES-202612@CME; a pair of currencies "
    "such as EUR.USD"
)
CURRENCIES = re.compile(r"(?P<symbol>[A-Z]{3})\.(?P<currency>[A-Z]{3})")
FUTURE = re.compile(r"(?P<symbol>[A-Z0-9]+)-(?P<expiry>[0-9]{6}|[0-9]{8})@(?P<exchange>[A-Z]+)")
STOCK = re.compile(r"(?P<symbol>[A-Z0-9]+([ .][A-Z0-9]+)?)(@(?P<exchange>[A-Z]+))?")
# No contract answers to it: the code for that, and that of a description which the gateway cannot read.
NO_CONTRACT = (200, 321)


@dataclass(frozen=True, slots=True)
class Description:
    """What an instrument is called there. `exchange` is a stock's primary one, empty where it does not matter."""

    kind: Literal["STK", "FUT", "CASH"]
    symbol: str
    currency: str
    exchange: str = ""
    expiry: str = ""
    multiplier: float = 1.0

    def contract(self, library: ModuleType) -> Any:  # noqa: ANN401 - either library's own
        """As the library has it, not qualified yet."""
        if self.kind == "CASH":
            return library.Contract("CASH", symbol=self.symbol, currency=self.currency, exchange="IDEALPRO")
        if self.kind == "FUT":
            return library.Contract(
                "FUT",
                symbol=self.symbol,
                currency=self.currency,
                exchange=self.exchange,
                lastTradeDateOrContractMonth=self.expiry,
                multiplier=f"{self.multiplier:g}",
            )
        return library.Contract(
            "STK", symbol=self.symbol, currency=self.currency, exchange="SMART", primaryExchange=self.exchange
        )


def describe(instrument: Instrument) -> Description:
    """What an instrument's symbol says; raises InvalidValue, saying what is accepted, where it says nothing.

    The multiplier of a future is the instrument's own, and must be that of the contract.
    """
    text = instrument.symbol
    if found := CURRENCIES.fullmatch(text):
        if found["currency"] != instrument.currency:
            raise InvalidValue("instrument.currency", instrument.currency, f"{found['currency']}, that of {text}")
        return Description("CASH", found["symbol"], found["currency"])
    if found := FUTURE.fullmatch(text):
        words = found["symbol"], instrument.currency, found["exchange"], found["expiry"]
        return Description("FUT", *words, instrument.multiplier)
    if found := STOCK.fullmatch(text):
        return Description("STK", found["symbol"].replace(".", " "), instrument.currency, found["exchange"] or "")
    raise InvalidValue("instrument.symbol", text, ACCEPTED)


@dataclass(frozen=True, slots=True)
class Qualified:
    """An instrument and the one contract that it is; `tick` is the smallest step of its price.

    `hours` are the liquid hours as the gateway writes them, in time zone `zone`.
    """

    instrument: Instrument
    contract: Any
    tick: float
    hours: str
    zone: str

    @property
    def number(self) -> int:
        """The contract's number, by which everything that concerns it is known."""
        return int(self.contract.conId)


async def qualify(link: Link, instrument: Instrument, *, traded: bool = True) -> Qualified:
    """The one contract that an instrument is; one that is not to be traded may have any multiplier, or have expired.

    Raises InvalidValue when there is none, more than one, or one of another multiplier; LinkDown.
    """
    wanted = describe(instrument)
    asked = wanted.contract(link.library)
    if not traded:
        asked.multiplier, asked.includeExpired = "", wanted.kind == "FUT"
    try:
        found = await link.answer(f"the contract {instrument.symbol}", lambda ib: ib.reqContractDetailsAsync(asked))
    except Refusal as error:
        if error.code not in NO_CONTRACT:
            raise
        found = []
    [details] = _single(instrument, found)
    contract = details.contract
    if wanted.kind == "STK":
        contract.exchange = "SMART"
    elif wanted.kind == "FUT":
        if traded:
            _check_multiplier(instrument, contract)
        contract.includeExpired = asked.includeExpired
        # A time behind the date is not understood when it is sent back.
        contract.lastTradeDateOrContractMonth = contract.lastTradeDateOrContractMonth.split()[0]
    return Qualified(instrument, contract, float(details.minTick), str(details.liquidHours), str(details.timeZoneId))


def _single(instrument: Instrument, found: Sequence[Any]) -> Sequence[Any]:
    if not found:
        raise InvalidValue("instrument.symbol", instrument.symbol, f"what Interactive Brokers knows: {ACCEPTED}")
    if len(found) > 1:
        choices = sorted({_choice(details.contract) for details in found})
        raise InvalidValue("instrument.symbol", instrument.symbol, f"one of {', '.join(choices)}")
    return found


def _choice(contract: Any) -> str:  # noqa: ANN401
    """How a contract is written so that it is the only one."""
    if contract.secType == "FUT":
        return f"{contract.symbol}-{contract.lastTradeDateOrContractMonth.split()[0]}@{contract.exchange}"
    return f"{contract.symbol}@{contract.primaryExchange or contract.exchange}"


def _check_multiplier(instrument: Instrument, contract: Any) -> None:  # noqa: ANN401
    multiplier = float(contract.multiplier or 1.0)
    if multiplier != instrument.multiplier:
        raise InvalidValue("instrument.multiplier", instrument.multiplier, f"{multiplier:g}, that of the contract")
