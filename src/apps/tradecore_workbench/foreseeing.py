"""The cone of a session, from the run that it names as its reference."""

from bisect import bisect_left
from itertools import pairwise

from tradecore.bars import Bars
from tradecore.columns import plain
from tradecore.contracts.live import SessionRequest
from tradecore.errors import InvalidValue
from tradecore.inference.resampling import Cone
from tradecore.schemas import EQUITY
from tradecore.usecases.foreseeing import foresee
from tradecore.usecases.session import Prepared
from tradecore_workbench.adapters import Adapters
from tradecore_workbench.reports.tables import table_of

# Of these, equity out of sample is kept.
KINDS = ("backtest", "walkforward")


def foreseen(adapters: Adapters, request: SessionRequest, prepared: Prepared) -> Cone | None:
    """What the session's reference lets expect of it by its bars before the session's, None without one.

    Raises UnknownName for a run that there is not, InvalidValue for one that has no equity, or one in sample, or on
    other bars.
    """
    from tradecore_workbench.workbench import Workbench

    if not request.live.reference:
        return None
    run = Workbench(adapters.folder).run(request.live.reference)
    if run.kind not in KINDS or run.result.in_sample:
        found = f"{run.id}, in sample" if run.kind in KINDS else f"{run.id}, a run of {run.kind}"
        raise InvalidValue("live.reference", found, "a backtest or a walk forward that is not in sample")
    table = table_of(run.store, run.id, "equity.csv", EQUITY)
    live = prepared.ground is not None
    bars = 0 if live else prepared.recording.groups
    time = plain(table.time)
    # What the session is to be judged by must not know it.
    count = len(time) if live else bisect_left(time, prepared.recording.assembled.market.time[0])
    initial = float(run.metrics["initial"] or 0.0)
    resampler = adapters.catalog.resampler("arch")
    return foresee(time[:count], plain(table["equity"])[:count], initial, _step(prepared), bars, resampler)


def _step(prepared: Prepared) -> int:
    if prepared.ground is not None:
        history: Bars = prepared.ground.behind[0].bars
        return history.step
    market = prepared.recording.assembled.market
    return min(after - before for before, after in pairwise(market.time) if after > before)
