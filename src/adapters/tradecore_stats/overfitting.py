"""The core's PBO with all trials of a split worked out at once, in the same order of operations."""

from array import array
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tradecore.distribution import INDISTINCT, NOISE
from tradecore.inference.overfitting import LARGEST, Overfitting, Splits, halves, refuse_senseless

Numbers = NDArray[np.float64]


def overfitting(returns: Sequence[Sequence[float]], blocks: int) -> Overfitting:
    """PBO; every sum is added up in the core's order, so that no bit differs."""
    bars = _bars(returns)
    refuse_senseless(returns if bars is None else [range(bars.shape[1])] * len(returns), blocks)
    assert bars is not None
    rows = bars.shape[1] // blocks
    dropped = bars.shape[1] - rows * blocks
    sums, squares = _sums(bars[:, dropped:], blocks, rows)
    splits = _score(sums, squares, rows, blocks)
    return Overfitting(len(returns), rows * blocks, dropped, blocks, splits)


def _bars(returns: Sequence[Sequence[float]]) -> Numbers | None:
    """One trial a row; None for what the core refuses with the place."""
    if len({len(series) for series in returns}) != 1:
        return None
    bars = np.asarray(returns, dtype=np.float64)
    return bars if (np.abs(bars) < LARGEST).all() else None


def _sums(bars: Numbers, blocks: int, rows: int) -> tuple[Numbers, Numbers]:
    """Sums of returns and of their squares, one block a row."""
    columns = np.ascontiguousarray(bars.T)
    sums, squares = np.zeros((blocks, bars.shape[0])), np.zeros((blocks, bars.shape[0]))
    for bar, values in enumerate(columns):
        sums[bar // rows] += values
        squares[bar // rows] += values * values
    return sums, squares


def _score(sums: Numbers, squares: Numbers, rows: int, blocks: int) -> Splits:
    half = blocks // 2
    chosen = np.array(halves(blocks)).reshape(-1, half)
    count = len(chosen)
    winners, found = np.zeros(count, np.int64), np.zeros((3, count))
    for k in range(count // 2):
        mirror = count - 1 - k
        first = _sharpes(sums, squares, chosen[k], half * rows)
        second = _sharpes(sums, squares, chosen[mirror], half * rows)
        for place, inside, outside in ((k, first, second), (mirror, second, first)):
            winner = inside.argmax()
            below, equal = outside < outside[winner], outside == outside[winner]
            winners[place] = winner
            rank = np.count_nonzero(below) + (np.count_nonzero(equal) + 1) / 2.0
            found[:, place] = inside[winner], outside[winner], rank
    return Splits(array("q", winners.tobytes()), *(array("d", column.tobytes()) for column in found))


def _sharpes(sums: Numbers, squares: Numbers, blocks: NDArray[np.int64], n: int) -> Numbers:
    total, square = np.zeros(sums.shape[1]), np.zeros(sums.shape[1])
    for block in blocks:
        total += sums[block]
        square += squares[block]
    mean = total / n
    variance: Any = (square - total * mean) / (n - 1)
    deviation = np.sqrt(np.maximum(variance, 0.0))
    flat = (deviation <= NOISE) | (deviation <= INDISTINCT * np.abs(mean))
    deviation[flat] = 1.0
    mean[flat] = 0.0
    return mean / deviation
