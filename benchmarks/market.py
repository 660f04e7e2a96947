"""Made-up markets: a price that wanders around 100 and trends for a while, minute by minute, without a calendar."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Prices = dict[str, Array]
MINUTE = 60 * 10**9
START = 946_684_800 * 10**9  # 2000-01-01 00:00 UTC


def prices(bars: int, seed: int = 1) -> Prices:
    """Open, high, low, close and volume of so many bars; the open is the close before it and a small gap."""
    draw = np.random.default_rng(seed)
    level, drift, close = 0.0, 0.0, np.empty(bars)
    noise, turns = draw.normal(0.0, 0.0006, bars), draw.normal(0.0, 0.00002, bars)
    for t in range(bars):
        drift = 0.99 * drift + turns[t]
        level = 0.9995 * level + drift + noise[t]
        close[t] = level
    close = 100.0 * np.exp(close)
    before = np.concatenate([[100.0], close[:-1]])
    opening = before * (1.0 + draw.normal(0.0, 0.0001, bars))
    high = np.maximum(opening, close) * (1.0 + np.abs(draw.normal(0.0, 0.0002, bars)))
    low = np.minimum(opening, close) * (1.0 - np.abs(draw.normal(0.0, 0.0002, bars)))
    return {
        "open": opening,
        "high": high,
        "low": low,
        "close": close,
        "volume": draw.integers(10**4, 10**6, bars) * 1.0,
    }


def times(bars: int) -> NDArray[np.int64]:
    """The opening instants, ns UTC."""
    return START + MINUTE * np.arange(bars, dtype=np.int64)


def write(folder: Path, bars: int, symbols: int = 1) -> Path:
    """A file with the prices of `symbols` markets, each an array (symbols, bars); made once."""
    path = folder / f"market-{symbols}x{bars}.npz"
    if not path.exists():
        made = [prices(bars, seed) for seed in range(1, symbols + 1)]
        np.savez(path, **{name: np.stack([one[name] for one in made]) for name in made[0]})
    return path


def read(path: str, bars: int = 0) -> Prices:
    """The arrays of such a file, (symbols, bars); their first `bars` only, if given."""
    with np.load(path) as stored:
        return {name: stored[name][:, : bars or None] for name in stored.files}
