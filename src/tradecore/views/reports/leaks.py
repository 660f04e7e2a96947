"""The report of a leak check."""

from tradecore.contracts.leaks import Leak, LeaksRequest, LeaksResult
from tradecore.views.charts import Cell, Grid, Tone
from tradecore.views.report import Report, Tile, report_of


def leaks_report(request: LeaksRequest, result: LeaksResult, symbol: str) -> Report:
    """Which columns were checked, which of them know the future, and how that showed."""
    found = len(result.leaks)
    tiles = (
        Tile("columns that leak", str(found), f"of {len(result.checked)} checked", Tone.BAD if found else Tone.GOOD),
        Tile("bars tried", f"{request.rows:,}", "each as the last one known"),
    )
    rows = tuple(_row(name, leak) for name in result.checked for leak in _leaks_of(name, result) or [None])
    head = ("column", "verdict", "first changed", "hint")
    caption = "A column leaks when cutting off, or altering, what came after a bar changes its value at that bar."
    return report_of(
        "leaks",
        f"Leak check of {len(result.checked)} columns on {symbol}",
        request,
        result.sentences,
        tiles=tiles,
        blocks=(Grid("What was checked", head, rows, caption, left=4),),
    )


def _leaks_of(name: str, result: LeaksResult) -> list[Leak]:
    """Those of a column, or of the decisions of a strategy, which are columns that begin with its name."""
    return [leak for leak in result.leaks if leak.column == name or leak.column.startswith(f"{name} ")]


def _row(name: str, leak: Leak | None) -> tuple[Cell | str, ...]:
    if leak is None:
        return name, Cell("passes", Tone.GOOD, 0.0), "", ""
    return leak.column, Cell(f"leaks ({leak.test})", Tone.BAD, 0.0), leak.time, leak.hint
