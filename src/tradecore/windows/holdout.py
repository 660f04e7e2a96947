"""Holding out the last rows, and purging what could see them."""

from collections.abc import Sequence
from typing import NamedTuple

from tradecore.errors import InvalidValue


class Split(NamedTuple):
    """Positions of training and validation rows, and how many between them were purged."""

    train: range
    validation: range
    purged: int


def purged_split(known: Sequence[int], label_known: Sequence[int], validation: float, embargo: int = 0) -> Split:
    """The last `validation` share of the rows held out, and training rows that could see it purged.

    `known` (ascending) is when each row's features are known, `label_known` (ascending) when its
    label is, both ns UTC. A training row's label is known before the first held-out row's features are,
    less `embargo` more rows (Lopez de Prado, Advances in Financial Machine Learning, 7.4.1-2).
    Raises InvalidValue when either part would be empty.
    """
    first = len(known) - round(len(known) * validation)
    if not 0 < first < len(known):
        raise InvalidValue("training.validation", validation, f"a share that holds out some of {len(known)} rows")
    last = 0
    while last < first and label_known[last] < known[first]:
        last = last + 1
    end = max(0, min(last, first) - embargo)
    if end == 0:
        reach = f"labels that reach over {first - last} rows and an embargo of {embargo}"
        raise InvalidValue("training", reach, f"together fewer than the {first} rows before the held-out part")
    return Split(range(end), range(first, len(known)), first - end)
