"""The probability of backtest overfitting, by combinatorially symmetric cross-validation.

Bailey, Borwein, Lopez de Prado and Zhu 2017, The Probability of Backtest Overfitting, Journal of Computational
Finance 20(4). How often is the trial that was best in one half of the time below the median in the other half?
"""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from math import log, sqrt
from typing import NamedTuple

from tradecore.distribution import INDISTINCT, NOISE
from tradecore.errors import InvalidValue

MOST_BLOCKS = 20
# What lies beyond is no return, and its square might not be finite.
LARGEST = 1e100


@dataclass(frozen=True, slots=True)
class Blocks:
    """The returns of `trials` trials added up over `count` blocks of `rows` bars each.

    `sums` and `squares` hold the trials of the first block, then those of the second, and so on. `dropped` bars were
    left out at the front, so that the blocks are even.
    """

    trials: int
    count: int
    rows: int
    dropped: int
    sums: "array[float]"
    squares: "array[float]"


class Splits(NamedTuple):
    """What each way to split the blocks into two halves came to, in the order of `halves`.

    `winners` are the trials that were best inside, `inside` and `outside` their Sharpe ratios per bar in either half,
    `ranks` their places outside among all trials, from 1 (worst), ties sharing the mean.
    """

    winners: "array[int]"
    inside: "array[float]"
    outside: "array[float]"
    ranks: "array[float]"


@dataclass(frozen=True, slots=True)
class Overfitting:
    """PBO with what it is made of. `rows` bars were used, in `blocks` even blocks; `dropped` at the front were not."""

    trials: int
    rows: int
    dropped: int
    blocks: int
    splits: Splits

    @property
    def logits(self) -> list[float]:
        """ln(w / (1 - w)) of each split, w = rank / (trials + 1): 0 where the winner came out at the median."""
        return [log(rank / (self.trials + 1 - rank)) for rank in self.splits.ranks]

    @property
    def probability(self) -> float:
        """PBO: the share of splits whose logit is 0 or below. 0.5 is what choosing by chance gives."""
        return sum(1 for rank in self.splits.ranks if 2.0 * rank <= self.trials + 1) / len(self.splits.ranks)

    @property
    def loss(self) -> float:
        """The share of splits in which the winner's Sharpe ratio outside is below 0."""
        return sum(1 for value in self.splits.outside if value < 0.0) / len(self.splits.outside)


def probability_of_overfitting(returns: Sequence[Sequence[float]], blocks: int = 16) -> Overfitting:
    """PBO of choosing the trial with the highest Sharpe ratio.

    `returns` holds one series a trial, of one length and on the same bars. The bars are cut into `blocks` even
    blocks, the remainder dropped from the front; every choice of half of them is one split. Of equal winners the
    first counts. A trial whose returns in a half do not disperse scores 0 there.

    The work is C(blocks, blocks / 2) x trials: 12,870 x trials for 16 blocks. Raises InvalidValue for fewer than two
    trials, an odd number of blocks or one not from 2 to 20, too few bars, series of different lengths, and a return
    that is not finite.
    """
    cut = cut_blocks(returns, blocks)
    return Overfitting(cut.trials, cut.rows * cut.count, cut.dropped, cut.count, score(cut))


def cut_blocks(returns: Sequence[Sequence[float]], blocks: int) -> Blocks:
    """The sums that the Sharpe ratio of any choice of blocks is computed from; raises as above."""
    bars = refuse_senseless(returns, blocks)
    trials, rows = len(returns), bars // blocks
    dropped = bars - rows * blocks
    sums, squares = array("d", [0.0]) * (trials * blocks), array("d", [0.0]) * (trials * blocks)
    for trial, series in enumerate(returns):
        for block in range(blocks):
            total = square = 0.0
            start = dropped + block * rows
            for value in series[start : start + rows]:
                total += value
                square += value * value
            sums[block * trials + trial] = total
            squares[block * trials + trial] = square
    return Blocks(trials, blocks, rows, dropped, sums, squares)


def refuse_senseless(returns: Sequence[Sequence[float]], blocks: int) -> int:
    """The number of bars of every trial; raises InvalidValue as `probability_of_overfitting` does."""
    if blocks % 2 or not 2 <= blocks <= MOST_BLOCKS:  # noqa: PLR2004
        raise InvalidValue("blocks", blocks, f"an even number from 2 to {MOST_BLOCKS}")
    if len(returns) < 2:  # noqa: PLR2004
        raise InvalidValue("trials", len(returns), "2 or more: among fewer there is nothing to choose")
    bars = len(returns[0])
    for trial, series in enumerate(returns):
        if len(series) != bars:
            raise InvalidValue(f"returns[{trial}]", f"{len(series)} bars", f"{bars} bars, as the first trial has")
        for place, value in enumerate(series):
            if not -LARGEST < value < LARGEST:
                raise InvalidValue(f"returns[{trial}][{place}]", value, "finite returns")
    if bars < max(blocks, 4):
        raise InvalidValue("returns", f"{bars} bars", f"{max(blocks, 4)} or more for {blocks} blocks")
    return bars


def halves(blocks: int) -> "array[int]":
    """Every choice of half of the blocks, in lexicographic order, one after the other.

    The k-th choice and the k-th from the end are complements.
    """
    return array("q", [block for choice in combinations(range(blocks), blocks // 2) for block in choice])


def score(cut: Blocks) -> Splits:
    """The winner of every split."""
    chosen = halves(cut.count)
    count = len(chosen) // (cut.count // 2)
    floats = [array("d", [0.0]) * count for _ in range(3)]
    splits = Splits(array("q", [0]) * count, *floats)
    scratch = array("d", [0.0]) * cut.trials, array("d", [0.0]) * cut.trials
    score_splits(cut.sums, cut.squares, cut.rows, chosen, cut.count // 2, splits, *scratch)
    return splits


def score_splits(
    sums: Sequence[float],
    squares: Sequence[float],
    rows: int,
    chosen: Sequence[int],
    half: int,
    splits: Splits,
    first: "array[float]",
    second: "array[float]",
) -> None:
    """Fills `splits`. Each pair of complementary choices is worked out once: either is the other's outside."""
    count = len(chosen) // half
    for k in range(count // 2):
        mirror = count - 1 - k
        sharpes(sums, squares, rows, chosen, k * half, half, first)
        sharpes(sums, squares, rows, chosen, mirror * half, half, second)
        one, other = best(first), best(second)
        splits.winners[k], splits.winners[mirror] = one, other
        splits.inside[k], splits.inside[mirror] = first[one], second[other]
        splits.outside[k], splits.outside[mirror] = second[one], first[other]
        splits.ranks[k], splits.ranks[mirror] = rank(second, one), rank(first, other)


def sharpes(
    sums: Sequence[float],
    squares: Sequence[float],
    rows: int,
    chosen: Sequence[int],
    start: int,
    half: int,
    found: "array[float]",
) -> None:
    """Writes each trial's per-bar Sharpe ratio over `half` blocks, those at `start` in `chosen`."""
    trials, n = len(found), half * rows
    for trial in range(trials):
        total = square = 0.0
        for place in range(start, start + half):
            total += sums[chosen[place] * trials + trial]
            square += squares[chosen[place] * trials + trial]
        mean = total / n
        variance = (square - total * mean) / (n - 1)
        deviation = sqrt(variance) if variance > 0.0 else 0.0
        flat = deviation <= NOISE or deviation <= INDISTINCT * abs(mean)
        found[trial] = 0.0 if flat else mean / deviation


def best(values: Sequence[float]) -> int:
    """The place of the highest value, the first of equals."""
    place = 0
    for k in range(1, len(values)):
        if values[k] > values[place]:
            place = k
    return place


def rank(values: Sequence[float], place: int) -> float:
    """The rank of one value from 1, the lowest; equal values share their mean rank."""
    below = equal = 0
    for value in values:
        if value < values[place]:
            below += 1
        elif value == values[place]:
            equal += 1
    return below + (equal + 1) / 2.0
