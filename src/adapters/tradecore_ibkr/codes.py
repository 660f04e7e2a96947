"""What the gateway's codes mean, in one table: https://interactivebrokers.github.io/tws-api/message_codes.html."""

from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from types import ModuleType
from typing import Literal, TypeAlias

from tradecore.errors import LinkDown, TradecoreError

# What follows from a code. `order` concerns one order and ends none: the order is asked for.
Meaning: TypeAlias = Literal[
    "link down",
    "link back, data lost",
    "link back",
    "data down",
    "data back",
    "competing",
    "client in use",
    "pacing",
    "no data",
    "no contract",
    "no permission",
    "order",
    "remark",
]


@dataclass(frozen=True, slots=True)
class Code:
    """One code: what follows from it, and what it says."""

    meaning: Meaning
    says: str


CODES: Mapping[int, Code] = {
    100: Code("pacing", "more than 50 messages in a second"),
    103: Code("order", "an order of this number was given before"),
    104: Code("order", "an order that has filled cannot be changed"),
    105: Code("order", "what was changed is not the order that works"),
    110: Code("order", "a price that is no multiple of the smallest tick"),
    135: Code("order", "no order of this number is known"),
    161: Code("order", "the order cannot be cancelled where it stands"),
    162: Code("no data", "history was refused, or there is none"),
    165: Code("remark", "a word about historical data"),
    200: Code("no contract", "no contract, or more than one, answers to the description"),
    201: Code("order", "the order was rejected"),
    202: Code("order", "the order was cancelled"),
    321: Code("order", "a request was not accepted; an order that was to be changed works on"),
    326: Code("client in use", "another client has this number"),
    354: Code("no permission", "market data are not subscribed to"),
    366: Code("no data", "no request of this number for history is known"),
    399: Code("order", "a word about an order, which works on"),
    404: Code("order", "shares to sell short are being looked for"),
    420: Code("pacing", "market data were asked for too fast"),
    434: Code("order", "an order of no size"),
    1100: Code("link down", "the gateway has lost Interactive Brokers; the socket stays up"),
    1101: Code("link back, data lost", "the gateway is back, and what was subscribed to is gone"),
    1102: Code("link back", "the gateway is back"),
    1300: Code("remark", "the gateway is about to listen elsewhere"),
    2103: Code("data down", "market data are broken off"),
    2104: Code("data back", "market data are well"),
    2105: Code("data down", "historical data are broken off"),
    2106: Code("data back", "historical data are well"),
    2107: Code("remark", "historical data rest until they are asked for"),
    2108: Code("remark", "market data rest until they are asked for"),
    2110: Code("link down", "the gateway has lost Interactive Brokers, and tries to get back"),
    2157: Code("remark", "descriptions of contracts are broken off"),
    2158: Code("remark", "descriptions of contracts are well"),
    10089: Code("no permission", "these market data need a subscription"),
    10147: Code("order", "the order to be cancelled is not known: it may have filled"),
    10148: Code("order", "the order cannot be cancelled: it may have filled"),
    10167: Code("remark", "market data are delayed"),
    10197: Code("competing", "another session of this user has taken the market data"),
    10349: Code("order", "the time in force was set by the order's preset; the order works on"),
}
UNKNOWN = Code("remark", "a code that is not known here")


class Refusal(TradecoreError):
    """The gateway refused a request; `code` is one of CODES or a newer one, `said` the gateway's own words."""

    def __init__(self, asked: str, code: int, said: str) -> None:
        self.asked, self.code, self.said = asked, code, said
        super().__init__(f"The gateway refused {asked} with code {code}: {meaning_of(code).says} ({said.strip()}).")


def meaning_of(code: int) -> Code:
    """What a code means; one that is not in the table is a remark."""
    return CODES.get(code, UNKNOWN)


@contextmanager
def in_our_words(library: ModuleType, asked: str) -> Generator[None]:
    """Turns what the library raises into Refusal or LinkDown."""
    try:
        yield
    except library.RequestError as error:
        raise Refusal(asked, int(error.code), str(error.message)) from error
    except TimeoutError as error:
        raise LinkDown(f"the gateway gave no answer to {asked}") from error
    except OSError as error:
        raise LinkDown(f"the connection broke at {asked}: {error}") from error
