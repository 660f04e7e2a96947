"""What this adapter offers to tradecore."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING

from tradecore_plugins import hookimpl

if TYPE_CHECKING:
    from tradecore.ports.learner import Learner

NAMES = ("ridge", "logistic", "random_forest", "hist_gradient_boosting")


@hookimpl
def tradecore_learners() -> "Mapping[str, Callable[[str], Learner]]":
    """A line and its logistic form, a forest, boosted trees."""
    return {name: partial(learner, name) for name in NAMES}


def learner(name: str, workspace: str) -> "Learner":
    """Needs nothing from the workspace."""
    from tradecore_sklearn.learner import SklearnLearner
    from tradecore_sklearn.recipes import RECIPES

    return SklearnLearner(RECIPES[name])
