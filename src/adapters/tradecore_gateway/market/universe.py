"""What is listed unless somebody says otherwise: a few stocks, futures of every quarter, pairs of currencies."""

from datetime import date, timedelta

from tradecore_gateway.market.listing import Listing

STOCKS = (
    Listing(265598, "AAPL", level=190.0, name="APPLE INC", trading_class="NMS"),
    Listing(272093, "MSFT", level=410.0, name="MICROSOFT CORP", trading_class="NMS"),
    Listing(8314, "IBM", primary="NYSE", level=180.0, name="INTL BUSINESS MACHINES CORP"),
    Listing(208813719, "GOOGL", level=160.0, name="ALPHABET INC-CL A", trading_class="NMS"),
    Listing(107113386, "META", level=480.0, name="META PLATFORMS INC-CLASS A", trading_class="NMS"),
    Listing(756733, "SPY", primary="ARCA", level=520.0, name="SPDR S&P 500 ETF TRUST"),
)
PAIRS = (
    Listing(
        12087792, "EUR", "CASH", "USD", "IDEALPRO", "IDEALPRO", "EUR.USD", "EUR.USD",
        tick=0.00005, hours="FX", level=1.08, name="European Monetary Union Euro",
    ),
    Listing(
        12087797, "GBP", "CASH", "USD", "IDEALPRO", "IDEALPRO", "GBP.USD", "GBP.USD",
        tick=0.00005, hours="FX", level=1.27, name="British pound",
    ),
)  # fmt: skip
FUTURES = (
    (495_512_000, "ES", 50.0, 0.25, 5200.0, "E-mini S&P 500"),
    (495_513_000, "MES", 5.0, 0.25, 5200.0, "Micro E-mini S&P 500"),
    (495_514_000, "NQ", 20.0, 0.25, 18_000.0, "E-mini NASDAQ 100"),
)
MONTHS = {3: "H", 6: "M", 9: "U", 12: "Z"}
QUARTERS = 5


def universe(today: date) -> tuple[Listing, ...]:
    """The listings of a day: futures expire on the third Friday of their quarter's last month."""
    return (*STOCKS, *PAIRS, *futures(today))


def futures(today: date) -> tuple[Listing, ...]:
    """The next quarters' contracts of each future, those that have not expired yet."""
    months = [(today.year + (k // 4), 3 * (k % 4) + 3) for k in range(4 + QUARTERS)]
    days = [day for day in (third_friday(year, month) for year, month in months) if day >= today][:QUARTERS]
    return tuple(_future(day, *each) for each in FUTURES for day in days)


def third_friday(year: int, month: int) -> date:
    """The day on which a quarter's futures expire."""
    first = date(year, month, 1)
    return first + timedelta(days=(4 - first.weekday()) % 7 + 14)


def _future(day: date, base: int, symbol: str, multiplier: float, tick: float, level: float, name: str) -> Listing:
    number = base + (day.year - 2000) * 12 + day.month
    local = f"{symbol}{MONTHS[day.month]}{day.year % 10}"
    return Listing(
        number, symbol, "FUT", "USD", "CME", "CME", local, symbol,
        multiplier=multiplier, tick=tick, expiry=day.strftime("%Y%m%d"), hours="CME", level=level, name=name,
    )  # fmt: skip
