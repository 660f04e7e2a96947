"""Pictures as PNG files."""

from typing import BinaryIO

from matplotlib import rc_context

from tradecore.views.backtest import BacktestView
from tradecore.views.optimize import OptimizeView
from tradecore.views.training import TrainingView
from tradecore_report.backtest import draw_backtest
from tradecore_report.optimize import draw_optimize
from tradecore_report.sheet import SETTINGS, Sheet
from tradecore_report.training import draw_training


class MatplotlibReporter:
    """Draws 1400 x 1000 pixels with Agg, without pyplot; the same view gives the same bytes."""

    def backtest(self, view: BacktestView, stream: BinaryIO) -> None:
        """Equity beside its benchmark, drawdown, and the trades on the price."""
        with rc_context(SETTINGS):
            sheet = Sheet(view.title, view.sentences)
            draw_backtest(sheet, view)
            sheet.save(stream)

    def training(self, view: TrainingView, stream: BinaryIO) -> None:
        """Predicted against actual, calibration by bin, and the error beside the naive one's."""
        with rc_context(SETTINGS):
            sheet = Sheet(view.title, view.sentences)
            draw_training(sheet, view)
            sheet.save(stream)

    def optimize(self, view: OptimizeView, stream: BinaryIO) -> None:
        """The objective over two axes, how the sets are spread, and the best one's equity beside its benchmark."""
        with rc_context(SETTINGS):
            sheet = Sheet(view.title, view.sentences)
            draw_optimize(sheet, view)
            sheet.save(stream)
