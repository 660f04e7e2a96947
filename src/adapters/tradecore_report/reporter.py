"""What a run shows, as PNG pictures and as one HTML page."""

from typing import BinaryIO

from tradecore.views.backtest import BacktestView
from tradecore.views.compared_runs.model import RunComparison
from tradecore.views.optimize import OptimizeView
from tradecore.views.report import Report
from tradecore.views.training import TrainingView
from tradecore.views.walkforward import WalkView


class MatplotlibReporter:
    """Pictures of 1400 x 1000 pixels, drawn with Agg and without pyplot; a page does without matplotlib."""

    def backtest(self, view: BacktestView, stream: BinaryIO) -> None:
        """Equity beside its benchmark, drawdown, and the trades on the price."""
        from tradecore_report.backtest import draw_backtest
        from tradecore_report.sheet import paper

        with paper(view.title, view.sentences, stream) as sheet:
            draw_backtest(sheet, view)

    def training(self, view: TrainingView, stream: BinaryIO) -> None:
        """Predicted against actual, calibration by bin, and the error beside the naive one's."""
        from tradecore_report.sheet import paper
        from tradecore_report.training import draw_training

        with paper(view.title, view.sentences, stream) as sheet:
            draw_training(sheet, view)

    def comparison(self, view: RunComparison, stream: BinaryIO) -> None:
        """Returns and drawdowns of several runs over each other."""
        from tradecore_report.comparison import draw_comparison, title_of
        from tradecore_report.sheet import paper

        with paper(title_of(view), view.sentences, stream) as sheet:
            draw_comparison(sheet, view)

    def page(self, report: Report, stream: BinaryIO) -> None:
        """One HTML file, light and dark, for screens of any width."""
        from tradecore_report.page.page import page

        stream.write(page(report).encode())

    def optimize(self, view: OptimizeView, stream: BinaryIO) -> None:
        """The objective over two axes, how the sets are spread, and the best one's equity beside its benchmark."""
        from tradecore_report.optimize import draw_optimize
        from tradecore_report.sheet import paper

        with paper(view.title, view.sentences, stream) as sheet:
            draw_optimize(sheet, view)

    def walkforward(self, view: WalkView, stream: BinaryIO) -> None:
        """The windows as a ribbon, the stitched equity beside its benchmark, and how the parameters moved."""
        from tradecore_report.sheet import paper
        from tradecore_report.walkforward import draw_walkforward

        with paper(view.title, view.sentences, stream) as sheet:
            draw_walkforward(sheet, view)
