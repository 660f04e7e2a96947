"""What a session is told before it begins: as a backtest of the same request would have it."""

from dataclasses import asdict, dataclass

from tradecore.config import fingerprint
from tradecore.contracts.live import SessionRequest
from tradecore.errors import InvalidValue
from tradecore.live.recorded import Recording
from tradecore.live.state import Setup
from tradecore.parameters import build
from tradecore.simulation.market import assemble
from tradecore.usecases.backtest import instruments_of
from tradecore.usecases.bars import concerns, load_bars
from tradecore.usecases.engine import choose_loops
from tradecore.usecases.given import given_columns
from tradecore.usecases.inputs import inputs_for
from tradecore.usecases.rules import rules_of
from tradecore.usecases.tools import Tools


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
    strategy = build(tools.catalog.strategy(trade.strategy), trade.parameters)
    loaded = [load_bars(spec, tools.catalog) for spec in trade.bars]
    bars = [one.bars for one in loaded]
    instruments = instruments_of(trade, bars)
    assembled = assemble(bars)
    given, _, warnings = given_columns(trade, loaded, tools)
    loops = choose_loops(trade.engine, len(assembled.market.time), tools.catalog)
    inputs = inputs_for(strategy, [one.history for one in loaded], given, assembled, tools.catalog, loops)
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
    return Prepared(setup, Recording(assembled, instruments, inputs), (*warnings, *concerns(loaded)))
