"""What a session is told before it begins: as a backtest of the same request would have it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from tradecore.config import fingerprint
from tradecore.contracts.live import SessionRequest
from tradecore.errors import InvalidValue
from tradecore.instruments import Instrument
from tradecore.live.events import Line
from tradecore.live.recorded import Recording
from tradecore.live.state import Setup
from tradecore.usecases.bars import concerns
from tradecore.usecases.live_ground import LiveGround, live_ground
from tradecore.usecases.rules import rules_of
from tradecore.usecases.tools import Tools
from tradecore.usecases.trading_ground import trading_ground


@dataclass(frozen=True, slots=True)
class Prepared:
    """A session's setup, and what a reader must know of its bars.

    `ground` is what a session on live bars stands on, None for one on recorded bars.
    """

    setup: Setup
    record: Callable[[], Recording]
    warnings: tuple[str, ...]
    ground: LiveGround | None = None

    @property
    def recording(self) -> Recording:
        """The bars it is to trade on, or, where they are live, those that its log has, computed once over all."""
        return self.record()


def prepare(request: SessionRequest, tools: Tools, lines: Callable[[], Iterable[Line]] = tuple) -> Prepared:
    """Reads the bars and, where they are recorded, computes the inputs, once, over all of history.

    `lines` reads the log of a session on live bars, of which only `recording` makes use. Raises InvalidValue for what a
    session cannot do, and what a backtest of the request would raise before it runs.
    """
    trade = request.trade
    if trade.fill_bars:
        raise InvalidValue("trade.fill_bars", "finer bars", "none: a session fills on the bars that it decides on")
    if request.live.streams:
        live = live_ground(request, tools)
        setup = setup_of(request, live.strategy, live.instruments, {"history": [one.digest for one in live.behind]})
        return Prepared(setup, lambda: live.recording(lines()), live.warnings, live)
    ground = trading_ground(trade, tools)
    recording = Recording(ground.assembled, ground.instruments, ground.inputs)
    warned = (*ground.warnings, *concerns(ground.loaded))
    return Prepared(setup_of(request, ground.strategy, ground.instruments, {}), lambda: recording, warned)


def instruments_said(request: SessionRequest) -> tuple[Instrument, ...]:
    """What a request itself says of all of its instruments, without any file of bars; empty where it does not."""
    said = [spec.instrument for spec in request.trade.bars]
    return tuple(one for one in said if one is not None) if all(said) else ()


def setup_of(
    request: SessionRequest,
    strategy: Any,  # noqa: ANN401
    instruments: Sequence[Instrument],
    more: Mapping[str, object],
) -> Setup:
    """The setup of a request; `more` decides beside what the request says."""
    trade, live = request.trade, request.live
    deciding = {
        "strategy": trade.strategy,
        "parameters": {name: float(value) for name, value in strategy._asdict().items()},
        "instruments": [asdict(one) for one in instruments],
        "account": asdict(trade.account),
        "costs": asdict(trade.costs),
        "fills": asdict(trade.fills),
        "risk": asdict(trade.risk),
        **more,
    }
    return Setup(
        session=request.session,
        account=live.account,
        name=trade.strategy,
        strategy=strategy,
        instruments=tuple(instruments),
        rules=rules_of(trade),
        cash=trade.account.cash,
        mode=live.mode,
        policy=live.policy,
        fingerprint=fingerprint(deciding),
        model=trade.model_sha256,
    )
