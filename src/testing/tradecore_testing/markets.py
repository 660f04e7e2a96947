"""Small made-up markets for tests, without any library."""

import random
from array import array

from tradecore.bars import HOUR, Bars, with_neutral_facts
from tradecore.table import Table

START = 1_577_977_200_000_000_000  # Thursday 2020-01-02 15:00 UTC


def wavy_market(rows: int, split_at: int = 0, ratio: float = 7.0) -> Bars:
    """A wavy market; from `split_at` on, one share has become `ratio`."""
    prices: dict[str, array[float]] = {name: array("d") for name in ("open", "high", "low", "close", "volume")}
    factors = array("d")
    for t in range(rows):
        scale = ratio if 0 < split_at <= t else 1.0
        close = 100 + 9 * ((t * 37) % 11) / 11 + 0.05 * t
        opening = 100 + 9 * ((t * 23) % 13) / 13 + 0.05 * t
        row = (opening, max(opening, close) + 0.5, min(opening, close) - 0.25, close)
        for name, value in zip(("open", "high", "low", "close"), row, strict=True):
            prices[name].append(value / scale)
        prices["volume"].append((1000 + (t * 613) % 700) * scale)
        factors.append(ratio if 0 < t == split_at else 1.0)
    time = array("q", (START + t * HOUR for t in range(rows)))
    table = Table(time, prices)
    facts = with_neutral_facts(table, HOUR) | {"split": factors}
    return Bars(time, {**prices, **facts}, symbol="WAVE", step=HOUR)


def walking_market(rows: int, seed: int = 1, bars_a_session: int = 7) -> Bars:
    """A random walk in sessions of seven hours."""
    source = random.Random(seed)  # noqa: S311
    prices: dict[str, array[float]] = {name: array("d") for name in ("open", "high", "low", "close", "volume")}
    time, close = array("q"), 100.0
    for t in range(rows):
        opening, close = close, close * (1 + source.gauss(0, 0.01))
        reach = 1 + abs(source.gauss(0, 0.004))
        prices["open"].append(opening)
        prices["high"].append(max(opening, close) * reach)
        prices["low"].append(min(opening, close) / reach)
        prices["close"].append(close)
        prices["volume"].append(float(source.randrange(1000, 9000)))
        time.append((t // bars_a_session) * 24 * HOUR + (t % bars_a_session + 14) * HOUR)
    facts = with_neutral_facts(Table(time, prices), HOUR)
    return Bars(time, {**prices, **facts}, symbol="WALK", step=HOUR)
