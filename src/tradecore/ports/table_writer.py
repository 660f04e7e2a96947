"""How tables become files."""

from typing import BinaryIO, Protocol

from tradecore.table import Table


class TableWriter(Protocol):
    """Writes one format, registered by its file ending (`csv`)."""

    def write(self, table: Table, stream: BinaryIO) -> None:
        """Writes `time` first, then the columns in order.

        Columns named `time`, `available` or `train_end`, or ending in `_time`, hold ns UTC and are written as ISO
        8601 UTC to the second (finer only where needed). Floats are written shortest round-trip, NaN as
        an empty cell, text as it is but never so that a spreadsheet runs it as a formula. The same table gives
        the same bytes.
        """
        ...
