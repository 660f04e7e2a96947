"""Several instruments' rows as one sequence of rows: plain loops, which a compiler can take."""

from collections.abc import MutableSequence, Sequence
from typing import Any

Whole = Sequence[int]
Out = MutableSequence[int]
# Later than every instant.
NEVER = (1 << 63) - 1


def merge(time: Whole, starts: Whole, heads: Out, order: Out, first: Out) -> int:
    """Sorts rows by (time, instrument); returns how many times there are.

    Rows `starts[i]` to `starts[i + 1]` are those of instrument i, sorted by time; `heads` holds the first of each and
    is used up. `order` receives the rows, `first` the place of the first of each time, and of the end.
    """
    groups, count, instruments = 0, 0, len(starts) - 1
    earliest = earliest_of(time, starts, heads)
    while earliest != NEVER:
        first[groups] = count
        groups += 1
        for i in range(instruments):
            if heads[i] < starts[i + 1] and time[heads[i]] == earliest:
                order[count] = heads[i]
                heads[i] += 1
                count += 1
        earliest = earliest_of(time, starts, heads)
    first[groups] = count
    return groups


def earliest_of(time: Whole, starts: Whole, heads: Whole) -> int:
    """The earliest time among the heads, or NEVER."""
    earliest = NEVER
    for i in range(len(starts) - 1):
        if heads[i] < starts[i + 1] and time[heads[i]] < earliest:
            earliest = time[heads[i]]
    return earliest


def gather(values: Sequence[Any], order: Whole, out: MutableSequence[Any]) -> None:
    """The values in this order."""
    for k in range(len(order)):
        out[k] = values[order[k]]


def inverse(order: Whole, places: Out) -> None:
    """Where each row went."""
    for k in range(len(order)):
        places[order[k]] = k


def scatter(values: Sequence[Any], places: Whole, out: MutableSequence[Any]) -> None:
    """Each value to its place."""
    for k in range(len(places)):
        out[places[k]] = values[k]
