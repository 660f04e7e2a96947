"""The barrier: the bars of one opening instant are decided together, whichever comes last."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from tradecore.resample import Row


@dataclass(slots=True)
class Group:
    """The closed bars of one opening instant so far, by symbol; the first of them came at `since` (ns UTC)."""

    time: int
    since: int
    rows: dict[str, Row] = field(default_factory=dict[str, Row])

    @property
    def end(self) -> int:
        """The instant at which all of them are known."""
        return max(row.available for row in self.rows.values())


class Barrier:
    """Waits until every symbol that is expected has its bar, or until `limit` ns after the others had theirs.

    Groups come strictly in the order of their opening instants, each once; a bar that is late belongs to none.
    """

    def __init__(self, symbols: Sequence[str], limit: int, closed: int) -> None:
        """`closed` is the opening instant of the last group that was decided, -1 for none."""
        self._symbols, self._limit, self.closed = symbols, limit, closed
        self._waiting: dict[int, Group] = {}

    @property
    def is_empty(self) -> bool:
        """Whether no bar waits."""
        return not self._waiting

    @property
    def waiting(self) -> int:
        """How many bars wait."""
        return sum(len(group.rows) for group in self._waiting.values())

    def add(self, symbol: str, row: Row, now: int) -> bool:
        """A bar that has closed; False for one that is late."""
        if row.time <= self.closed:
            return False
        self._waiting.setdefault(row.time, Group(row.time, now)).rows[symbol] = row
        return True

    def next(self, missing: Callable[[str, Group], bool], now: int, *, timed: bool) -> Group | None:
        """The next group that is to be decided; None while one waits. The limit counts while `timed` only.

        `missing` says whether the bar of a symbol that has none in the group may still come.
        """
        if not self._waiting:
            return None
        group = self._waiting[min(self._waiting)]
        lacks = any(symbol not in group.rows and missing(symbol, group) for symbol in self._symbols)
        if lacks and not (timed and now >= max(group.end, group.since) + self._limit):
            return None
        del self._waiting[group.time]
        self.closed = group.time
        return group
