"""One pass over an equity curve for all that needs every mark of it: plain loops, which a compiler can take."""

from array import array
from collections.abc import MutableSequence, Sequence
from math import inf
from typing import NamedTuple

from tradecore.columns import typed
from tradecore.distribution import mean
from tradecore.loops import Loops, as_written

Floats = Sequence[float]
Out = MutableSequence[float]
# So many returns tell about where the lowest ones end.
SAMPLE = 1_000


class Walk(NamedTuple):
    """What one pass has found.

    `total` is the sum of the marks; `gains` and `losses` are the sums of the returns above and, with their sign turned,
    below 0. The deepest fall is `depth` (0 or negative), its places as in `drawdowns.Drawdown`, -1 where there is none.
    """

    total: float
    gains: float
    losses: float
    depth: float
    peak: int
    trough: int
    recovery: int


def walk(equity: Floats, initial: float, earned: Out) -> Walk:
    """Goes along the curve once and fills `earned` with its simple returns, as `returns.returns` has them."""
    total, gains, losses, depth = 0.0, 0.0, 0.0, 0.0
    highest, before, top, peak, trough, recovery = initial, initial, -1, -1, -1, -1
    for t in range(len(equity)):
        value = equity[t]
        total = total + value
        change = value / before - 1.0 if before > 0.0 else 0.0
        earned[t] = change
        if change > 0.0:
            gains = gains + change
        else:
            losses = losses - change
        before = value
        if value >= highest:
            highest, top = value, t
            if trough >= 0 and recovery < 0:
                recovery = t
        elif value / highest - 1.0 < depth:
            depth, peak, trough, recovery = value / highest - 1.0, top, t, -1
    return Walk(total, gains, losses, depth, peak, trough, recovery)


def falls(equity: Floats, initial: float, out: Out) -> None:
    """V / cummax(V) - 1 at each mark, the running maximum starting at `initial`; 0 or negative."""
    highest = initial
    for t in range(len(equity)):
        highest = max(highest, equity[t])
        out[t] = equity[t] / highest - 1.0


def difference(values: Floats, less: Floats, out: Out) -> None:
    """Differences, row by row."""
    for t in range(len(values)):
        out[t] = values[t] - less[t]


def tail(values: Floats, share: float, loops: Loops = as_written) -> tuple[float, float]:
    """The `share` quantile, linear between ranks, and the mean of the lowest int((n - 1) * share) + 1 of n >= 2 values.

    Sorting is left to the few that can be among them.
    """
    last = len(values) - 1
    place = last * share
    low = int(place)
    whole = typed("d", values)
    kept = array("d", whole)
    count = loops(up_to)(whole, bound(whole, share), kept)
    if count < low + 2:
        kept, count = array("d", whole), len(whole)
    loops(select)(kept, count, low)
    lower, following = kept[low], min(kept[low + 1 : count], default=kept[low])
    return lower + (following - lower) * (place - low), mean(kept[: low + 1])


def bound(values: Floats, share: float) -> float:
    """A value that somewhat more than this share of the values lie below, guessed from a sample."""
    sample = sorted(values[:: len(values) // SAMPLE + 1])
    place = int(len(sample) * share * 1.5) + 5
    return sample[place] if place < len(sample) else inf


def up_to(values: Floats, highest: float, out: Out) -> int:
    """Puts the values of `highest` or less at the beginning of `out`, in their order; returns how many there are."""
    count = 0
    for t in range(len(values)):
        if values[t] <= highest:
            out[count] = values[t]
            count += 1
    return count


def select(values: Out, count: int, rank: int) -> None:
    """Arranges the first `count` values so that none before `rank` is above, none after it below it (Hoare 1961)."""
    low, high = 0, count - 1
    while low < high:
        pivot, i, j = values[(low + high) // 2], low, high
        while i <= j:
            while values[i] < pivot:
                i += 1
            while values[j] > pivot:
                j -= 1
            if i <= j:
                kept = values[i]
                values[i] = values[j]
                values[j] = kept
                i, j = i + 1, j - 1
        if rank <= j:
            high = j
        elif rank >= i:
            low = i
        else:
            return
