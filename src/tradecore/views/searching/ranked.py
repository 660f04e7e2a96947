"""The sets of a search as rows of a table, the best ones first."""

from collections.abc import Sequence

from tradecore.parameters import Value
from tradecore.tried import Tried
from tradecore.views.text import label

SHOWN = ("sharpe", "total_return", "max_drawdown", "trades", "win_rate", "profit_factor", "exposure", "commission")


def ranked(tried: Tried, most: int = 0) -> list[dict[str, Value | str | None]]:
    """One row a set: its number, its parameters, the objective and what else one asks first.

    Sets that could not be chosen come last, in the order of their numbers; at most `most` rows unless that is 0.
    """
    trials, order = tried.trials, _order(tried)
    names = tuple(dict.fromkeys((trials.by, *SHOWN)))
    known = [name for name in names if len(trials) and name in trials.metrics(0)]
    return [
        {
            "trial": index,
            **tried.strategies[index]._asdict(),
            **{label(name): trials.value(name, index) for name in known},
            "could be chosen": "yes" if trials.eligible(index) else "ruined" if trials.ruined[index] else "no",
        }
        for index in order[: most or None]
    ]


def _order(tried: Tried) -> Sequence[int]:
    merits = tried.trials.merits()
    return sorted(range(len(merits)), key=lambda k: (merits[k] is None, -(merits[k] or 0.0), k))
