"""Executions as a broker tells them: more than once, in any order, and corrected; each counts once, in its newest form.

An execution's `id` is the broker's without the suffix of a correction, which is its `revision`. The commission that
counts is that of the newest revision for which one was told.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Self

from tradecore.live.events import Commission, Fill


@dataclass(frozen=True, slots=True)
class Execution:
    """One execution by all that was told of it so far; `charged` is the revision of its commission, 0 for none."""

    fill: Fill
    charged: int = 0

    @classmethod
    def told(cls, fill: Fill) -> Self:
        """As it was told first."""
        return cls(fill, fill.revision if fill.commission is not None else 0)

    def with_fill(self, fill: Fill) -> "Execution":
        """After it was told again; what it is of, and when it was, stays."""
        known = self
        if fill.revision > self.fill.revision:
            changed = {"quantity": fill.quantity, "price": fill.price, "revision": fill.revision}
            known = replace(self, fill=replace(self.fill, **changed))
        return known if fill.commission is None else known.with_commission(fill.commission, fill.revision)

    def with_commission(self, amount: float, revision: int) -> "Execution":
        """After its commission was told."""
        if revision <= self.charged:
            return self
        return Execution(replace(self.fill, commission=amount), revision)


def keys_of(report: Fill | Commission) -> frozenset[str]:
    """What a report tells, so that telling it again is no news."""
    if isinstance(report, Commission):
        return frozenset({_commission(report.id, report.revision)})
    told = {report.id if report.revision == 1 else f"{report.id} revision {report.revision}"}
    return frozenset(told if report.commission is None else told | {_commission(report.id, report.revision)})


def counted(reports: Iterable[object]) -> tuple[Fill, ...]:
    """The executions among reports, each once and in its newest form, in the order in which they were told first."""
    found: dict[str, Execution] = {}
    commissions: list[Commission] = []
    for report in reports:
        if isinstance(report, Commission):
            commissions.append(report)
        elif isinstance(report, Fill):
            known = found.get(report.id)
            found[report.id] = Execution.told(report) if known is None else known.with_fill(report)
    for one in commissions:
        if one.id in found:
            found[one.id] = found[one.id].with_commission(one.amount, one.revision)
    return tuple(one.fill for one in found.values())


def _commission(identity: str, revision: int) -> str:
    return f"{identity} commission" if revision == 1 else f"{identity} commission {revision}"
