"""Executions that are not told, and commissions that come early, late or never."""

from typing import TYPE_CHECKING

from tradecore_gateway.exchange.happenings import Charged, Happening, Traded
from tradecore_gateway.faults.state import FeeFault

if TYPE_CHECKING:
    from tradecore_gateway.gateway import Gateway


def settled(gateway: "Gateway", happenings: list[Happening]) -> list[Happening]:
    """What is told of what has happened, in which order; the broker's books are as they are."""
    for one in [happening for happening in happenings if isinstance(happening, Traded)]:
        charged = Charged(one.execution)
        if charged not in happenings:
            continue
        if gateway.faults.hidden:
            gateway.faults.hidden -= 1
            happenings = [other for other in happenings if other not in (one, charged)]
        elif gateway.faults.fees:
            happenings = _charged(gateway, happenings, one, gateway.faults.fees.popleft())
    return happenings


def _charged(gateway: "Gateway", happenings: list[Happening], one: Traded, fault: FeeFault) -> list[Happening]:
    charged = Charged(one.execution)
    rest: list[Happening] = [other for other in happenings if other != charged]
    if fault.kind == "first":
        rest.insert(rest.index(one), charged)
    elif fault.kind == "late":
        gateway.later(fault.seconds, lambda: gateway.tell([charged]))
    return rest
