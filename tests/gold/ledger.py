"""An account kept by hand: the fill rules once more, slowly, in exact fractions.

Written from the fill rules alone, so that the kernel has something to be wrong against. One bar of one
instrument is a dict of `time`, `available`, `open`, `high`, `low`, `close`, `nights`, `split`, `dividend`;
a halted instrument has no bar. Decisions are keyed by (symbol, place of the bar in its own list) and hold
`target` and perhaps `stop`, `profit`, `hold`; a bar without one keeps what it has.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

Bar = Mapping[str, Any]
Decisions = Mapping[tuple[str, int], Mapping[str, Any]]
Commission = Callable[[Fraction, Fraction], Fraction]
ZERO = Fraction(0)


def commission(name: str, rate: float = 0.0, minimum: float = 0.0) -> Commission:
    """What one order costs, as a function of the units and the money it has traded so far."""
    per, least = Fraction(rate), Fraction(minimum)
    models: dict[str, Commission] = {
        "none": lambda units, value: ZERO,
        "fraction": lambda units, value: max(per * value, least),
        "per_share": lambda units, value: max(per * units, least),
        "per_order": lambda units, value: max(per, least),
        "ibkr_fixed": lambda units, value: min(max(Fraction("0.005") * units, Fraction(1)), value / 100),
    }
    return models[name]


@dataclass
class Wish:
    """What was decided at a close, waiting for the next open."""

    target: Fraction
    stop: Fraction | None
    profit: Fraction | None
    hold: int
    due: bool


@dataclass
class Holding:
    """One instrument's page in the ledger."""

    symbol: str
    bars: Sequence[Bar]
    place: int = -1
    units: Fraction = ZERO
    paid: Fraction = ZERO
    entry_costs: Fraction = ZERO
    carry: Fraction = ZERO
    entry_time: int = 0
    age: int = 0
    stop: Fraction | None = None
    profit: Fraction | None = None
    hold: int = 0
    mark: Fraction = ZERO
    wish: Wish | None = None
    order_units: Fraction = ZERO
    order_value: Fraction = ZERO
    order_charged: Fraction = ZERO
    gone: bool = False
    bar: Bar = field(default_factory=dict)

    @property
    def side(self) -> int:
        """1 long, -1 short, 0 flat."""
        return (self.units > 0) - (self.units < 0)

    def price(self, name: str) -> Fraction:
        """A price of the current bar, exactly."""
        return Fraction(self.bar[name])


@dataclass
class Ledger:
    """One cash account for several instruments; `run` keeps it bar by bar.

    `fills`, `trades` and `marks` are lists of dicts of floats; `events` holds (time, symbol, reason) of
    every entry that was not taken.
    """

    cash: Fraction
    costs: Commission = field(default_factory=lambda: commission("none"))
    slippage_bps: float = 0.0
    borrow: float = 0.0
    fills: list[dict[str, Any]] = field(default_factory=list)
    trades: list[dict[str, Any]] = field(default_factory=list)
    marks: list[dict[str, Any]] = field(default_factory=list)
    events: list[tuple[int, str, str]] = field(default_factory=list)
    pages: list[Holding] = field(default_factory=list)

    def run(self, market: Mapping[str, Sequence[Bar]], decisions: Decisions) -> "Ledger":
        """Goes through every time that any instrument has a bar at, instruments in the market's order."""
        self.pages = [Holding(symbol, bars) for symbol, bars in market.items()]
        for time in sorted({bar["time"] for bars in market.values() for bar in bars}):
            present = [page for page in self.pages if self._turn(page, time)]
            for page in present:
                self._corporate_actions(page)
            for page in present:
                self._exits_at_open(page)
            for page in present:
                self._entry_at_open(page)
            for page in present:
                self._stop_and_target(page)
            for page in present:
                self._close(page)
            self._mark(time, present)
            for page in present:
                self._decide(page, decisions)
        return self

    def _turn(self, page: Holding, time: int) -> bool:
        following = page.place + 1
        if following >= len(page.bars) or page.bars[following]["time"] != time:
            return False
        page.place, page.bar = following, page.bars[following]
        return True

    def _corporate_actions(self, page: Holding) -> None:
        ratio, paid = Fraction(page.bar["split"]), Fraction(page.bar["dividend"])
        page.units *= ratio
        for holder in (page, page.wish):
            if holder is not None:
                holder.stop = None if holder.stop is None else holder.stop / ratio
                holder.profit = None if holder.profit is None else holder.profit / ratio
        if page.wish is not None:
            page.wish.target *= ratio
        page.paid, page.mark = page.paid / ratio, page.mark / ratio
        self.cash += page.units * paid
        page.carry += page.units * paid

    def _exits_at_open(self, page: Holding) -> None:
        page.order_units = page.order_value = page.order_charged = ZERO
        page.gone = False
        page.mark = page.price("open")
        wish = page.wish
        if wish is None:
            return
        if wish.due and wish.target * page.side > 0:
            wish.target = ZERO
        less = page.units - wish.target
        if page.side and less * page.side > 0:
            closing = min(abs(less), abs(page.units))
            kind = "hold" if wish.due else "market"
            self._trade(page, -page.side * closing, page.price("open"), kind, slips=True)
        if page.side and page.side * wish.target > 0:
            page.stop, page.profit, page.hold = wish.stop, wish.profit, wish.hold
            self._gap(page)

    def _gap(self, page: Holding) -> None:
        opening = page.price("open")
        if page.stop is not None and (opening - page.stop) * page.side <= 0:
            self._new_order(page)
            page.gone = True
            self._trade(page, -page.units, opening, "stop", slips=True)
        elif page.profit is not None and (opening - page.profit) * page.side >= 0:
            self._new_order(page)
            page.gone = True
            self._trade(page, -page.units, opening, "profit", slips=False)

    def _entry_at_open(self, page: Holding) -> None:
        wish, page.wish = page.wish, None
        if wish is None or page.gone:
            return
        more = wish.target - page.units
        side = (more > 0) - (more < 0)
        if not side or side * wish.target <= 0:
            return
        price = self._slipped(page.price("open"), side)
        beyond_stop = wish.stop is not None and (price - wish.stop) * side <= 0
        beyond_profit = wish.profit is not None and (price - wish.profit) * side >= 0
        if beyond_stop or beyond_profit:
            self.events.append((page.bar["time"], page.symbol, "beyond"))
            return
        if abs(more) * price + self._charge(page, abs(more), price) > self._free():
            self.events.append((page.bar["time"], page.symbol, "buying power"))
            return
        self._trade(page, more, page.price("open"), "market", slips=True)
        page.stop, page.profit, page.hold = wish.stop, wish.profit, wish.hold

    def _stop_and_target(self, page: Holding) -> None:
        opening, side = page.price("open"), page.side
        if not side:
            return
        worst, best = (page.price("low"), page.price("high")) if side > 0 else (page.price("high"), page.price("low"))
        self._new_order(page)
        if page.stop is not None and (worst - page.stop) * side <= 0:
            price = min(opening, page.stop) if side > 0 else max(opening, page.stop)
            self._trade(page, -page.units, price, "stop", slips=True)
        elif page.profit is not None and (best - page.profit) * side >= 0:
            price = max(opening, page.profit) if side > 0 else min(opening, page.profit)
            self._trade(page, -page.units, price, "profit", slips=False)

    def _close(self, page: Holding) -> None:
        page.mark = page.price("close")
        page.age += 1 if page.side else 0
        if page.side < 0:
            rent = -page.units * page.mark * Fraction(self.borrow) * page.bar["nights"] / 365
            self.cash -= rent
            page.carry -= rent

    def _mark(self, time: int, present: Sequence[Holding]) -> None:
        value = sum((page.units * page.mark for page in self.pages), ZERO)
        gross = sum((abs(page.units) * page.mark for page in self.pages), ZERO)
        self.marks.append(
            {
                "time": time,
                "available": max(page.bar["available"] for page in present),
                "equity": float(self.cash + value),
                "cash": float(self.cash),
                "position_value": float(value),
                "exposure": float(gross),
            }
        )

    def _decide(self, page: Holding, decisions: Decisions) -> None:
        given = decisions.get((page.symbol, page.place))
        if given is None:
            target, stop, profit, hold = page.units, page.stop, page.profit, page.hold
        else:
            target, hold = Fraction(given["target"]), int(given.get("hold", 0))
            stop, profit = _price(given.get("stop")), _price(given.get("profit"))
        due = page.side * target > 0 and 0 < hold <= page.age
        page.wish = Wish(target, stop, profit, hold, due)

    def _new_order(self, page: Holding) -> None:
        page.order_units = page.order_value = page.order_charged = ZERO

    def _charge(self, page: Holding, units: Fraction, price: Fraction) -> Fraction:
        whole = self.costs(page.order_units + units, page.order_value + units * price)
        return whole - page.order_charged

    def _free(self) -> Fraction:
        equity = self.cash + sum((page.units * page.mark for page in self.pages), ZERO)
        return equity - sum((abs(page.units) * page.mark for page in self.pages), ZERO)

    def _slipped(self, price: Fraction, side: int) -> Fraction:
        return price * (1 + side * Fraction(self.slippage_bps) / 10_000)

    def _trade(self, page: Holding, units: Fraction, price: Fraction, kind: str, *, slips: bool) -> None:
        side = (units > 0) - (units < 0)
        at = self._slipped(price, side) if slips else price
        charged = self._charge(page, abs(units), at)
        page.order_units += abs(units)
        page.order_value += abs(units) * at
        page.order_charged += charged
        self.cash -= units * at + charged
        self.fills.append(
            {
                "time": page.bar["time"],
                "symbol": page.symbol,
                "quantity": float(units),
                "price": float(at),
                "notional": float(abs(units) * at),
                "commission": float(charged),
                "slippage": float(abs(units) * abs(at - price)),
                "kind": kind,
            }
        )
        if page.side and page.side != side:
            self._book(page, units, at, charged, kind)
        else:
            self._open(page, units, at, charged)

    def _open(self, page: Holding, units: Fraction, price: Fraction, charged: Fraction) -> None:
        if not page.side:
            page.entry_time, page.age = page.bar["time"], 0
            page.entry_costs = page.carry = page.paid = ZERO
        total = page.units + units
        page.paid = (page.paid * page.units + price * units) / total
        page.units = total
        page.entry_costs += charged

    def _book(self, page: Holding, units: Fraction, price: Fraction, charged: Fraction, kind: str) -> None:
        share = -units / page.units
        gross = (price - page.paid) * -units
        costs, carry = page.entry_costs * share + charged, page.carry * share
        self.trades.append(
            {
                "time": page.bar["time"],
                "symbol": page.symbol,
                "side": "long" if page.side > 0 else "short",
                "quantity": float(abs(units)),
                "entry_time": page.entry_time,
                "entry_price": float(page.paid),
                "exit_time": page.bar["time"],
                "exit_price": float(price),
                "gross": float(gross),
                "costs": float(costs),
                "carry": float(carry),
                "net": float(gross - costs + carry),
                "bars": page.age,
                "exit_kind": kind,
            }
        )
        page.entry_costs *= 1 - share
        page.carry *= 1 - share
        page.units += units
        if not page.side:
            page.stop = page.profit = None
            page.hold = page.age = 0


def _price(value: float | None) -> Fraction | None:
    return None if value is None else Fraction(value)
