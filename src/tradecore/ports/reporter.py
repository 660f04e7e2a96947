"""Who draws."""

from typing import BinaryIO, Protocol

from tradecore.views.backtest import BacktestView
from tradecore.views.compared_runs.model import RunComparison
from tradecore.views.optimize import OptimizeView
from tradecore.views.report import Report
from tradecore.views.training import TrainingView
from tradecore.views.walkforward import WalkView


class Reporter(Protocol):
    """Draws view models: PNG pictures, and the page of a run. The same view gives the same bytes."""

    def backtest(self, view: BacktestView, stream: BinaryIO) -> None:
        """Equity beside its benchmark, drawdown, and the trades on the price."""
        ...

    def training(self, view: TrainingView, stream: BinaryIO) -> None:
        """Predicted against actual, calibration by bin, and the error beside the naive one's."""
        ...

    def comparison(self, view: RunComparison, stream: BinaryIO) -> None:
        """The returns of several runs since their starts over each other, their drawdowns beneath."""
        ...

    def page(self, report: Report, stream: BinaryIO) -> None:
        """One HTML file that needs nothing else: UTF-8, without scripts, readable on a phone, light and dark.

        Every text of the report is shown as text, whatever it holds. Cheap: no picture is drawn for it.
        """
        ...

    def optimize(self, view: OptimizeView, stream: BinaryIO) -> None:
        """The objective over two axes, how the sets are spread, and the best one's equity beside its benchmark."""
        ...

    def walkforward(self, view: WalkView, stream: BinaryIO) -> None:
        """The windows as a ribbon, the stitched equity beside its benchmark, and how the parameters moved."""
        ...
