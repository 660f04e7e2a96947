"""Tables: small coloured grids, long lists of rows, and the download of either."""

import csv
import io
from collections.abc import Sequence
from html import escape
from typing import Any

import pandas as pd
import streamlit as st

from tradecore.table_cells import defused
from tradecore.views.charts import Cell, Grid
from tradecore.views.report import Metric
from tradecore_ui.desk import dark
from tradecore_ui.palette import shades

STYLE = """<style>
.tc-grid{border-collapse:collapse;width:100%;font-size:.86rem;font-variant-numeric:tabular-nums}
.tc-grid th{font-weight:600;opacity:.7;border-bottom:1px solid rgba(128,128,128,.35);padding:.3rem .6rem}
.tc-grid th{text-align:right}
.tc-grid td{border-bottom:1px solid rgba(128,128,128,.15);padding:.3rem .6rem;text-align:right;white-space:nowrap}
.tc-grid .l{text-align:left;white-space:normal}.tc-wrap{overflow-x:auto}
</style>"""


def grid(table: Grid, key: str) -> None:
    """A grid with its title, its caption and its download."""
    title(table.title, as_csv(table.head, [[_text(cell) for cell in row] for row in table.rows]), key)
    html(table.head, table.rows, table.left)
    if table.caption:
        st.caption(table.caption)


def metrics(columns: Sequence[str], rows: Sequence[Metric], key: str) -> None:
    """Numbers beside each other, with what each of them means and what is good."""
    head, body = ("", *columns, "what it tells"), [(row.label, *row.cells, row.words) for row in rows]
    title("All numbers", as_csv(head, body), key)
    html(head, body, words=True)


def html(head: Sequence[str], body: Sequence[Sequence[Cell | str]], left: int = 1, *, words: bool = False) -> None:
    """Rows as they are, text in the first `left` columns and, with `words`, the last; every text is escaped."""
    texts = {*range(left), *((len(head) - 1,) if words else ())}
    first = "".join(f"<th{_side(place in texts)}>{escape(name)}</th>" for place, name in enumerate(head))
    lines = "".join(
        f"<tr>{''.join(_cell(cell, text=place in texts) for place, cell in enumerate(row))}</tr>" for row in body
    )
    st.html(f'{STYLE}<div class="tc-wrap"><table class="tc-grid"><tr>{first}</tr>{lines}</table></div>')


def title(words: str, content: bytes, key: str) -> None:
    """The name of a table with its download at the right."""
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom"):
        st.markdown(f"##### {words}", width="content")
        st.download_button(
            "CSV",
            content,
            f"{key}.csv",
            "text/csv",
            key=f"csv.{key}",
            on_click="ignore",
            type="tertiary",
            icon=":material/download:",
            help="Download this table as a comma file.",
        )


def frame(rows: pd.DataFrame, key: str, **how: Any) -> Any:  # noqa: ANN401 - as streamlit takes and gives it
    """A long table that can be sorted and searched; its own download holds no formula either."""
    safe = rows.copy()
    for name in safe.select_dtypes(include=["object", "str"]):
        safe[name] = [defused(cell) if isinstance(cell, str) else cell for cell in safe[name]]
    return st.dataframe(safe, hide_index=True, key=key, placeholder="", **how)


def as_csv(head: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    """A comma file in which no cell is a formula."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([defused(name) for name in head])
    writer.writerows([defused(cell) for cell in row] for row in rows)
    return stream.getvalue().encode()


def _text(cell: Cell | str) -> str:
    return cell if isinstance(cell, str) else cell.text


def _side(text: bool) -> str:  # noqa: FBT001
    return ' class="l"' if text else ""


def _cell(cell: Cell | str, *, text: bool) -> str:
    side = _side(text)
    if isinstance(cell, str) or cell.tone is None:
        return f"<td{side}>{escape(_text(cell))}</td>"
    colour = shades(dark=dark())[cell.tone]
    ground = f"background:{colour}{round(cell.strength * 0x60):02x}" if cell.strength else f"color:{colour}"
    return f'<td{side} style="{ground}">{escape(cell.text)}</td>'
