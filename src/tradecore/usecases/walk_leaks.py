"""Whether a walk knows the future: what its models learn from before it begins, its decisions once there are some."""

from array import array
from collections.abc import Mapping
from math import nan

from tradecore.contracts.walkforward import WalkForwardRequest
from tradecore.features import distinct, parse_feature
from tradecore.table import Column
from tradecore.usecases.decision_leaks import check_decisions
from tradecore.usecases.learning_leaks import check_leaks
from tradecore.usecases.price_levels import level_warnings
from tradecore.usecases.tools import Tools
from tradecore.usecases.walk_ground import WalkGround
from tradecore.usecases.window_choice import Choice
from tradecore.usecases.window_lessons import between

UNCHECKED = "The leak check was switched off: nothing shows that the {} do not know the future."


def learning_warnings(request: WalkForwardRequest, ground: WalkGround, tools: Tools) -> tuple[str, ...]:
    """Tries features, label and pipeline where models are to learn from them; raises LeakFound."""
    if not request.learn:
        return () if request.check_leaks else (UNCHECKED.format("decisions"),)
    features = distinct(parse_feature(text) for text in request.training.features)
    blind = level_warnings(request.training, ground.loaded[0].bars, features, tools.catalog)
    if not request.check_leaks:
        return (*blind, UNCHECKED.format("features and the decisions"))
    found = [blind, *(check_leaks(request, one.bars, features, tools) for one in ground.loaded)]
    return tuple(dict.fromkeys(line for lines in found for line in lines))


def decision_warnings(
    request: WalkForwardRequest, ground: WalkGround, choice: Choice, tools: Tools
) -> tuple[str, ...] | None:
    """Tries the decisions of a window's set on the last bars of its test, of the first instrument.

    None where the window has nothing to try: it has no set, or no bar of that instrument. Raises LeakFound.
    """
    bars = ground.loaded[0].bars
    start, stop = between(bars, *ground.span(ground.walk.windows[choice.window].test))
    if choice.set is None or start == stop:
        return None
    tools.progress.step("looking for leaks")
    strategy, part = ground.sets.strategies[choice.set], bars.slice(0, stop)
    columns = {name: column[:stop] for name, column in ground.given[0].items()}
    columns.update(said_until(ground, choice, start))
    return check_decisions(part, request.strategy, strategy, columns, tools.catalog)


def said_until(ground: WalkGround, choice: Choice, start: int) -> Mapping[str, Column]:
    """What the window's model says of its test, whose first bar is `start`, behind bars of which it says nothing."""
    if ground.lessons is None:
        return {}
    said = ground.lessons.columns(0, choice.said[0], choice.sigmas[0], start)
    silent = array("d", [nan]) * start
    return {name: silent + array("d", column) for name, column in said.items()}
