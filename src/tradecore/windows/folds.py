"""Purged k-fold cross-validation with an embargo."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from tradecore.errors import InvalidValue


class Fold(NamedTuple):
    """Rows held out, the rows before and after to learn on, and how many others were purged or embargoed."""

    test: range
    before: range
    after: range
    purged: int
    embargoed: int

    @property
    def train(self) -> tuple[int, ...]:
        """All rows to learn on, in their order."""
        return (*self.before, *self.after)


def purged_folds(known: Sequence[int], label_known: Sequence[int], folds: int, embargo: int = 0) -> tuple[Fold, ...]:
    """The rows in `folds` even stretches, each held out once (Lopez de Prado 2018, Advances..., 7.4.1-7.4.2).

    `known` and `label_known` (both ascending, ns UTC) are the instants t0 and t1 between which each row's label
    lies. The held-out rows span a hull from their first t0 to their last t1; rows to learn on whose [t0, t1] meets it
    are purged, and so are the `embargo` rows that follow, since features near the hull resemble those within.
    Unlike a walk forward the rows after the hull are learned on: this judges a model, it does not trade it.

    Raises InvalidValue for fewer than two folds, fewer rows than folds, instants out of order, labels known before
    their rows, a negative embargo, and a fold without a row to learn on.
    """
    rows = len(known)
    if folds < 2 or rows < folds:  # noqa: PLR2004
        raise InvalidValue("folds", folds, f"2 or more, and no more than the {rows} rows")
    if embargo < 0:
        raise InvalidValue("embargo", embargo, "0 or more rows")
    _refuse_disorder(known, label_known)
    cuts = [rows * k // folds for k in range(folds + 1)]
    return tuple(_fold(known, label_known, range(start, stop), embargo) for start, stop in pairwise(cuts))


def _fold(known: Sequence[int], label_known: Sequence[int], test: range, embargo: int) -> Fold:
    rows = len(known)
    before = range(bisect_left(label_known, known[test.start]))
    clear = max(bisect_right(known, label_known[test.stop - 1]), test.stop)
    after = range(min(clear + embargo, rows), rows)
    if not before and not after:
        reach = f"labels that reach over {clear - test.stop} rows and an embargo of {embargo}"
        raise InvalidValue(
            "folds", reach, f"something left to learn on beside held-out rows {test.start} to {test.stop}"
        )
    purged = test.start - before.stop + clear - test.stop
    return Fold(test, before, after, purged, after.start - clear)


def _refuse_disorder(known: Sequence[int], label_known: Sequence[int]) -> None:
    if len(known) != len(label_known):
        raise InvalidValue("label_known", f"{len(label_known)} rows", f"{len(known)} rows, as in known")
    for name, column in (("known", known), ("label_known", label_known)):
        if any(a > b for a, b in pairwise(column)):
            raise InvalidValue(name, "out of order", "ascending instants")
    if any(a > b for a, b in zip(known, label_known, strict=True)):
        raise InvalidValue("label_known", "before known", "labels that are known no sooner than their rows")
