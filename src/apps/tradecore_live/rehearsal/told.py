"""What happened in a rehearsal, in a line."""

from tradecore.live.parity import Parity
from tradecore.ports.gateway import GatewayTruth
from tradecore.views.text import counted
from tradecore_live.rehearsal.seen import Seen, spans


def told(found: Seen, truth: GatewayTruth, compared: Parity) -> str:
    """Bars, orders, fills, losses of the link, alarms, and what is held at the end."""
    parts = [counted(len(found.bars), "bar"), counted(len(found.orders), "order"), counted(len(found.fills), "fill")]
    parts += [f"{count} {status}" for status, count in sorted(found.statuses.items()) if status in ("lost", "rejected")]
    if found.away:
        longest = max(spans(found), default=0.0)
        parts.append(f"link lost {counted(len(found.away), 'time')}, ready again after {longest:.0f} s")
    if found.stale:
        parts.append("data stale")
    if found.killed:
        parts.append("halted by the switch")
    if found.state.reconciled == "mismatch":
        parts.append("stopped at a mismatch")
    if found.alarms:
        parts.append(f"alarms: {', '.join(sorted(found.alarms))}")
    held = [f"{units:g} {symbol}" for of in truth.positions.values() for symbol, units in of.items() if units]
    parts.append(f"holds {', '.join(held) or 'nothing'}")
    count = len(compared.differences)
    parts.append(f"{counted(count, 'difference')} from the backtest" if count else "as the backtest")
    return "; ".join(parts)
