"""One account over a link: its orders, executions and positions as they are known, kept up to date inside the loop."""

import asyncio
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from tradecore.errors import LinkDown
from tradecore.instruments import Instrument
from tradecore.live.events import Commission, Fill, OrderStatus, Reconcile, Report
from tradecore.live.orders import Protection
from tradecore.simulation.prices import NEARLY
from tradecore_ibkr import desk
from tradecore_ibkr.codes import Refusal
from tradecore_ibkr.contracts import Qualified, qualify
from tradecore_ibkr.desk import PROTECTIVE, Resting, symbol_of
from tradecore_ibkr.executions import Executions
from tradecore_ibkr.link import Link, Notice
from tradecore_ibkr.orders import Desk
from tradecore_ibkr.statuses import standing_of

# Seconds: before what became doubtful is asked for, since more may come with it, and before a commission is again.
SOON, CHARGED = 0.1, 30.0
# Nothing follows one of these.
FINAL = ("filled", "cancelled", "rejected")


@dataclass(frozen=True, slots=True)
class Sent:
    """An order that left from here: `quantity` units, signed."""

    ref: str
    symbol: str
    quantity: float
    kind: str


class Account:
    """A guest of the link. Everything but the constructor happens inside the loop, or between two turns of it."""

    def __init__(self, link: Link, account: str, instruments: Sequence[Instrument], wake: Callable[[], None]) -> None:
        self.link, self.account, self._instruments, self._wake = link, account, instruments, wake
        self.contracts: dict[str, Qualified] = {}
        self.symbols: dict[int, str] = {}
        self.executions = Executions(account)
        self.resting: dict[int, Resting] = {}
        self.sent: dict[str, Sent] = {}
        self.prices: dict[tuple[str, float], float] = {}
        self._types: dict[str, str] = {}
        self._names: dict[str, str] = {}
        self._queue: deque[Report] = deque()
        self._told: dict[str, str] = {}
        self._reasons: dict[str, str] = {}
        self._uncharged: dict[str, float] = {}
        self._doubts: set[str] = set()
        self._asker: asyncio.Task[None] | None = None
        self._heard: Any = None
        self._asking_positions = False

    # What the link tells.

    async def settle(self, ib: Any) -> None:  # noqa: ANN401
        """Contracts, subscriptions, and everything that the account has: all of it, or the link is not up."""
        if ib is not self._heard:
            self._listen(ib)
        for instrument in self._instruments:
            found = await qualify(self.link, instrument)
            self.contracts[instrument.symbol] = found
            self.symbols[found.number] = instrument.symbol
        await self.link.answer("the account", lambda ib: ib.reqAccountUpdatesAsync(self.account))
        await self.look()
        await self._positions()
        # A link that died while protection was replaced leaves the old and the new.
        self.doubt("")

    def told(self, notice: Notice) -> None:
        """No error ends an order: it is asked for."""
        trade = self._trade_of(notice.request)
        if trade is None:
            return
        self._reasons[trade.order.orderRef] = notice.said.rpartition("reason:")[2].strip() or notice.said
        self.doubt(trade.order.orderRef)

    def lost(self) -> None:
        """What is to be known is asked for when the link is up again."""
        self._doubts.clear()

    # What the session asks.

    def drain(self) -> list[Report]:
        """What has happened since the last time."""
        found = [replace_charge(report, self.executions) for report in self._queue]
        self._queue.clear()
        for report in found:
            if isinstance(report, Fill) and report.commission is None:
                self._uncharged[report.id] = self.link.pump.loop.time() + CHARGED
        return [*found, *self._charges()]

    @property
    def waits(self) -> bool:
        """Whether there is something to be drained."""
        return bool(self._queue) or any(key in self.executions.charges for key in self._uncharged)

    def everything(self, since: int) -> list[Report]:
        """All fills from `since` on, then what else there was to tell."""
        said = [one for one in self._queue if not isinstance(one, Fill)]
        self._queue.clear()
        keys = sorted(self.executions.found, key=lambda key: (self.executions.found[key].execution.time, key))
        fills = [self._fill(key) for key in keys]
        for key in keys:
            self.executions.tell(key)
        return [*(fill for fill in fills if fill.time >= since), *said]

    def sending(self, sent: Sent) -> None:
        """An order leaves."""
        self.sent[sent.ref] = sent
        self._types[sent.ref], self._names[sent.ref] = sent.kind, sent.symbol

    def knows(self, ref: str) -> bool:
        """Whether an order of this orderRef was given before, as far as anybody here has heard."""
        executed = any(one.execution.orderRef == ref for one in self.executions.found.values())
        return executed or ref in self._types

    async def look(self) -> dict[str, Any]:
        """Asks for all that works and all that was executed; returns the orders that have ended, by orderRef."""
        found = await desk.open_orders(self.link, self.account, self.symbols)
        ended = await desk.ended_orders(self.link, self.account)
        await desk.look_for_executions(self.link, self.executions)
        self.resting = {one.number: one for one in found}
        for one in found:
            self._types[one.ref] = one.order.orderType
        for ref, trade in ended.items():
            self._types.setdefault(ref, trade.order.orderType)
            self._names[ref] = symbol_of(trade.contract, self.symbols)
        self._take()
        return ended

    async def holdings(self) -> Reconcile:
        """Positions, orders and protection, of one moment; not complete where a part is missing."""
        await self.look()
        found, whole = await self._positions()
        cash = desk.cash_of(self.link, self.account)
        if not whole or cash is None:
            return Reconcile(complete=False)
        held, averages = dict[str, float](), dict[str, float]()
        for one in found:
            symbol = symbol_of(one.contract, self.symbols)
            held[symbol] = held.get(symbol, 0.0) + float(one.position)
            averages[symbol] = float(one.avgCost) / float(one.contract.multiplier or 1.0)
        for fill in (self._fill(key) for key in self.executions.untold()):
            # It is told of next: what is held is told as before it.
            held[fill.symbol] = held.get(fill.symbol, 0.0) - fill.quantity
        held = {symbol: quantity for symbol, quantity in held.items() if abs(quantity) > NEARLY}
        working = tuple(one.ref for one in self.resting.values() if not one.protects)
        protection = tuple(one for symbol, quantity in held.items() if (one := self.protection(symbol, quantity)))
        averages = {symbol: averages[symbol] for symbol in held if symbol in averages}
        return Reconcile(
            complete=True,
            positions=held,
            averages=averages,
            working=working,
            protection=protection,
            cash=cash,
        )

    async def held(self, symbol: str) -> float:
        """The position that the account really has now; raises LinkDown where it cannot be known."""
        found, whole = await self._positions()
        if not whole:
            raise LinkDown("positions and executions do not go together")
        number = self.contracts[symbol].number
        return sum(float(one.position) for one in found if one.contract.conId == number)

    def at_work(self, ref: str) -> Resting | None:
        """The order with this orderRef, None where none works."""
        return next((one for one in self.resting.values() if one.ref == ref), None)

    def legs(self, symbol: str) -> list[Resting]:
        """Stops and targets of a symbol that rest."""
        return [one for one in self.resting.values() if one.protects and one.symbol == symbol]

    def protection(self, symbol: str, held: float) -> Protection | None:
        """What rests beside a position, by the newest of its decisions; None for nothing."""
        against = [one for one in self.legs(symbol) if one.side * held < 0.0]
        if not against:
            return None
        decision = max(against, key=lambda one: int(one.order.permId)).decision
        ours = [one for one in against if one.decision == decision]
        stop = next((self._asked(one.ref, one.order.auxPrice) for one in ours if one.leg == "stop"), None)
        profit = next((self._asked(one.ref, one.order.lmtPrice) for one in ours if one.leg == "target"), None)
        size = min(self._size(one, held) for one in ours)
        return Protection(decision, symbol, size if held > 0.0 else -size, stop, profit)

    def doubt(self, ref: str) -> None:
        """It is not known what has become of an order; an empty ref is about executions."""
        self._doubts.add(ref)
        if self._asker is None or self._asker.done():
            self._asker = self.link.pump.start(self._resolve())

    def say(self, report: Report) -> None:
        """One more report."""
        self._queue.append(report)
        self._wake()

    def desk(self, symbol: str) -> Desk:
        """Makes orders of a symbol."""
        return Desk(self.link.library, self.account, self.contracts[symbol].tick)

    # What comes by itself.

    def _listen(self, ib: Any) -> None:  # noqa: ANN401
        self._heard = ib
        ib.openOrderEvent += self._on_order
        ib.orderStatusEvent += self._on_order
        ib.execDetailsEvent += lambda _, fill: self._on_execution(fill)
        ib.commissionReportEvent += lambda *said: self._on_commission(said[1])
        ib.positionEvent += self._on_position

    def _on_order(self, trade: Any) -> None:  # noqa: ANN401
        order, log = trade.order, trade.log
        if order.account != self.account or not order.orderRef:
            return
        self._types[order.orderRef] = order.orderType
        # What the library makes of an error is not the gateway's word.
        made_up = bool(log) and bool(log[-1].errorCode)
        standing = standing_of(trade.orderStatus.status)
        if made_up or standing == "ended":
            self.doubt(order.orderRef)
        elif standing == "working":
            rests = Resting(order.orderRef, symbol_of(trade.contract, self.symbols), trade)
            self.resting[rests.number] = rests
            self._status(order.orderRef, "working")

    def _on_execution(self, fill: Any) -> None:  # noqa: ANN401
        if self.executions.take(fill):
            self._take()

    def _on_commission(self, fill: Any) -> None:  # noqa: ANN401
        if fill.execution.acctNumber == self.account:
            self.executions.charge(fill)
            self._wake()

    def _on_position(self, position: Any) -> None:  # noqa: ANN401
        """Somebody else's trades are seen by positions only: executions of other clients are not told of."""
        if position.account == self.account and not self._asking_positions:
            self.doubt("")

    # What follows from it.

    def _take(self) -> None:
        """Tells of executions that nobody has heard of, and that an order is filled once all of it was executed."""
        for key in self.executions.untold():
            self.executions.tell(key)
            fill = self._fill(key)
            self._queue.append(fill)
            self._if_filled(fill.ref)
            self._wake()

    def _if_filled(self, ref: str) -> None:
        sent, rests = self.sent.get(ref), self.at_work(ref)
        size = abs(sent.quantity) if sent is not None else 0.0
        if sent is None and rests is not None:
            size = float(rests.order.totalQuantity)
        if size and self.executions.sum_of(ref) >= size - NEARLY:
            self.resting = {number: one for number, one in self.resting.items() if one.ref != ref}
            self._status(ref, "filled")

    def _status(self, ref: str, status: Any, reason: str = "") -> None:  # noqa: ANN401
        protects = ref.rpartition("-")[2] in PROTECTIVE
        # Several orders, one after the other, may protect by one decision.
        if status in ("working", "filled") if protects else self._told.get(ref) in (status, *FINAL):
            return
        self._told[ref] = status
        symbol = self._symbol(ref)
        self._queue.append(OrderStatus(ref, symbol, status, reason))
        self._wake()

    async def _resolve(self) -> None:
        """Asks what has become of everything doubtful, as long as there is any."""
        with suppress(LinkDown, Refusal):
            while self._doubts:
                await asyncio.sleep(SOON)
                doubted, self._doubts = self._doubts, set()
                ended = await self.look()
                for ref in sorted(doubted - {""}):
                    self._settle(ref, ended.get(ref))
                await self._tidy()

    def _settle(self, ref: str, ended: Any) -> None:  # noqa: ANN401
        """What a whole answer says of an order; one that nobody knows may still be on its way."""
        if self.at_work(ref) is not None:
            self._status(ref, "working")
        elif ended is not None:
            self.ended(ref, ended)

    def ended(self, ref: str, trade: Any) -> None:  # noqa: ANN401
        """An order has ended; `trade` is what the gateway says of it."""
        self._if_filled(ref)
        status, size = trade.orderStatus.status, float(trade.order.totalQuantity)
        if size and self.executions.sum_of(ref) >= size - NEARLY:
            self._status(ref, "filled")
        elif status == "Inactive":
            self._status(ref, "rejected", self._reasons.get(ref, "the broker refused it"))
        elif status != "Filled":
            self._status(ref, "cancelled", self._reasons.get(ref, ""))

    async def _tidy(self) -> None:
        """Lets nothing rest that protects more than is held, and asks for protection to be put in order."""
        for symbol in {one.symbol for one in self.resting.values() if one.protects} & set(self.contracts):
            waiting = {one.decision for one in self.resting.values() if one.leg == "entry" and one.symbol == symbol}
            legs = [one for one in self.legs(symbol) if one.decision not in waiting]
            if legs:
                self._trim(legs, await self.held(symbol))

    def _trim(self, legs: Sequence[Resting], held: float) -> None:
        """Of stops and of targets one each is to rest, the newest, for what is held."""
        client = self.link.ib.client
        for leg in PROTECTIVE:
            against = [one for one in legs if one.leg == leg and one.side * held < 0.0]
            newest = max(against, key=lambda one: one.number, default=None)
            covers = newest is None or self._left(newest) > abs(held) - NEARLY
            for one in (one for one in legs if one.leg == leg and one.client == self.link.number):
                if one is newest and self._left(one) > abs(held) + NEARLY:
                    one.order.totalQuantity = abs(held) + self.executions.sum_of(one.ref)
                    client.placeOrder(one.order.orderId, one.trade.contract, one.order)
                elif one is not newest and (covers or one not in against):
                    client.cancelOrder(one.order.orderId, "")
            if newest is not None and not covers and len(against) > 1:
                # Of a position that has grown, a part is protected by an earlier decision: the session puts it right.
                self.say(OrderStatus(newest.ref, newest.symbol, "cancelled", "an earlier order protects a part"))

    def _left(self, leg: Resting) -> float:
        return float(leg.order.totalQuantity) - self.executions.sum_of(leg.ref)

    def _charges(self) -> Iterator[Commission]:
        now = self.link.pump.loop.time()
        for key, due in list(self._uncharged.items()):
            charge = self.executions.charge_of(key)
            if charge is not None:
                del self._uncharged[key]
                yield charge
            elif now >= due:
                self._uncharged[key] = now + CHARGED
                self.doubt("")

    async def _positions(self) -> tuple[Sequence[Any], bool]:
        self._asking_positions = True
        try:
            return await desk.positions(self.link, self.account, self.executions)
        finally:
            self._asking_positions = False

    def _fill(self, key: str) -> Fill:
        fill = self.executions.found[key]
        ref = fill.execution.orderRef
        return self.executions.fill(key, symbol_of(fill.contract, self.symbols), self._types.get(ref, ""))

    def _symbol(self, ref: str) -> str:
        rests = self.at_work(ref)
        if rests is not None:
            return rests.symbol
        if ref in self._names:
            return self._names[ref]
        return next((self._fill(k).symbol for k, f in self.executions.found.items() if f.execution.orderRef == ref), "")

    def _trade_of(self, number: int) -> Any:  # noqa: ANN401
        """The order of this client with that number, None for the number of a request."""
        ib = self.link.ib
        trades = ib.trades() if ib is not None and number > 0 else ()
        mine = (one for one in trades if one.order.orderId == number and one.order.clientId == self.link.number)
        return next((one for one in mine if one.order.orderRef), None)

    def _asked(self, ref: str, price: float) -> float:
        return self.prices.get((ref, float(price)), float(price))

    def _size(self, leg: Resting, held: float) -> float:
        """What a leg protects: no more than is held while its entry is still filling."""
        size = self._left(leg)
        filling = any(one.leg == "entry" and one.decision == leg.decision for one in self.resting.values())
        return min(size, abs(held)) if filling else size


def replace_charge(report: Report, executions: Executions) -> Report:
    """A fill with its commission, where that came meanwhile."""
    if isinstance(report, Fill) and report.commission is None:
        return replace(report, commission=executions.amount(report.id, report.revision))
    return report
