"""A market whose prices somebody moves: from the next bar on they are so much higher or lower."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from tradecore_gateway.market.listing import Listing
from tradecore_gateway.market.prices import Bar, Market


@dataclass(slots=True)
class MovedMarket:
    """Another market's bars, times the factors of their listing that were given before they opened."""

    market: Market
    moves: dict[int, list[tuple[int, float]]] = field(default_factory=dict[int, list[tuple[int, float]]])

    def step_of(self, listing: Listing) -> int:
        """See Market."""
        return self.market.step_of(listing)

    def move(self, listing: Listing, now: int, factor: float) -> None:
        """Bars that open after `now` are times `factor`."""
        self.moves.setdefault(listing.number, []).append((now, factor))

    def bars(self, listing: Listing, start: int, end: int) -> Sequence[Bar]:
        """See Market."""
        found = self.market.bars(listing, start, end)
        return [self._moved(listing, bar) for bar in found] if listing.number in self.moves else found

    def following(self, listing: Listing, time: int) -> Bar | None:
        """See Market."""
        found = self.market.following(listing, time)
        return found if found is None or listing.number not in self.moves else self._moved(listing, found)

    def first(self, listing: Listing) -> int:
        """See Market."""
        return self.market.first(listing)

    def _moved(self, listing: Listing, bar: Bar) -> Bar:
        factor = 1.0
        for since, times in self.moves[listing.number]:
            factor *= times if bar.time > since else 1.0

        def moved(price: float) -> float:
            return round(round(price * factor / listing.tick) * listing.tick, 10)

        return bar._replace(open=moved(bar.open), high=moved(bar.high), low=moved(bar.low), close=moved(bar.close))
