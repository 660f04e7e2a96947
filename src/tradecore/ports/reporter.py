"""Who draws."""

from typing import BinaryIO, Protocol

from tradecore.views.backtest import BacktestView
from tradecore.views.optimize import OptimizeView
from tradecore.views.training import TrainingView


class Reporter(Protocol):
    """Draws view models as PNG pictures."""

    def backtest(self, view: BacktestView, stream: BinaryIO) -> None:
        """Equity beside its benchmark, drawdown, and the trades on the price."""
        ...

    def training(self, view: TrainingView, stream: BinaryIO) -> None:
        """Predicted against actual, calibration by bin, and the error beside the naive one's."""
        ...

    def optimize(self, view: OptimizeView, stream: BinaryIO) -> None:
        """The objective over two axes, how the sets are spread, and the best one's equity beside its benchmark."""
        ...
