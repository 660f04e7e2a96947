"""The few indicators that built-in strategies and features need, as scalar loops over columns.

Each fills `out`, one float a row, NaN while there is not enough history. Row t reads rows up to t
only, and in the same order of operations wherever the column ends, so that cutting the future off
changes no bit. Plain loops over floats and whole numbers, so that a compiler can take them.
"""

from collections.abc import MutableSequence, Sequence
from math import nan, sqrt

Floats = Sequence[float]
Out = MutableSequence[float]


def change(values: Floats, bars: int, out: Out) -> None:
    """Simple return over `bars` rows; NaN where the earlier value is 0."""
    for t in range(len(values)):
        out[t] = values[t] / values[t - bars] - 1.0 if t >= bars and values[t - bars] != 0.0 else nan


def sma(values: Floats, bars: int, out: Out) -> None:
    """Mean of the last `bars` values."""
    blank(out, bars - 1)
    rows = len(values)
    for last in range(bars - 1, rows, bars):
        total = 0.0  # a fresh sum now and then, or rounding would pile up for ever
        for k in range(last - bars + 1, last + 1):
            total = total + values[k]
        out[last] = total / bars
        for t in range(last + 1, min(last + bars, rows)):
            total = total - values[t - bars] + values[t]
            out[t] = total / bars


def atr(high: Floats, low: Floats, close: Floats, bars: int, out: Out) -> None:
    """Average true range as Wilder smooths it (New Concepts in Technical Trading Systems, 1978).

    Begins with the mean of the first `bars` true ranges, the first of which needs the close before it.
    """
    blank(out, bars)
    average = 0.0
    for t in range(1, len(close)):
        reach = max(high[t], close[t - 1]) - min(low[t], close[t - 1])
        average = average + reach / bars if t <= bars else (average * (bars - 1) + reach) / bars
        if t >= bars:
            out[t] = average


def deviation(values: Floats, bars: int, out: Out) -> None:
    """Sample standard deviation (n - 1) of the last `bars` values; NaN values give NaN."""
    blank(out, bars - 1)
    for t in range(bars - 1, len(values)):
        total = 0.0
        for k in range(t - bars + 1, t + 1):
            total = total + values[k]
        mean = total / bars
        squares = 0.0
        for k in range(t - bars + 1, t + 1):
            squares = squares + (values[k] - mean) * (values[k] - mean)
        out[t] = sqrt(squares / (bars - 1))


def highest(values: Floats, bars: int, out: Out) -> None:
    """Largest of the last `bars` values."""
    blank(out, bars - 1)
    top = 0
    for t in range(len(values)):
        if values[t] >= values[top]:
            top = t
        elif top <= t - bars:
            top = t - bars + 1
            for k in range(top + 1, t + 1):
                if values[k] >= values[top]:
                    top = k
        if t >= bars - 1:
            out[t] = values[top]


def lowest(values: Floats, bars: int, out: Out) -> None:
    """Smallest of the last `bars` values."""
    blank(out, bars - 1)
    bottom = 0
    for t in range(len(values)):
        if values[t] <= values[bottom]:
            bottom = t
        elif bottom <= t - bars:
            bottom = t - bars + 1
            for k in range(bottom + 1, t + 1):
                if values[k] <= values[bottom]:
                    bottom = k
        if t >= bars - 1:
            out[t] = values[bottom]


def since_change(keys: Sequence[int], out: Out) -> None:
    """Rows since the key last changed; 0 on the row that brings a new key."""
    age = 0.0
    for t in range(len(keys)):
        age = age + 1.0 if t > 0 and keys[t] == keys[t - 1] else 0.0
        out[t] = age


def turn(values: Sequence[int], start: int, length: int, unit: int, out: Out) -> None:
    """Where each value stands in a cycle of this length that began at -`start`, in units."""
    for t in range(len(values)):
        out[t] = (values[t] + start) % length / unit


def position(values: Floats, bottom: Floats, top: Floats, out: Out) -> None:
    """Where a value lies between `bottom` (0) and `top` (1); 0.5 where they are equal, NaN where they are missing."""
    for t in range(len(values)):
        width = top[t] - bottom[t]
        if width > 0.0:
            out[t] = (values[t] - bottom[t]) / width
        else:
            out[t] = 0.5 if width == 0.0 else nan


def ratio(above: Floats, below: Floats, out: Out) -> None:
    """Quotients, NaN where `below` is 0."""
    for t in range(len(above)):
        out[t] = above[t] / below[t] if below[t] != 0.0 else nan


def product(values: Floats, factors: Floats, out: Out) -> None:
    """Products, row by row."""
    for t in range(len(values)):
        out[t] = values[t] * factors[t]


def running_product(factors: Floats, out: Out) -> None:
    """The product of all factors up to each row."""
    total = 1.0
    for t in range(len(factors)):
        total = total * factors[t]
        out[t] = total


def blank(out: Out, rows: int) -> None:
    """NaN in the first `rows` rows."""
    for t in range(min(rows, len(out))):
        out[t] = nan
