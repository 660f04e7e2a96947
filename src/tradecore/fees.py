"""What regulators take of a sale: dated tables, since rates change every year."""

from array import array
from typing import NamedTuple

from tradecore.instants import parse_instant


class FeeRow(NamedTuple):
    """Fees of sales from `since` (ns UTC) on: a fraction of the notional, and money a unit up to `most` a trade."""

    since: int = 0
    fraction: float = 0.0
    per_unit: float = 0.0
    most: float = 0.0


# US stocks. The Securities and Exchange Commission's Section 31 fee, in USD per million sold, which its fee rate
# advisories announce; FINRA's Trading Activity Fee, in USD a share and at most a trade, of its By-Laws, Schedule A.
# Held against published notices: Section 31 of 2014-03, 2017-07, 2018-05, 2020-02, 2021-02 and 2025-05, the rate of
# 2016, those before 2020-02 and before 2025-05; the Trading Activity Fee of 2022 to 2024 and the one before. The
# other rows and dates still await that.
SECTION_31 = (
    ("2014-03-18", 22.10),
    ("2015-02-14", 18.40),
    ("2016-02-16", 21.80),
    ("2017-07-04", 23.10),
    ("2018-05-22", 13.00),
    ("2019-04-16", 20.70),
    ("2020-02-18", 22.10),
    ("2021-02-25", 5.10),
    ("2022-05-14", 22.90),
    ("2023-02-27", 8.00),
    ("2024-05-22", 27.80),
    ("2025-05-14", 0.00),
    ("2026-04-04", 20.60),
)
TRADING_ACTIVITY = (
    ("2012-07-01", 0.000119, 5.95),
    ("2022-01-01", 0.000130, 6.49),
    ("2023-01-01", 0.000145, 7.27),
    ("2024-01-01", 0.000166, 8.30),
    ("2026-01-01", 0.000195, 9.79),
)
MILLION = 1_000_000.0


def us_stocks() -> FeeRow:
    """Both fees as one table of columns; what lies before its first row pays the rates of that row."""
    dates = sorted({date for date, *_ in SECTION_31} | {date for date, *_ in TRADING_ACTIVITY})
    rows = [FeeRow(parse_instant(date, "fees"), *_rates(date)) for date in dates]
    columns: list[object] = [array("q", [row.since for row in rows])]
    columns += [array("d", column) for column in list(zip(*rows, strict=True))[1:]]
    return FeeRow(*columns)  # type: ignore[arg-type]


def _rates(date: str) -> tuple[float, float, float]:
    of_million = [rate for since, rate in SECTION_31 if since <= date] or [SECTION_31[0][1]]
    activity = [row[1:] for row in TRADING_ACTIVITY if row[0] <= date] or [TRADING_ACTIVITY[0][1:]]
    return of_million[-1] / MILLION, *activity[-1]


FEES = {"us_stocks": us_stocks}
