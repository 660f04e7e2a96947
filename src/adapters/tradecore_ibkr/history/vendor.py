"""A gateway that is asked for history."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Any, Literal, TypeAlias
from zoneinfo import ZoneInfo

from tradecore.bars import SECOND
from tradecore.errors import DataError
from tradecore.instruments import Instrument
from tradecore_ibkr.codes import Refusal
from tradecore_ibkr.contracts import qualify
from tradecore_ibkr.history.answers import Asked
from tradecore_ibkr.history.download import Busy
from tradecore_ibkr.history.walk import PriceBar
from tradecore_ibkr.link import Link

# Seconds for an answer: a year of days takes IBKR a while.
LIMIT = 60.0
# UTC at whatever place: the only form that no daylight saving makes ambiguous.
EPOCH = 2
Verdict: TypeAlias = Literal["busy", "empty", "never"]


class GatewayHistory:
    """History of one instrument, over a link that is made when it is needed."""

    def __init__(self, link: Link, instrument: Instrument) -> None:
        self._link, self._instrument = link, instrument
        self._contract: Any = None

    def bars(self, asked: Asked) -> Sequence[PriceBar]:
        """See Vendor."""
        link = self._link
        link.connect()
        if self._contract is None:
            self._contract = link.pump.run(qualify(link, self._instrument, traded=False)).contract
        contract, end = self._contract, datetime.fromtimestamp(asked.end / SECOND, UTC)
        form = asked.duration, asked.bar, asked.prices, asked.regular, EPOCH
        try:
            found = link.ask(
                f"history of {asked.contract}",
                lambda ib: ib.reqHistoricalDataAsync(contract, end, *form, timeout=0),
                LIMIT,
            )
        except Refusal as error:
            return self._refused(error)
        if not found and link.stale:
            raise Busy(link.stale)
        return [price_bar(bar, asked.zone) for bar in found]

    def _refused(self, error: Refusal) -> Sequence[PriceBar]:
        match verdict(error.code, error.said):
            case "busy":
                raise Busy(str(error)) from error
            case "never":
                raise DataError(str(error)) from error
            case _:
                return ()


def verdict(code: int, said: str) -> Verdict:
    """What a refusal of history means: code 162 says three things, which only its words tell apart."""
    words = said.lower()
    if "no data" in words:
        return "empty"
    lasting = code in (200, 321, 354, 10089) or "permission" in words or "no security definition" in words
    return "never" if lasting else "busy"


def price_bar(bar: Any, zone: str) -> PriceBar:  # noqa: ANN401 - either library's own
    """A bar in our words; one of a date begins at its midnight in `zone`, and volume that is not known is 0."""
    return PriceBar(
        opening(bar.date, zone),
        float(bar.open),
        float(bar.high),
        float(bar.low),
        float(bar.close),
        max(float(bar.volume), 0.0),
    )


def opening(when: datetime | date, zone: str) -> int:
    """Nanoseconds UTC of what the library calls a bar's date."""
    if not isinstance(when, datetime):
        when = datetime.combine(when, time(), ZoneInfo(zone or "UTC"))
    return int(when.timestamp()) * SECOND
