"""What a session is told before it begins: as a backtest of the same request would have it."""

from dataclasses import asdict, dataclass

from tradecore.config import fingerprint
from tradecore.contracts.live import SessionRequest
from tradecore.errors import InvalidValue
from tradecore.live.recorded import Recording
from tradecore.live.state import Setup
from tradecore.usecases.bars import concerns
from tradecore.usecases.rules import rules_of
from tradecore.usecases.tools import Tools
from tradecore.usecases.trading_ground import trading_ground


@dataclass(frozen=True, slots=True)
class Prepared:
    """A session's setup, the bars it is to trade on, and what a reader must know of them."""

    setup: Setup
    recording: Recording
    warnings: tuple[str, ...]


def prepare(request: SessionRequest, tools: Tools) -> Prepared:
    """Reads the bars and computes the inputs, once, over all of history.

    Raises InvalidValue for what a session cannot do, and what a backtest of the request would raise before it runs.
    """
    trade, live = request.trade, request.live
    if trade.fill_bars:
        raise InvalidValue("trade.fill_bars", "finer bars", "none: a session fills on the bars that it decides on")
    ground = trading_ground(trade, tools)
    strategy, instruments = ground.strategy, ground.instruments
    deciding = {
        "strategy": trade.strategy,
        "parameters": {name: float(value) for name, value in strategy._asdict().items()},
        "instruments": [asdict(one) for one in instruments],
        "account": asdict(trade.account),
        "costs": asdict(trade.costs),
        "fills": asdict(trade.fills),
        "risk": asdict(trade.risk),
    }
    setup = Setup(
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
    )
    warned = (*ground.warnings, *concerns(ground.loaded))
    return Prepared(setup, Recording(ground.assembled, instruments, ground.inputs), warned)
