"""What an instrument's symbol means at Interactive Brokers."""

import pytest

from tradecore.errors import InvalidValue
from tradecore.instruments import Instrument
from tradecore_ibkr.contracts import Description, describe


@pytest.mark.parametrize(
    ("instrument", "description"),
    [
        (Instrument("AAPL"), Description("STK", "AAPL", "USD")),
        (Instrument("AAPL@NASDAQ"), Description("STK", "AAPL", "USD", "NASDAQ")),
        (Instrument("BRK.B"), Description("STK", "BRK B", "USD")),
        (Instrument("SAP@IBIS", "EUR"), Description("STK", "SAP", "EUR", "IBIS")),
        (Instrument("EUR.USD"), Description("CASH", "EUR", "USD")),
        (
            Instrument("ES-202612@CME", multiplier=50.0),
            Description("FUT", "ES", "USD", "CME", "202612", 50.0),
        ),
        (Instrument("CL-20261119@NYMEX"), Description("FUT", "CL", "USD", "NYMEX", "20261119", 1.0)),
    ],
)
def test_a_symbol_says_what_is_traded(instrument: Instrument, description: Description) -> None:
    assert describe(instrument) == description


@pytest.mark.parametrize("symbol", ["aapl", "ES-2026@CME", "ES-202612", "A/B", "AAPL@", "*"])
def test_what_says_nothing_is_refused_with_what_is_accepted(symbol: str) -> None:
    with pytest.raises(InvalidValue, match=r"Accepted: a stock such as AAPL .* ES-202612@CME.* EUR\.USD"):
        describe(Instrument(symbol))


def test_a_pair_is_traded_in_its_second_currency() -> None:
    with pytest.raises(InvalidValue, match=r"instrument\.currency is 'USD'\. Accepted: JPY"):
        describe(Instrument("EUR.JPY"))
