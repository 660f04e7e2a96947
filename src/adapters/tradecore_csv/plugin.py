"""Registers comma files as a source of bars, as a feed of live ones, and as a way to write tables."""

from collections.abc import Callable, Mapping

from tradecore.ports.bar_source import BarSource
from tradecore.ports.bar_stream import StreamsBars
from tradecore.ports.prediction_source import PredictionSource
from tradecore.ports.table_writer import TableWriter
from tradecore_plugins import hookimpl


def _bars(workspace: str) -> BarSource:
    from tradecore_csv.bars import CsvBars

    return CsvBars(workspace)


def _streams(workspace: str) -> StreamsBars:
    from tradecore_csv.stream import CsvStreams

    return CsvStreams(workspace)


def _predictions(workspace: str) -> PredictionSource:
    from tradecore_csv.predictions import CsvPredictions

    return CsvPredictions(workspace)


def _writer(workspace: str) -> TableWriter:
    from tradecore_csv.writer import CsvWriter

    del workspace
    return CsvWriter()


@hookimpl
def tradecore_bar_sources() -> Mapping[str, Callable[[str], BarSource]]:
    """Source `csv`."""
    return {"csv": _bars}


@hookimpl
def tradecore_bar_streams() -> Mapping[str, Callable[[str], StreamsBars]]:
    """Feed `csv`."""
    return {"csv": _streams}


@hookimpl
def tradecore_prediction_sources() -> Mapping[str, Callable[[str], PredictionSource]]:
    """Source `csv`."""
    return {"csv": _predictions}


@hookimpl
def tradecore_table_writers() -> Mapping[str, Callable[[str], TableWriter]]:
    """Files ending in `.csv`."""
    return {"csv": _writer}
