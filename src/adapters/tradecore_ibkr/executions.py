"""From executions at Interactive Brokers to fills."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tradecore.bars import SECOND
from tradecore.live.events import Commission, Fill, FillKind

# By the leg of its orderRef, then by the type of an entry.
LEGS: Mapping[str, FillKind] = {"exit": "exit", "stop": "stop", "target": "profit"}
TYPES: Mapping[str, FillKind] = {"LMT": "limit", "STP": "trigger", "STP LMT": "trigger"}
SIDES = {"BOT": 1.0, "SLD": -1.0}


def identity(execution: str) -> tuple[str, int]:
    """An execution's id without the number of its correction, and that number: `0000e0d5.5f2.01.02` is the second."""
    stem, _, revision = execution.rpartition(".")
    return (stem, int(revision)) if stem and revision.isdigit() else (execution, 1)


def kind_of(ref: str, order_type: str) -> FillKind:
    """What kind of fill an order brings about."""
    return LEGS.get(ref.rpartition("-")[2]) or TYPES.get(order_type, "market")


@dataclass(slots=True)
class Executions:
    """The executions of one account that are known, each by its newest correction.

    `told` are the revisions that somebody has heard of, by the execution's id; `charges` the newest commission by that
    id, with its revision.
    """

    account: str
    found: dict[str, Any] = field(default_factory=dict[str, Any])
    told: dict[str, int] = field(default_factory=dict[str, int])
    charges: dict[str, tuple[int, float]] = field(default_factory=dict[str, tuple[int, float]])

    def take(self, fill: Any) -> bool:  # noqa: ANN401 - the library's
        """Takes one that was told of; whether it is new, or a newer correction."""
        execution = fill.execution
        if execution.acctNumber != self.account:
            return False
        self.charge(fill)
        key, revision = identity(execution.execId)
        known = self.found.get(key)
        if known is not None and identity(known.execution.execId)[1] >= revision:
            return False
        self.found[key] = fill
        return True

    def charge(self, fill: Any) -> None:  # noqa: ANN401
        """Takes what an execution cost, where that is known."""
        report = fill.commissionReport
        if report.execId:
            key, revision = identity(report.execId)
            if revision >= self.charges.get(key, (0, 0.0))[0]:
                self.charges[key] = revision, float(report.commission)

    def untold(self) -> list[str]:
        """Those that nobody has heard of, in their order."""
        fresh = [key for key, fill in self.found.items() if self.told.get(key, -1) < _revision(fill)]
        return sorted(fresh, key=lambda key: (self.found[key].execution.time, key))

    def tell(self, key: str) -> None:
        """Somebody hears of one."""
        self.told[key] = _revision(self.found[key])

    def sum_of(self, ref: str) -> float:
        """The units that have filled of the order with this orderRef."""
        return sum(one.execution.shares for one in self.found.values() if one.execution.orderRef == ref)

    def fill(self, key: str, symbol: str, order_type: str) -> Fill:
        """As a report."""
        execution = self.found[key].execution
        ref = execution.orderRef or f"manual-{execution.permId}"
        quantity = SIDES[execution.side] * float(execution.shares)
        time = int(execution.time.timestamp()) * SECOND
        kind, revision = kind_of(ref, order_type), _revision(self.found[key])
        amount = self.amount(key, revision)
        return Fill(key, ref, symbol, time, quantity, float(execution.price), amount, kind, revision)

    def amount(self, key: str, revision: int) -> float | None:
        """The commission of an execution's revision, None while it is not known."""
        known, amount = self.charges.get(key, (-1, 0.0))
        return amount if known == revision else None

    def charge_of(self, key: str) -> Commission | None:
        """What is known by now of an execution that was told without a commission."""
        revision, amount = self.charges.get(key, (0, 0.0))
        return Commission(key, amount, revision) if revision >= _revision(self.found[key]) else None


def _revision(fill: Any) -> int:  # noqa: ANN401
    return identity(fill.execution.execId)[1]
