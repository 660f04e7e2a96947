"""The bar of a session that is forming out of source bars, by the same folding as a batch is resampled."""

from tradecore.resample import Pending, Row, Rule, belongs, fold, seal


class Forming:
    """One symbol's bucket that is not closed yet, with the source bars in it.

    It keeps them, so that one that is corrected, or comes out of its turn, is as if it had come so.
    """

    def __init__(self) -> None:
        self.pending: Pending | None = None
        self._rows: list[Row] = []

    def take(self, rule: Rule, row: Row) -> tuple[Row, ...]:
        """The next source bar; hands back the bars that it closed."""
        begins = self.pending is None or not belongs(self.pending, row)
        self.pending, closed = fold(rule, self.pending, row)
        if begins or self.pending is None:
            self._rows.clear()
        if self.pending is not None:
            self._rows.append(row)
        return closed

    def holds(self, row: Row) -> bool:
        """Whether a source bar that is not later than the newest belongs to what is forming."""
        return self.pending is not None and row.time >= self.pending.row.time and belongs(self.pending, row)

    def known(self, time: int) -> Row | None:
        """The source bar of that time, among those that form."""
        return next((one for one in self._rows if one.time == time), None)

    def amend(self, rule: Rule, row: Row) -> None:
        """Puts a source bar into its place, instead of one of its time."""
        rows = sorted([row, *(one for one in self._rows if one.time != row.time)])
        pending: Pending | None = None
        for one in rows:
            pending, _ = fold(rule, pending, one)
        self.pending, self._rows = pending, rows

    def seal(self) -> Row:
        """The bar as it is; whoever calls has one pending whose end has passed."""
        if self.pending is None:
            raise ValueError("Nothing is forming.")
        row = seal(self.pending)
        self.pending = None
        self._rows.clear()
        return row
