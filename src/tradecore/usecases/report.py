"""Writing the page about a run, the last of its artifacts."""

from tradecore.usecases.tools import Tools
from tradecore.views.report import Report, with_files

NAME = "report.html"


def write_report(report: Report, tools: Tools) -> None:
    """Writes report.html, which lists every artifact that is there; call it after all others are written."""
    others = [each for each in tools.artifacts.written() if each.name != NAME]
    complete = with_files(report, others)
    with tools.artifacts.open(NAME) as stream:
        tools.catalog.reporter("matplotlib").page(complete, stream)
