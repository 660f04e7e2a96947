"""What each cell of a heat map says, and the caption beneath all of them."""

from tradecore.views.optimize import Heat
from tradecore.views.text import counted, label, metric


def told(view: Heat, by: str) -> list[list[str]]:
    """A text for each cell of the map: where it lies, what its sets came to, how many were tried."""
    return [[_cell(view, by, row, column) for column in range(len(view.columns))] for row in range(len(view.rows))]


def caption(view: Heat, by: str) -> str:
    """How the map is to be read."""
    over = f", the middle one over {', '.join(view.others)}" if view.others else ""
    return (
        f"{label(by)[:1].upper()}{label(by)[1:]} of the sets in each cell{over}; the frame is around the best set, "
        "grey cells were tried and could not be chosen. Trust a broad bright plateau, not one bright cell."
    )


def _cell(view: Heat, by: str, row: int, column: int) -> str:
    place = f"{view.x}={view.columns[column]}" + (f", {view.y}={view.rows[row]}" if view.y else "")
    tried, value = view.tried[row][column], view.cells[row][column]
    if not tried:
        return f"{place}: not tried"
    came = "none could be chosen" if value is None else metric(by, value)
    return f"{place}: {came} ({counted(tried, 'set')})"
