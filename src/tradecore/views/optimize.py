"""What a picture or a page of an optimisation shows."""

from dataclasses import dataclass

from tradecore.table import Column


@dataclass(frozen=True, slots=True)
class Heat:
    """The objective over axes `x` and `y`: `cells[row][column]` is the median of the sets there, None without any.

    `tried[row][column]` counts the sets there, eligible or not. `rows` and `columns` hold what stands beside them; of
    a search over one axis there is one row, and `y` is empty. `best` is the (row, column) of the best set.
    `others` names the axes that are not shown.
    """

    x: str
    y: str
    columns: tuple[str, ...]
    rows: tuple[str, ...]
    cells: tuple[tuple[float | None, ...], ...]
    tried: tuple[tuple[int, ...], ...]
    best: tuple[int, int] | None = None
    others: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OptimizeView:
    """The landscape of a search, how its sets are spread, and the equity of the best one.

    `by` is the objective, `values` that of every eligible set, `chosen` and `held` those of the best set and of
    holding, `chance` what the best was to be expected to show without any skill; None where there is none.
    `time` holds instants (ns UTC) and has the length of `equity`; `benchmark` is empty or of that length.
    """

    title: str
    by: str
    heat: Heat
    values: tuple[float, ...]
    chosen: float | None
    held: float | None
    chance: float | None
    time: Column = ()
    equity: Column = ()
    benchmark: Column = ()
    best: str = ""
    sentences: tuple[str, ...] = ()
    zone: str = "UTC"
    currency: str = "USD"
    in_sample: bool = False
