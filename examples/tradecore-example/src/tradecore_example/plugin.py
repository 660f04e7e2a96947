"""What this package brings."""

from collections.abc import Callable, Mapping
from typing import Any

from tradecore.ports.learner import Learner
from tradecore_plugins import hookimpl


@hookimpl
def tradecore_strategies() -> Mapping[str, type[Any]]:
    """Strategies by name, as classes."""
    from tradecore_example.dip import BuyTheDip

    return {"buy_the_dip": BuyTheDip}


@hookimpl
def tradecore_learners() -> Mapping[str, Callable[[str], Learner]]:
    """Learners by name, as functions of the workspace's folder."""
    return {"binned_average": _binned_average}


def _binned_average(_: str) -> Learner:
    from tradecore_example.binned import BinnedAverage

    return BinnedAverage()
