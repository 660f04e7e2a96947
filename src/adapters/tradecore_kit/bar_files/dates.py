"""Dates that people write and nobody can tell apart."""

from typing import Any

import pyarrow as pa

from tradecore.errors import UnreadableFile
from tradecore_kit.bar_files.arrow import Cells
from tradecore_kit.bar_files.arrow import compute as pc

ACCEPTED = (
    "ISO 8601 such as 2024-01-31: convert the column first, for instance with pandas, "
    "pd.to_datetime(column, dayfirst=True) where the day comes first, or dayfirst=False where the month does"
)
_WRITTEN = r"^\s*\d{1,2}[/.\-]\d{1,2}[/.\-](\d{4}|\d{2})(\D|$)"


def refuse_ambiguous(path: str, column: Cells, lines: Any) -> None:  # noqa: ANN401 - integers in any buffer
    """Raises UnreadableFile when every time is a date such as 02/01/2024, naming the line of the first."""
    if not pa.types.is_string(column.type):
        return
    written = pc.match_substring_regex(column, _WRITTEN)
    if not pc.all(written).as_py() or written.null_count == len(column):
        return
    row = pc.index(written, value=True).as_py()
    shown = column[row].as_py().strip()
    raise UnreadableFile(
        path, f"has dates such as {shown!r}, whose day and month can be taken for each other", ACCEPTED, int(lines[row])
    )
