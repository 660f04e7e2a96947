"""A market of bars that somebody has stored, by symbol."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence

from tradecore.table import Table
from tradecore_gateway.market.listing import Listing
from tradecore_gateway.market.prices import Bar


class StoredMarket:
    """Bars of tables with `open`, `high`, `low` and `close`; listings without one have none.

    All tables have one `step`. A bar whose `volume` is not known has 1,000.
    """

    def __init__(self, tables: Mapping[str, Table], step: int) -> None:
        self._step = step
        self._bars = {symbol: _bars_of(table) for symbol, table in tables.items()}
        self._times = {symbol: [bar.time for bar in bars] for symbol, bars in self._bars.items()}

    def step_of(self, listing: Listing) -> int:  # noqa: ARG002 - one step serves all
        """See Market."""
        return self._step

    def bars(self, listing: Listing, start: int, end: int) -> Sequence[Bar]:
        """See Market."""
        found = self._bars.get(listing.symbol)
        if found is None:
            return []
        times = self._times[listing.symbol]
        return found[bisect_left(times, start) : bisect_left(times, end)]

    def following(self, listing: Listing, time: int) -> Bar | None:
        """See Market."""
        found = self._bars.get(listing.symbol)
        if found is None:
            return None
        place = bisect_left(self._times[listing.symbol], time - self._step + 1)
        return found[place] if place < len(found) else None

    def first(self, listing: Listing) -> int:
        """See Market."""
        found = self._bars.get(listing.symbol)
        if found is None:
            return 0
        return found[0].time


def _bars_of(table: Table) -> list[Bar]:
    volumes = table["volume"] if "volume" in table.columns else [1_000.0] * len(table)
    rows = zip(table.time, *(table[name] for name in ("open", "high", "low", "close")), volumes, strict=True)
    return [
        Bar(int(time), float(o), float(h), float(low), float(c), float(volume), max(int(volume) // 100, 1))
        for time, o, h, low, c, volume in rows
    ]
