"""What a search or a walk is about to do, before it is submitted."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from tradecore.contracts.ledger import tried_before
from tradecore.contracts.optimize import OptimizeRequest
from tradecore.contracts.walkforward import WalkForwardRequest
from tradecore.jobs import State, Wanted
from tradecore.space import Sets, searched
from tradecore.views.searching.estimate import Effort, luck_told, sets_told, time_told, windows_told
from tradecore.views.text import counted
from tradecore_workbench.counting import entry_of

if TYPE_CHECKING:
    from tradecore.simulation.market import Assembled
    from tradecore_workbench.workbench import Workbench

# Earlier searches of the same strategy are looked for among so many of the newest.
LOOKED_AT = 20
YEAR = 365.25 * 86_400 * 1e9


def sets_of(workbench: "Workbench", request: OptimizeRequest | WalkForwardRequest) -> Sets | None:
    """The sets that would be tried; None where nothing is varied."""
    if not request.over:
        return None
    strategy = workbench.catalog.strategy(request.strategy)
    return searched(strategy, request.parameters, request.over, request.random, request.seed)[1]


def announced(workbench: "Workbench", request: OptimizeRequest | WalkForwardRequest) -> str:
    """What is about to be tried, in one sentence, without reading any bars."""
    return _told(request, sets_of(workbench, request))


def _told(request: OptimizeRequest | WalkForwardRequest, sets: Sets | None) -> str:
    if isinstance(request, WalkForwardRequest):
        return windows_told(request, sets)
    return sets_told(request.strategy, request.over, sets, drawn=bool(request.random)) if sets else ""


def estimate(workbench: "Workbench", request: OptimizeRequest | WalkForwardRequest) -> tuple[str, ...]:
    """The same with the time that it may take and the luck that it buys; reads the bars, raises what that raises.

    A walk that fits no window is refused here as it would be by its job.
    """
    sets, market = sets_of(workbench, request), _market(workbench, request)
    number, bars = len(sets.strategies) if sets else 1, len(market.first) - 1
    lines = [_told(request, sets)]
    if isinstance(request, WalkForwardRequest):
        from tradecore.usecases.walk_ground import windows_over

        windows = len(windows_over(request, market).windows)
        lines.append(f"{bars:,} bars make {counted(windows, 'window')}, in {counted(windows * number, 'trial')}.")
    else:
        lines.append(time_told(len(market.market.time) * number, _efforts(workbench, request.strategy)))
        length = (market.market.time[-1] - market.market.time[0]) / YEAR
        lines.append(luck_told(number, _before(workbench, request), length))
    return tuple(line for line in lines if line)


def _market(workbench: "Workbench", request: OptimizeRequest | WalkForwardRequest) -> "Assembled":
    from tradecore.simulation.market import assemble
    from tradecore.usecases.bars import load_bars

    return assemble([load_bars(spec, workbench.catalog).bars for spec in request.bars])


def _before(workbench: "Workbench", request: OptimizeRequest) -> int:
    entry = entry_of(request, workbench.catalog)
    with workbench.adapters.ledger.opened() as book:
        return tried_before(book.entries(), entry) if entry else 0


def _efforts(workbench: "Workbench", strategy: str) -> Iterator[Effort]:
    """The newest searches of a strategy that are over."""
    wanted = Wanted(states=(State.SUCCEEDED.value,), types=("optimize",))
    for line in workbench.runs.lines(wanted, LOOKED_AT):
        if line.subject == strategy and line.attempt == 1:
            result = workbench.result(line.job_id)
            took = datetime.fromisoformat(line.finished) - datetime.fromisoformat(line.started)
            yield Effort(line.job_id, result.bars * result.trials, took.total_seconds())
