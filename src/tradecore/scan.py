"""One pass over sorted bars that writes, for each row, what is wrong with it.

Plain scalars over columns, no container inside the loop, so that it can be compiled as it stands.
"""

from collections.abc import MutableSequence
from math import inf
from typing import Final

from tradecore.loops import Loops, as_written
from tradecore.table import Column

NOT_A_NUMBER: Final = 1
NOT_POSITIVE: Final = 2
BAD_RANGE: Final = 4
NEGATIVE_VOLUME: Final = 8
NO_VOLUME: Final = 16
REPEATED: Final = 32
CONFLICTING: Final = 64
STALE: Final = 128
JUMP: Final = 256
UNADJUSTED_SPLIT: Final = 512
SPLIT_INSIDE: Final = 1024

# Rows that cannot be used; UNADJUSTED_SPLIT is an error too, but of the file rather than of its row.
UNUSABLE: Final = NOT_A_NUMBER | NOT_POSITIVE | BAD_RANGE | NEGATIVE_VOLUME | REPEATED | CONFLICTING | SPLIT_INSIDE

# Vendors round the four prices of a bar separately.
ROUNDING: Final = 1e-6
STALE_RUN: Final = 5
HUGE: Final = 1.4
NEAR: Final = 0.03
SAME_LEVEL: Final = 1.1
# Splits below 5 for 4 move prices no more than trading does.
SMALLEST_SPLIT: Final = 1.25
# Below it a bar of its own may well move as far.
CERTAIN_SPLIT: Final = 1.9


def is_usual_ratio(ratio: float) -> bool:
    """Whether a price ratio is within 3% of a usual split, forward or reverse."""
    r = ratio if ratio >= 1.0 else quotient(1.0, ratio)
    return (
        abs(r / 1.5 - 1.0) <= NEAR
        or abs(r / 2.0 - 1.0) <= NEAR
        or abs(r / 3.0 - 1.0) <= NEAR
        or abs(r / 4.0 - 1.0) <= NEAR
        or abs(r / 5.0 - 1.0) <= NEAR
        or abs(r / 7.0 - 1.0) <= NEAR
        or abs(r / 10.0 - 1.0) <= NEAR
        or abs(r / 20.0 - 1.0) <= NEAR
    )


def quotient(above: float, below: float) -> float:
    """Above / below, infinite where below is 0."""
    return above / below if below != 0.0 else inf


def price_defects(open_: float, high: float, low: float, close: float, volume: float) -> int:
    """What one row shows on its own."""
    # x - x is 0 for every finite x, NaN (unlike anything) for NaN and the infinities.
    if (open_ - open_) + (high - high) + (low - low) + (close - close) != 0.0:
        return NOT_A_NUMBER
    code = 0
    if open_ <= 0.0 or high <= 0.0 or low <= 0.0 or close <= 0.0:
        code |= NOT_POSITIVE
    slack = abs(high) * ROUNDING
    top = high + slack
    bottom = low - slack
    if high < bottom or open_ > top or close > top or open_ < bottom or close < bottom:
        code |= BAD_RANGE
    if volume - volume != 0.0:
        code |= NO_VOLUME
    elif volume < 0.0:
        code |= NEGATIVE_VOLUME
    return code


def straddles_split(open_: float, high: float, low: float, close: float, split: float, before: float) -> bool:
    """Whether a bar holds prices of both sides of a split; `before` is the close before it, 0 when none."""
    if split != 1.0:
        ratio = split if split > 1.0 else quotient(1.0, split)
        return ratio >= SMALLEST_SPLIT and high / low > 0.9 * ratio
    inside = open_ / close if open_ > close else close / open_
    if before <= 0.0 or inside < CERTAIN_SPLIT or not is_usual_ratio(inside):
        return False
    level = open_ / before if open_ > before else before / open_
    return level < SAME_LEVEL


def scan(
    time: Column,
    session: Column,
    open_: Column,
    high: Column,
    low: Column,
    close: Column,
    volume: Column,
    split: Column,
    codes: MutableSequence[int],
    loops: Loops = as_written,
) -> None:
    """Fills `codes` (int64, one a row, bits of this module) for rows sorted by time.

    `split` is the ratio in force before each row's open, 1.0 without one. Rows of one time are repeats when
    equal, and all of them conflicting when not.
    """
    loops(mark_rows)(time, open_, high, low, close, volume, codes)
    loops(mark_moves)(session, open_, high, low, close, split, codes)


def mark_rows(
    time: Column,
    open_: Column,
    high: Column,
    low: Column,
    close: Column,
    volume: Column,
    codes: MutableSequence[int],
) -> None:
    """What rows show on their own and beside others of their time."""
    group = 0
    model = -1
    for i in range(len(time)):
        code = price_defects(open_[i], high[i], low[i], close[i], volume[i])
        if i == 0 or time[i] != time[i - 1]:
            group = i
            model = -1
        # Rows without numbers are left out anyway, and say nothing that others could contradict.
        if code & NOT_A_NUMBER == 0:
            if model < 0:
                model = i
            elif (
                open_[i] == open_[model]
                and high[i] == high[model]
                and low[i] == low[model]
                and close[i] == close[model]
                and (volume[i] == volume[model] or (volume[i] != volume[i] and volume[model] != volume[model]))
            ):
                code |= REPEATED | (codes[model] & CONFLICTING)
            else:
                code |= CONFLICTING
                for j in range(group, i):
                    if codes[j] & NOT_A_NUMBER == 0:
                        codes[j] |= CONFLICTING
        codes[i] = code


def mark_moves(  # noqa: C901 - one loop, compiled as a whole
    session: Column,
    open_: Column,
    high: Column,
    low: Column,
    close: Column,
    split: Column,
    codes: MutableSequence[int],
) -> None:
    """What usable rows show beside the usable row before them; the split of one left out acts on the next."""
    kept = -1
    before = 0.0
    pending = 1.0
    run = 0
    for i in range(len(open_)):
        pending = pending * split[i]
        code = codes[i]
        if code & UNUSABLE == 0 and straddles_split(open_[i], high[i], low[i], close[i], pending, before):
            code |= SPLIT_INSIDE
        if code & UNUSABLE == 0:
            if kept >= 0:
                ratio = quotient(before, open_[i] * pending)
                size = ratio if ratio > 1.0 else quotient(1.0, ratio)
                if session[i] != session[kept] and is_usual_ratio(ratio):
                    code |= UNADJUSTED_SPLIT
                elif size > HUGE:
                    code |= JUMP
            flat = high[i] == low[i] and close[i] == before
            run = run + 1 if flat else 0
            if run == STALE_RUN:
                back = i - 1
                left = STALE_RUN - 1
                while left > 0:
                    if codes[back] & UNUSABLE == 0:
                        codes[back] |= STALE
                        left -= 1
                    back -= 1
            if run >= STALE_RUN:
                code |= STALE
            before = close[i]
            pending = 1.0
            kept = i
        codes[i] = code
