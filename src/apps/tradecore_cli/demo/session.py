"""The demo's session: the promoted model trades the last month, and is held to the backtest.

At the simulated broker first; then a day of it over the wire, on a paper account at the fake gateway.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tradecore.contracts.live import LiveSettings
from tradecore.contracts.rehearsal import Rehearsed as OverTheWire
from tradecore.errors import SessionError
from tradecore.live.parity import Parity
from tradecore.live.pulse import Pulse
from tradecore.views.cone import ConeView

if TYPE_CHECKING:
    from tradecore_workbench.workbench import Workbench

# An account of the fake gateway.
PAPER = "DU1234567"


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """How a session ended, how it compares with the backtest of its bars, its folder, and where it is in its cone.

    `wire` is what came of a quiet day of the same strategy at the fake gateway.
    """

    pulse: Pulse
    parity: Parity
    folder: str
    cone: ConeView | None = None
    wire: OverTheWire | None = None


def rehearse(
    workbench: "Workbench",
    session: str,
    fields: Mapping[str, object],
    reference: str,
    on_pulse: Callable[[Pulse], None],
) -> Rehearsed:
    """Trades what `fields` would backtest in a new session with a daemon and an account of its own.

    The run `reference` says what to expect of its equity.

    Raises SessionError where the kill switch is on or the daemon does not reach the last bar.
    """
    sessions = workbench.sessions
    thrown = sessions.store.kill_switch().state()
    if thrown:
        raise SessionError(session, f"is not begun while the kill switch is on: {thrown}")
    settings = LiveSettings(account=sessions.own_account(session), reference=reference)
    sessions.create(session, workbench.request("backtest", fields), settings)
    sessions.start(session)
    pulse = sessions.watch(session, on_pulse)
    if pulse.exit != 0 or pulse.bars < pulse.total:
        told = pulse.ended or "its process ended without a word"
        raise SessionError(session, f"ended after {pulse.bars:,} of {pulse.total:,} bars: {told}")
    folder = Path(sessions.store.location(session, "session.json")).parent
    cone = sessions.in_cone(session, pulse.bars, pulse.equity)
    return Rehearsed(pulse, sessions.parity(session), str(folder), cone, over_the_wire(workbench, session, fields))


def paper_of(session: str) -> str:
    """The name of the session that is the same on a paper account."""
    return f"{session}-paper"


def over_the_wire(workbench: "Workbench", session: str, fields: Mapping[str, object]) -> OverTheWire:
    """A day of the same at Interactive Brokers' protocol: library, socket and broker's orders are the real ones.

    Positions are not closed after so many bars, which Interactive Brokers does not do.
    """
    from tradecore_workbench.rehearsing import rehearsed

    paper = paper_of(session)
    settings = LiveSettings(PAPER, broker="ibkr", mode="paper")
    request = workbench.request("backtest", {**fields, "parameters.hold": 0})
    workbench.sessions.create(paper, request, settings)
    [found] = rehearsed(workbench.adapters, paper, "quiet")
    if found.verdict == "failed":
        raise SessionError(paper, f"broke what must hold: {found.problems[0]}")
    return found
