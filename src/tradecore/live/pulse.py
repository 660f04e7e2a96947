"""The pulse of a session: what a reader sees without reading its log."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from tradecore.jobs import ProcessMark
from tradecore.live.guards import why_not
from tradecore.live.state import State


@dataclass(frozen=True, slots=True)
class Pulse:
    """The last sign of life of a daemon.

    `at` is when it was given (ISO 8601 UTC, this machine's clock), `time` the session's own time, which is that of the
    bars where they are recorded. `bars` counts opening instants traded so far, of `total` recorded ones, `seq` the
    events of the log. `blocked` says why no new order may leave. Once it has ended, `ended` says why and `exit` has
    its exit code.
    """

    session: str
    process: ProcessMark
    at: str
    time: str = ""
    seq: int = 0
    bars: int = 0
    total: int = 0
    equity: float = 0.0
    initial: float = 0.0
    fills: int = 0
    positions: Mapping[str, float] = field(default_factory=dict[str, float])
    orders: tuple[str, ...] = ()
    blocked: str = ""
    ended: str = ""
    exit: int | None = None


def beat(
    state: State,
    process: ProcessMark,
    at: str,
    time: str,
    seq: int,
    total: int,
    ended: str = "",
    code: int | None = None,
) -> Pulse:
    """The pulse of a session, at work or ended."""
    return Pulse(
        state.setup.session,
        process,
        at,
        time,
        seq,
        state.curve.groups,
        total,
        state.equity,
        state.setup.cash,
        state.book.days.fills[0],
        {symbol: held for symbol, held in state.positions.items() if held},
        tuple(state.orders),
        why_not(state),
        ended,
        code,
    )
