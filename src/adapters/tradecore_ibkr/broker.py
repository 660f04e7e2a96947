"""The broker: one account at Interactive Brokers behind the port."""

import asyncio
from collections.abc import Callable, Sequence
from time import time_ns
from typing import Any

from tradecore.errors import LinkDown
from tradecore.live.events import OrderStatus, Reconcile, Report
from tradecore.live.orders import Order, Protection
from tradecore.ports.bar_stream import BarStream
from tradecore.ports.broker import AccountWanted
from tradecore.simulation.prices import NEARLY
from tradecore_ibkr.account import Account, Sent
from tradecore_ibkr.bars.stream import IbkrBars
from tradecore_ibkr.codes import Refusal
from tradecore_ibkr.desk import Resting
from tradecore_ibkr.guard import check_account, check_connected
from tradecore_ibkr.hours import intervals
from tradecore_ibkr.link import Link
from tradecore_ibkr.others import cancel_others

TWICE = "an order of this orderRef was given before"
HOLDS = "Interactive Brokers does not close a position after so many bars"
# Seconds that a protective order has to rest before the one that it replaces is taken away.
RESTS, SHORT = 15.0, 0.1


class IbkrBroker:
    """One account, spoken to by one client. Single-threaded: its loop runs while one of its methods does.

    Orders are known by their orderRef, executions by their id without the number of a correction, and nothing by the
    number of an order, which a gateway may begin anew.
    """

    def __init__(
        self,
        wanted: AccountWanted,
        loop: asyncio.AbstractEventLoop | None = None,
        now: Callable[[], int] = time_ns,
        seed: int | None = None,
    ) -> None:
        """Raises AccountRefused for an account that must not be traded in this mode; nothing is connected yet."""
        self._wanted = wanted
        check_account(wanted.mode, wanted.account, wanted.gateway.real_accounts)
        self.link = Link(wanted.gateway, "panic" if wanted.beside else "session", self._admit, loop, now, seed)
        self.account = Account(self.link, wanted.account, wanted.instruments, self.link.pump.wake)
        self.link.guests.append(self.account)
        self._losses = -1

    def connect(self) -> None:
        """Waits a while for the link, which is made again for ever; raises AccountRefused, too."""
        self.link.connect()
        self._losses = self.link.losses

    def submit(self, order: Order) -> None:
        """An entry goes as a bracket; an exit joins the group of the protection, which its fills make smaller."""
        self._check()
        problem = HOLDS if order.hold else TWICE if self.account.knows(order.ref) else ""
        if problem:
            self.account.say(OrderStatus(order.ref, order.symbol, "rejected", problem))
            return
        self._run(self._submit(order))

    def cancel(self, ref: str) -> None:
        """Asks for the end; what came of it is asked for, too."""
        self._check()
        self._run(self._cancel(ref))

    def amend(self, ref: str, target: float) -> None:
        """Changes the quantity so that it leads to `target`; an order that is not needed any more is cancelled."""
        self._check()
        self._run(self._amend(ref, target))

    def protect(self, protection: Protection) -> None:
        """Lets legs for the quantity that is really held rest, then takes the old ones away."""
        self._check()
        self._run(self._protect(protection))

    def reports(self, wait: float = 0.0) -> Sequence[Report]:
        """What was told; while the link is down behind the gateway, fills are still handed over."""
        pump = self.link.pump
        pump.pump(0.0 if self.account.waits else wait)
        found = self.account.drain()
        if not found:
            self._check()
        return found

    def executions(self, since: int) -> Sequence[Report]:
        """All fills of today, each by its newest correction, and what has become of orders that have ended."""
        self._check()
        ended = self._run(self.account.look())
        found = self.account.everything(since)
        for ref, trade in ended.items():
            if self.account.at_work(ref) is None:
                self.account.ended(ref, trade)
        return [*found, *self.account.drain()]

    def holdings(self) -> Reconcile:
        """Asked for anew."""
        self._check()
        return self._run(self.account.holdings())

    def close(self) -> None:
        """Ends the link."""
        self.link.close()

    def hours(self, symbol: str) -> Sequence[tuple[int, int]]:
        """The liquid hours of the contract, as they were when the link was made."""
        if symbol not in self.account.contracts:
            raise LinkDown(self.link.problem)
        return self._hours(symbol)

    def stream(self) -> BarStream:
        """Live bars over the same link; see StreamsBars."""
        return IbkrBars(self.link, self._hours)

    def time(self) -> int | None:
        """The gateway's clock, which tells whole seconds."""
        return self.link.time

    def cancel_everything(self) -> None:
        """All orders of the account, whoever gave them."""
        self._check()
        self.link.ib.reqGlobalCancel()
        self.account.doubt("")

    def _hours(self, symbol: str) -> Sequence[tuple[int, int]]:
        found = self.account.contracts.get(symbol)
        return intervals(found.hours, found.zone) if found is not None else ()

    def _admit(self, connected: Sequence[str]) -> None:
        check_connected(self._wanted.mode, self._wanted.account, connected)

    def _check(self) -> None:
        """A link that was lost and is up again counts as down until somebody connects: something may be missing."""
        self.link.check()
        if self._losses != self.link.losses:
            raise LinkDown(self.link.problem or "the link was lost, and is up again")

    def _run(self, work: Any) -> Any:  # noqa: ANN401
        try:
            return self.link.pump.run(work)
        except Refusal as error:
            raise LinkDown(str(error)) from error

    async def _submit(self, order: Order) -> None:
        account, ib = self.account, self.link.ib
        legs = [one for one in account.legs(order.symbol) if one.side * order.quantity > 0.0]
        # The whole of it ends the others of its group: a part of the position would be left without protection.
        ends = order.target * order.quantity >= 0.0
        group = _group(legs, self.link.number) if ends else ""
        made = account.desk(order.symbol).bracket(order, ib.client.getReqId(), group)
        for _ in made[1:]:
            ib.client.getReqId()
        account.sending(Sent(order.ref, order.symbol, order.quantity, made[0].orderType))
        self._remember(made, order.stop, order.profit)
        contract = account.contracts[order.symbol].contract
        for one in made:
            ib.placeOrder(contract, one)

    async def _cancel(self, ref: str) -> None:
        account = self.account
        rests = account.at_work(ref)
        if rests is None:
            await account.look()
            rests = account.at_work(ref)
        if rests is not None:
            await self._end([rests])
        account.doubt(ref)

    async def _amend(self, ref: str, target: float) -> None:
        account = self.account
        await account.look()
        rests = account.at_work(ref)
        if rests is None:
            account.doubt(ref)
            return
        filled = account.executions.sum_of(ref)
        change = target - (await account.held(rests.symbol) - rests.side * filled)
        if change * rests.side <= filled + NEARLY:
            await self._cancel(ref)
            return
        size = abs(change)
        self._change(rests, size)
        for leg in account.legs(rests.symbol):
            if leg.decision == rests.decision:
                self._change(leg, min(size, abs(target)))
        if ref in account.sent:
            sent = account.sent[ref]
            account.sent[ref] = Sent(ref, sent.symbol, rests.side * size, sent.kind)
        account.say(OrderStatus(ref, rests.symbol, "amended"))

    async def _protect(self, protection: Protection) -> None:
        account, symbol = self.account, protection.symbol
        await account.look()
        held = await account.held(symbol)
        old = account.legs(symbol)
        if protection.hold:
            account.say(OrderStatus(f"{protection.ref}-stop", symbol, "rejected", HOLDS))
        wanted = Protection(protection.ref, symbol, held, protection.stop, protection.profit)
        made = account.desk(symbol).legs(wanted, _group(old, self.link.number)) if held else []
        self._remember(made, protection.stop, protection.profit)
        kept = [one for one in old if any(_same(one, leg) for leg in made)]
        fresh = [leg for leg in made if not any(_same(one, leg) for one in old)]
        for leg in fresh:
            leg.orderId = self.link.ib.client.getReqId()
            leg.ocaGroup = leg.ocaGroup or f"{protection.ref}/{leg.orderId}"
        for leg in fresh:
            leg.ocaGroup = fresh[0].ocaGroup
            self.link.ib.placeOrder(account.contracts[symbol].contract, leg)
        if fresh and not await self._rest([leg.orderId for leg in fresh]):
            # What rested before stays.
            account.say(OrderStatus(fresh[0].orderRef, symbol, "rejected", "it does not rest at the broker"))
            return
        await self._end([one for one in old if one not in kept])

    async def _rest(self, numbers: Sequence[int]) -> bool:
        """Whether the gateway has taken orders within a while."""
        deadline = self.link.pump.loop.time() + RESTS
        while self.link.pump.loop.time() < deadline:
            known = {int(one.order.orderId) for one in self.account.resting.values() if one.client == self.link.number}
            if set(numbers) <= known:
                return True
            await asyncio.sleep(SHORT)
            await self.account.look()
        return False

    async def _end(self, orders: Sequence[Resting]) -> None:
        others = [one for one in orders if one.client != self.link.number]
        for one in orders:
            if one not in others:
                self.link.ib.client.cancelOrder(one.order.orderId, "")
        if others:
            await cancel_others(self.link, self.account, others)

    def _change(self, rests: Resting, size: float) -> None:
        rests.order.totalQuantity = size
        self.link.ib.client.placeOrder(rests.order.orderId, rests.trade.contract, rests.order)

    def _remember(self, made: Sequence[Any], stop: float | None, profit: float | None) -> None:
        """A price that was rounded for the exchange stands for the one that was asked for."""
        for one in made:
            asked, sent = (stop, one.auxPrice) if one.orderRef.endswith("-stop") else (profit, one.lmtPrice)
            if asked is not None:
                self.account.prices[one.orderRef, float(sent)] = asked


class IbkrBrokers:
    """Opens accounts at Interactive Brokers; importing the library is left to that moment."""

    modes = ("paper", "real")

    def open(self, wanted: AccountWanted) -> IbkrBroker:
        """The account, not connected yet."""
        return IbkrBroker(wanted)


def _group(legs: Sequence[Resting], number: int) -> str:
    """The group of legs of this client, which new ones join: whichever fills first ends all of them."""
    return next((one.order.ocaGroup for one in legs if one.client == number and one.order.ocaGroup), "")


def _same(rests: Resting, wanted: Any) -> bool:  # noqa: ANN401
    """Whether what rests is already what is wanted."""
    order = rests.order
    return (order.orderRef, order.orderType, float(order.totalQuantity)) == (
        wanted.orderRef,
        wanted.orderType,
        float(wanted.totalQuantity),
    ) and (order.auxPrice if order.orderType == "STP" else order.lmtPrice) == (
        wanted.auxPrice if order.orderType == "STP" else wanted.lmtPrice
    )
