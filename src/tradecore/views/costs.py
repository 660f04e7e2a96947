"""What trading took of what trading made."""

from math import fsum

from tradecore.table import Table
from tradecore.views.charts import Cell, Grid, Tone
from tradecore.views.text import money, percent

PER_BASIS_POINT = 10_000


def costs_grid(fills: Table, trades: Table, currency: str) -> Grid | None:
    """From what the trades made before anything to what was left; None without a fill.

    Both tables have the columns of their schemas. Slippage is already in the prices, and is added back first.
    """
    if not len(fills):
        return None
    commission, slippage = fsum(fills["commission"]), fsum(fills["slippage"])
    carry, net = fsum(trades["carry"]), fsum(trades["net"])
    traded, before = fsum(fills["notional"]), net - carry + commission + slippage
    rows = (
        _row("closed trades before costs", before, "", traded),
        _row("commission", -commission, percent(commission / before) if before > 0 else "", traded),
        _row("slippage", -slippage, percent(slippage / before) if before > 0 else "", traded),
        _row("dividends and borrow", carry, "", traded),
        _row("closed trades, net", net, percent(net / before) if before > 0 else "", traded),
    )
    caption = (
        f"{len(fills):,} fills turned over {money(traded, currency)}. Commissions of a position still open count here."
    )
    head = ("", currency, "of what was made", "bp of turnover")
    return Grid("What trading cost", head, rows, caption)


def _row(name: str, value: float, share: str, traded: float) -> tuple[Cell | str, ...]:
    tone = Tone.GOOD if value > 0 else Tone.BAD if value < 0 else None
    points = value / traded * PER_BASIS_POINT if traded else 0.0
    return name, Cell(money(value), tone, 0.0), share, f"{points + 0.0:,.1f}"
