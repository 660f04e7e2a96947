"""How names in a request become adapters."""

from collections.abc import Sequence
from typing import Protocol

from tradecore.ports.bar_source import BarSource
from tradecore.ports.calendar import Calendar
from tradecore.ports.compiler import Compiler
from tradecore.ports.feature_set import FeatureSet
from tradecore.ports.learner import Learner
from tradecore.ports.reporter import Reporter
from tradecore.strategy import Strategy


class Catalog(Protocol):
    """Looks up what is registered; every method raises UnknownName with the names that exist."""

    def bar_source(self, name: str) -> BarSource: ...
    def calendar(self, name: str) -> Calendar: ...
    def compiler(self, name: str) -> Compiler: ...
    def feature_set(self, name: str) -> FeatureSet: ...
    def learner(self, name: str) -> Learner: ...
    def reporter(self, name: str) -> Reporter: ...
    def strategy(self, name: str) -> type[Strategy]: ...
    def names(self, kind: str) -> Sequence[str]:
        """The registered names of a kind (`strategy`, `learner`, ...), sorted."""
        ...
