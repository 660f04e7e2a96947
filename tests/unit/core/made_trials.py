"""Searches made up for tests: what each set came to is said, not simulated."""

from array import array
from collections.abc import Callable, Mapping
from typing import Any

from tradecore.landscape import Landscape
from tradecore.schemas import TRIALS, Kind
from tradecore.space import Sets, Space, searched
from tradecore.strategies.sma_cross import SmaCross
from tradecore.sweep import Trial
from tradecore.trials import Trials

WHOLE = {field.name for field in TRIALS.fields if field.kind is Kind.INTEGER}
NAMES = [name for name in TRIALS.names if name not in ("trial", "ruined", "eligible")]
GRID = {"fast": "5:50:5", "slow": "20:200:20"}


def trial(index: int, *, ruined: bool = False, sessions: "array[float] | None" = None, **said: float | None) -> Trial:
    """A trial with 30 trades whose other metrics are all 1."""
    usual: dict[str, Any] = {name: 1 if name in WHOLE else 1.0 for name in NAMES}
    return Trial(index, {**usual, "trades": 30, **said}, ruined, sessions)


def made(
    tell: Callable[[Any], Mapping[str, float | None]],
    over: Mapping[str, str] = GRID,
    by: str = "sharpe",
    min_trades: int = 20,
    strategy: type = SmaCross,
    random: int = 0,
) -> tuple[Sets, Trials, Landscape]:
    """A search in which `tell` says the metrics of each set."""
    found, sets = searched(strategy, {}, over, random)
    trials = Trials(by, min_trades)
    for index, one in enumerate(sets.strategies):
        trials.add(trial(index, **tell(one)))
    return sets, trials, landscape(found, sets, trials)


def landscape(found: Space, sets: Sets, trials: Trials) -> Landscape:
    """Where the sets lie."""
    return Landscape(found, sets.strategies, trials.merits())
