"""A small market of the tests' own: three instruments, whole cents, the same on every machine.

AAA splits 7 for 1, BBB pays a dividend, CCC is halted now and then and opens with gaps. 21 sessions of
seven hourly bars, weekends between them.
"""

from collections.abc import Iterator
from typing import Any

HOUR = 3_600 * 10**9
DAY = 24 * HOUR
FIRST_DAY = 20_089  # 2025-01-01 is day 20,089 since 1970-01-01, a Wednesday
SESSIONS = 21
BARS_A_DAY = 7
SPLIT_DAY, DIVIDEND_DAY = 9, 14
START = {"AAA": 70_000, "BBB": 4_500, "CCC": 1_200}

Bar = dict[str, Any]


def numbers(seed: int) -> Iterator[int]:
    """Whole numbers from 0 to 32,767, the same in every Python."""
    state = seed
    while True:
        state = (1_103_515_245 * state + 12_345) % 2**31
        yield state >> 16


def days() -> list[int]:
    """Weekdays from the first one on."""
    weekdays = (FIRST_DAY + i for i in range(100) if (FIRST_DAY + i + 3) % 7 < 5)
    return [next(weekdays) for _ in range(SESSIONS)]


def market() -> dict[str, list[Bar]]:
    """Bars by symbol, in the order of the request."""
    return {symbol: _bars(symbol, START[symbol], seed) for seed, symbol in enumerate(START, 11)}


def _bars(symbol: str, cents: int, seed: int) -> list[Bar]:
    draw = numbers(seed * 7_919)
    calendar = days()
    bars: list[Bar] = []
    for s, day in enumerate(calendar):
        nights = calendar[s + 1] - day if s + 1 < len(calendar) else 1
        split = 7.0 if symbol == "AAA" and s == SPLIT_DAY else 1.0
        cents = round(cents / split)
        for b in range(BARS_A_DAY):
            opening = _moved(cents, next(draw), 900 if b == 0 and symbol == "CCC" else 200 if b == 0 else 30)
            closing = _moved(opening, next(draw), 150)
            high = max(opening, closing) + opening * (next(draw) % 90) // 10_000
            low = min(opening, closing) - opening * (next(draw) % 90) // 10_000
            cents = closing
            halted = next(draw) % 11 == 0 and symbol == "CCC" and b not in (0, BARS_A_DAY - 1)
            first = b == 0
            bar = {
                "time": day * DAY + 14 * HOUR + b * HOUR,
                "available": day * DAY + 15 * HOUR + b * HOUR,
                "session": day,
                "open": opening / 100,
                "high": high / 100,
                "low": low / 100,
                "close": closing / 100,
                "volume": 1_000.0 + next(draw),
                "nights": nights if b == BARS_A_DAY - 1 else 0,
                "split": split if first else 1.0,
                "dividend": 0.35 if first and symbol == "BBB" and s == DIVIDEND_DAY else 0.0,
            }
            if not halted:
                bars.append(bar)
    return bars


def _moved(cents: int, number: int, basis_points: int) -> int:
    return max(cents + cents * (number % (2 * basis_points + 1) - basis_points) // 10_000, 1)
