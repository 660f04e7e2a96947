"""One account: its cash, and what it holds."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Holding:
    """A position: signed units, their average price, and the commissions paid for them."""

    quantity: float = 0.0
    average: float = 0.0
    fees: float = 0.0


@dataclass(slots=True)
class Account:
    """Money and positions by the listing's number. DU... and DF... are paper, U... are real money."""

    name: str
    cash: float = 1_000_000.0
    realized: float = 0.0
    holdings: dict[int, Holding] = field(default_factory=dict[int, Holding])

    def quantity(self, listing: int) -> float:
        """Signed units of a listing."""
        return self.holdings[listing].quantity if listing in self.holdings else 0.0

    def book(self, listing: int, signed: float, price: float, multiplier: float, commission: float) -> float | None:
        """Trades so many units and returns the profit of what was closed by it, None where nothing was."""
        holding = self.holdings.setdefault(listing, Holding())
        self.cash -= signed * price * multiplier + commission
        closing = min(abs(signed), abs(holding.quantity)) if signed * holding.quantity < 0.0 else 0.0
        realized: float | None = None
        if closing:
            share = closing / abs(holding.quantity)
            gained = (price - holding.average) * multiplier * (closing if holding.quantity > 0.0 else -closing)
            realized = gained - holding.fees * share - commission
            self.realized += realized
            holding.fees -= holding.fees * share
        self._hold(holding, signed, closing, price, commission)
        if holding.quantity == 0.0:
            del self.holdings[listing]
        return realized

    @staticmethod
    def _hold(holding: Holding, signed: float, closing: float, price: float, commission: float) -> None:
        opening = abs(signed) - closing
        held = abs(holding.quantity) - closing
        if opening:
            holding.average = (holding.average * held + price * opening) / (held + opening)
            holding.fees += 0.0 if closing else commission
        holding.quantity = round(holding.quantity + signed, 9)
