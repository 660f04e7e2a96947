"""Two sets of bars that should be the same."""

from collections.abc import Mapping
from dataclasses import dataclass

from tradecore.bars import DAY, PRICES, Bars
from tradecore.columns import plain
from tradecore.table import Table

COMPARED = (*PRICES, "volume")
# Vendors write prices with six or seven significant digits.
TOLERANCE = 1e-6


@dataclass(frozen=True, slots=True)
class Comparison:
    """`table` lists every cell that differs, as the comparison schema says.

    Of `common` bars so many are `differing` in one cell at least; `agreeing` counts bars by column.
    """

    table: Table
    common: int
    differing: int
    agreeing: Mapping[str, int]
    only_made: int
    only_given: int

    @property
    def sentences(self) -> tuple[str, ...]:
        """What a person reads first."""
        if not self.common:
            return ("No bar made has a counterpart in the bars to compare with: look at anchor, zone and label.",)
        agreeing = ", ".join(f"{name} in {count:,}" for name, count in self.agreeing.items())
        same = self.common - self.differing
        equal = "1 is equal" if same == 1 else f"{same:,} are equal"
        first = f"Of {self.common:,} bars in both, {equal} in every column; {agreeing} agree."
        alone = f"{self.only_made:,} were made without a counterpart, {self.only_given:,} given bars were not made."
        return (first, alone) if self.only_made or self.only_given else (first,)


def compare(made: Bars, given: Bars) -> Comparison:
    """Joins by time, daily bars by session; values agree within a millionth.

    Given bars outside the span of the made ones are not counted as missing.
    """
    keys = plain(made["session"] if made.step >= DAY else made.time)
    others = {key: row for row, key in enumerate(plain(given["session"] if made.step >= DAY else given.time))}
    pairs = [(row, others[key]) for row, key in enumerate(keys) if key in others]
    cells: list[tuple[int, str, float, float]] = []
    for name in COMPARED:
        ours, theirs = plain(made[name]), plain(given[name])
        cells += [(i, name, ours[i], theirs[j]) for i, j in pairs if _differ(ours[i], theirs[j])]
    cells.sort(key=lambda cell: cell[0])
    spanned = sum(keys[0] <= key <= keys[-1] for key in others) if keys else 0
    table = Table(
        [int(made.time[i]) for i, _, _, _ in cells],
        {
            "column": [name for _, name, _, _ in cells],
            "made": [a for _, _, a, _ in cells],
            "given": [b for _, _, _, b in cells],
            "difference": [a - b for _, _, a, b in cells],
        },
    )
    return Comparison(
        table,
        len(pairs),
        len({i for i, _, _, _ in cells}),
        {name: len(pairs) - sum(c[1] == name for c in cells) for name in COMPARED},
        len(keys) - len(pairs),
        spanned - len(pairs),
    )


def _differ(a: float, b: float) -> bool:
    return abs(a - b) > TOLERANCE * max(abs(a), abs(b))
