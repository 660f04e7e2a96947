"""What to show of a search, and sentences that say what the best of many sets is worth."""

from collections.abc import Mapping, Sequence
from statistics import median
from typing import NamedTuple

from tradecore.landscape import Edge, Landscape
from tradecore.space import Sets
from tradecore.table import Table
from tradecore.trials import Trials, named
from tradecore.views.heat import heat_of, written
from tradecore.views.optimize import OptimizeView
from tradecore.views.text import counted, label, metric, percent, ratio
from tradecore.views.verdict import against_holding, enough_time, enough_trades, in_sample_warning, trading, worst_fall

# The deflated Sharpe ratio that convinces, and the probability of overfitting above which choosing is a gamble.
CONVINCING, GAMBLE = 0.95, 0.5
# Neighbours that beat so many of the other sets make a plateau; half of them is what any set does.
PLATEAU, ORDINARY = 0.75, 0.5

Numbers = Mapping[str, float | int | None]


class Searched(NamedTuple):
    """A search that is over: `facts` has the fields of schemas.SEARCH, `own` and `held` are metrics of backtests."""

    strategy: str
    sets: Sets
    landscape: Landscape
    trials: Trials
    facts: Numbers
    own: Numbers | None = None
    held: Numbers | None = None
    currency: str = "USD"
    in_sample: bool = False

    @property
    def best(self) -> str:
        """The best set as one types it, its axes only; empty when there is none."""
        if self.trials.best is None:
            return ""
        return named(self.sets.strategies[self.trials.best], (axis.name for axis in self.landscape.space.axes))


def optimize_view(
    found: Searched,
    heatmap: Sequence[str] = (),
    equity: Table | None = None,
    title: str = "",
    sentences: Sequence[str] = (),
) -> OptimizeView:
    """The view of a search; `equity` is the table of its best set, `heatmap` names the axes to show."""
    trials, by = found.trials, found.trials.by
    values = [trials.value(by, index) for index in range(len(trials)) if trials.eligible(index)]
    return OptimizeView(
        title=title,
        by=by,
        heat=heat_of(trials, found.landscape, heatmap),
        values=tuple(value for value in values if value is not None),
        chosen=None if trials.best is None else trials.value(by, trials.best),
        held=found.held.get(by) if found.held else None,
        chance=found.facts["chance_sharpe"] if by == "sharpe" else None,
        time=equity["available"] if equity else (),
        equity=equity["equity"] if equity else (),
        benchmark=equity.columns.get("benchmark", ()) if equity else (),
        best=found.best,
        sentences=tuple(sentences),
        currency=found.currency,
        in_sample=found.in_sample,
    )


def search_verdict(found: Searched) -> tuple[str, ...]:
    """What to read first of an optimisation."""
    chosen = found.trials.best
    warned = in_sample_warning() if found.in_sample else ""
    if chosen is None or found.own is None:
        return tuple(line for line in (warned, nothing_to_choose(found), left_out(found)) if line)
    lines = [
        warned,
        headline(found),
        luck(found.facts),
        overfitting(found.facts),
        *(edge(found, each) for each in found.landscape.edges(chosen)),
        surroundings(found),
        left_out(found),
        against_holding("The best set", found.own, found.held) if found.held else "",
        worst_fall(found.own, found.held, "UTC"),
        trading(found.own, found.currency),
        enough_trades(found.own),
        enough_time(found.own),
    ]
    return tuple(line for line in lines if line)


def headline(found: Searched) -> str:
    """The best set beside the middle one and holding."""
    by, trials = found.trials.by, found.trials
    valued = [trials.value(by, index) for index in range(len(trials)) if trials.eligible(index)]
    middle = median(value for value in valued if value is not None)
    held = found.held.get(by) if found.held else None
    beside = f", buying and holding {shown(found, held)}" if held is not None else ""
    own = found.own.get(by) if found.own else None
    return (
        f"Best of {counted(len(trials), 'set')} of {found.strategy} by {label(by)}: {found.best}, with "
        f"{shown(found, own)}; the middle set has {shown(found, middle)}{beside}."
    )


def luck(facts: Numbers) -> str:
    """What the best of so many sets would show without any skill, and how likely it is more than that."""
    deflated, tried = facts["deflated_sharpe"], int((facts["trials"] or 0) + (facts["before"] or 0))
    if deflated is None:
        return ""
    earlier = f" ({facts['before']:,} of them earlier)" if facts["before"] else ""
    verdict = "which convinces" if deflated >= CONVINCING else f"and {percent(CONVINCING, 0)} would convince"
    return (
        f"Of {counted(tried, 'set')}{earlier} without any skill the best would show a Sharpe of "
        f"{ratio(facts['chance_sharpe'])} by chance: that this one has more than luck is {percent(deflated, 0)} "
        f"probable (deflated Sharpe ratio), {verdict}."
    )


def overfitting(facts: Numbers) -> str:
    """How often choosing the best on one half of the sessions fails on the other half."""
    probability, loss = facts["overfitting"], facts["overfitting_loss"]
    if probability is None:
        return ""
    verdict = ", no better than drawing lots" if probability >= GAMBLE else ""
    return (
        f"Probability of overfitting {percent(probability, 0)}{verdict}: how often the best set of one half of the "
        f"sessions is in the worse half of the sets on the other; it loses money there in {percent(loss, 0)} of cases."
    )


def edge(found: Searched, each: Edge) -> str:
    """The best set lies at the end of an axis."""
    which, beyond = ("lowest", "lower") if each.lowest else ("highest", "higher")
    value = f"{each.name}={written(each.value)}"
    if each.bound:
        return f"The best set lies at an edge: {value} is the {which} that {found.strategy} accepts."
    return f"The best set lies at an edge: {value} is the {which} that was tried. Try {beyond} ones too."


def surroundings(found: Searched) -> str:
    """Whether the best set stands on a plateau or alone."""
    facts = found.facts
    number, eligible, better = facts["neighbours"] or 0, facts["neighbours_eligible"] or 0, facts["neighbours_better"]
    if not number:
        return "None of its neighbours was tried, so nobody knows whether it stands alone: try a grid around it."
    if not eligible:
        return f"It stands alone: of its {counted(int(number), 'neighbour')} none could have been chosen."
    typical = f"Its {counted(int(number), 'neighbour')} have a middle {label(found.trials.by)} of "
    typical += shown(found, facts["neighbours_median"])
    if number > eligible:
        typical += f" ({number - eligible:,} of them could not have been chosen)"
    if better is None:
        return f"{typical}."
    verdict = "a plateau" if better >= PLATEAU else "a slope" if better > ORDINARY else "a lonely peak"
    return f"{typical}, which beats {percent(better, 0)} of the sets further away: {verdict}."


def left_out(found: Searched) -> str:
    """The combinations that were not tried, and the sets that could not have been chosen."""
    trials, sets = found.trials, found.sets
    few = sum(1 for index in range(len(trials)) if (trials.value("trades", index) or 0) < trials.min_trades)
    parts = [
        f"{sets.refused:,} of {sets.size:,} combinations are refused by {found.strategy}" if sets.refused else "",
        f"{counted(few, 'set')} closed fewer than {trials.min_trades:,} trades and could not be chosen" if few else "",
        f"{counted(sum(trials.ruined), 'set')} ruined the account" if any(trials.ruined) else "",
    ]
    told = "; ".join(part for part in parts if part)
    return f"{told}." if told else ""


def nothing_to_choose(found: Searched) -> str:
    """Why no set is the best."""
    trials = found.trials
    busiest = max(trials.value("trades", index) or 0 for index in range(len(trials)))
    if busiest < trials.min_trades:
        return (
            f"Nothing to choose from: none of {counted(len(trials), 'set')} of {found.strategy} closed "
            f"{trials.min_trades:,} trades, the busiest {busiest:,}. Ask for fewer trades, or give it more bars."
        )
    return f"Nothing to choose from: none of {counted(len(trials), 'set')} has a {label(trials.by)} to be chosen by."


def shown(found: Searched, value: float | None) -> str:
    """The objective in its unit."""
    return metric(found.trials.by, value, found.currency)


def best_so_far(trials: Trials, sets: Sequence[object], names: Sequence[str]) -> str:
    """The best set of a search that goes on, in a few words; empty before there is one."""
    if trials.best is None:
        return ""
    value = metric(trials.by, trials.value(trials.by, trials.best))
    return f"{label(trials.by)} {value}: {named(sets[trials.best], names)}"
