"""A grid as an HTML table."""

from tradecore.views.charts import Cell, Grid
from tradecore_report.page.markup import Markup, element

# What a cell of full strength is mixed with the paper by, in percent.
STRONGEST = 55
FEWEST_NARROW = 10


def grid(view: Grid) -> Markup:
    """A titled table that scrolls sideways where the page is too narrow for it."""
    head = element("tr", *(_head(text, place < view.left) for place, text in enumerate(view.head)))
    rows = (
        element("tr", *(_cell(cell, left=place < view.left) for place, cell in enumerate(row))) for row in view.rows
    )
    narrow = "months" if len(view.head) > FEWEST_NARROW else ""
    table = element("table", element("thead", head) if any(view.head) else None, element("tbody", *rows), class_=narrow)
    caption = element("p", view.caption, class_="caption") if view.caption else None
    return element("div", element("h3", view.title), element("div", table, class_="wide"), caption, class_="grid")


def _head(text: str, left: bool) -> Markup:  # noqa: FBT001
    return element("th", text, scope="col", class_="l" if left else "")


def _cell(cell: Cell | str, *, left: bool) -> Markup:
    side = "l" if left else "number"
    if isinstance(cell, str):
        return element("td", cell, class_=side)
    if cell.tone is None:
        return element("td", cell.text, class_=side)
    if cell.strength:
        share = f"--s:{round(cell.strength * STRONGEST)}%"
        return element("td", cell.text, class_=f"{side} heat {cell.tone}", style=share)
    return element("td", cell.text, class_=f"{side} tone {cell.tone}")
