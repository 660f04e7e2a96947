"""How names in a request become adapters."""

from collections.abc import Sequence
from typing import Protocol

from tradecore.ports.bar_source import BarSource
from tradecore.ports.calendar import Calendar
from tradecore.ports.compiler import Compiler
from tradecore.ports.data_store import DataStore
from tradecore.ports.feature_set import FeatureSet
from tradecore.ports.gateway import Gateways
from tradecore.ports.learner import Learner
from tradecore.ports.matrix_writer import MatrixWriter
from tradecore.ports.prediction_source import PredictionSource
from tradecore.ports.reporter import Reporter
from tradecore.ports.resampler import Resampler
from tradecore.strategy import Strategy


class Catalog(Protocol):
    """Looks up what is registered; every method raises UnknownName with the names that exist."""

    def bar_source(self, name: str) -> BarSource:
        """A reader of bars."""
        ...

    def calendar(self, name: str) -> Calendar:
        """The sessions of an exchange, by its code."""
        ...

    def compiler(self, name: str) -> Compiler:
        """A compiler of the kernel."""
        ...

    def data_store(self, name: str) -> DataStore:
        """A place of prepared data sets."""
        ...

    def feature_set(self, name: str) -> FeatureSet:
        """A provider of feature columns."""
        ...

    def gateway(self, name: str) -> Gateways:
        """A maker of gateways that stand where a broker's would."""
        ...

    def learner(self, name: str) -> Learner:
        """A kind of model."""
        ...

    def matrix_writer(self, name: str) -> MatrixWriter:
        """A writer of trials' returns, by the ending of their file."""
        ...

    def prediction_source(self, name: str) -> PredictionSource:
        """A reader of predictions."""
        ...

    def reporter(self, name: str) -> Reporter:
        """A drawer of pictures."""
        ...

    def resampler(self, name: str) -> Resampler:
        """A drawer of returns."""
        ...

    def strategy(self, name: str) -> type[Strategy]:
        """A strategy's class."""
        ...

    def names(self, kind: str) -> Sequence[str]:
        """The registered names of a kind (`strategy`, `learner`, ...), sorted."""
        ...
