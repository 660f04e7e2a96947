"""The simulated broker: an exchange of the core's behind the port of a broker, with a memory and faults on request."""

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from tradecore.errors import LinkDown
from tradecore.live.events import BarRow, Fill, OrderStatus, Reconcile, Report
from tradecore.live.exchange import Exchange
from tradecore.live.orders import Order, Protection
from tradecore.ports.broker import AccountWanted
from tradecore_kit.codec import decode, encode
from tradecore_simulated.memory import Memory

FILE = "broker.jsonl"


class SimulatedBroker:
    """One account, whose exchange is told everything in the order in which the file has it.

    What the file holds has happened, whether a session has heard of it or not: opened again after its process died,
    it answers as a real broker does to somebody who comes back. Several clients may have the account open at once, as
    a session and somebody in panic: each hears of what the others did when it next asks or acts.
    """

    def __init__(self, wanted: AccountWanted) -> None:
        rules, self._faults = wanted.rules, wanted.faults
        if self._faults.partial:
            rules = rules._replace(cap=min(self._faults.partial, rules.cap or 1.0))
        self._exchange = Exchange.opened(wanted.instruments, rules, wanted.cash)
        self._path = Path(wanted.folder) / FILE
        self._memory = Memory(self._path)
        self._up, self._orders = False, 0
        self._happened: list[Report] = []
        self._waiting: deque[tuple[int, Report]] = deque()
        self._bars = 0
        self._catch_up()
        self._waiting.clear()

    def connect(self) -> None:
        """What was about to be reported is not: it is asked for."""
        if not self._up:
            self._catch_up()
            self._waiting.clear()
        self._up = True

    def submit(self, order: Order) -> None:
        """Kept, then given to the exchange."""
        self._call({"call": "submit", "order": encode(order)})

    def cancel(self, ref: str) -> None:
        """Kept, then done."""
        self._call({"call": "cancel", "ref": ref})

    def amend(self, ref: str, target: float) -> None:
        """Kept, then done."""
        self._call({"call": "amend", "ref": ref, "target": target})

    def protect(self, protection: Protection) -> None:
        """Kept, then done."""
        self._call({"call": "protect", "protection": encode(protection)})

    def trade(self, rows: Sequence[BarRow]) -> None:
        """Fills on bars, once; the market moves whether somebody is connected or not."""
        if rows and rows[0].time > self._exchange.time:
            self._tell({"call": "trade", "rows": [encode(replace(bar, inputs=())) for bar in rows]})

    def reports(self, wait: float = 0.0) -> Sequence[Report]:  # noqa: ARG002 - what comes, comes by calls
        """What is due: at once, or so many bars late."""
        self._check()
        due: list[Report] = []
        while self._waiting and self._waiting[0][0] <= self._bars:
            due.append(self._waiting.popleft()[1])
        return due

    def executions(self, since: int) -> Sequence[Report]:
        """Everything that has happened, but for fills before `since`."""
        self._check()
        return [report for report in self._happened if not isinstance(report, Fill) or report.time >= since]

    def holdings(self) -> Reconcile:
        """As the exchange has them."""
        self._check()
        return self._exchange.holdings()

    def close(self) -> None:
        """The file is closed; another broker can be opened on it."""
        self._up = False
        self._memory.close()

    def _call(self, call: Mapping[str, object]) -> None:
        if not self._up:
            raise LinkDown("nobody is connected")
        self._tell(call)

    def _tell(self, call: Mapping[str, object]) -> None:
        """What others did came first."""
        with self._memory.turn() as others:
            for one in others:
                self._apply(one)
            self._memory.keep(call)
        self._apply(call)

    def _catch_up(self) -> None:
        if self._memory.behind:
            with self._memory.turn() as others:
                for one in others:
                    self._apply(one)

    def _apply(self, call: Mapping[str, Any]) -> None:
        match call["call"]:
            case "submit":
                reports = self._submit(decode(Order, call["order"], FILE))
            case "cancel":
                reports = self._exchange.cancel(call["ref"])
            case "amend":
                reports = self._exchange.amend(call["ref"], float(call["target"]))
            case "protect":
                self._exchange.protect(decode(Protection, call["protection"], FILE))
                reports = ()
            case _:
                self._bars += 1
                reports = self._exchange.trade([decode(BarRow, bar, FILE) for bar in call["rows"]])
        self._happened.extend(reports)
        self._waiting.extend((self._bars + self._faults.delay, report) for report in reports)

    def _submit(self, order: Order) -> Sequence[Report]:
        self._orders += 1
        if self._orders in self._faults.reject:
            self._exchange.seen.add(order.ref)
            return (OrderStatus(order.ref, order.symbol, "rejected", "told to"),)
        return self._exchange.submit(order)

    def _check(self) -> None:
        """Whoever asks hears of everything that happened until now."""
        if not self._up:
            raise LinkDown("nobody is connected")
        self._catch_up()


class SimulatedBrokers:
    """Opens accounts of our own."""

    modes = ("simulated",)

    def open(self, wanted: AccountWanted) -> SimulatedBroker:
        """The account as its file has it, or a new one."""
        return SimulatedBroker(wanted)
