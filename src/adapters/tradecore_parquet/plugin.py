"""Registers Parquet files: of bars, of tables, of returns, and prepared data sets, which are a feed, too."""

from collections.abc import Callable, Mapping

from tradecore.ports.bar_source import BarSource
from tradecore.ports.bar_stream import StreamsBars
from tradecore.ports.data_store import DataStore
from tradecore.ports.matrix_writer import MatrixWriter
from tradecore.ports.table_writer import TableWriter
from tradecore_plugins import hookimpl


def _matrix(workspace: str) -> MatrixWriter:
    from tradecore_parquet.matrix import ParquetMatrix

    return ParquetMatrix()


def _bars(workspace: str) -> BarSource:
    from tradecore_parquet.bars import ParquetBars

    return ParquetBars(workspace)


def _set_bars(workspace: str) -> BarSource:
    from tradecore_parquet.sets import ParquetSets

    return ParquetSets(workspace)


def _streams(workspace: str) -> StreamsBars:
    from tradecore_parquet.stream import SetStreams

    return SetStreams(workspace)


def _sets(workspace: str) -> DataStore:
    from tradecore_parquet.sets import ParquetSets

    return ParquetSets(workspace)


def _writer(workspace: str) -> TableWriter:
    from tradecore_parquet.writer import ParquetWriter

    return ParquetWriter()


@hookimpl
def tradecore_matrix_writers() -> Mapping[str, Callable[[str], MatrixWriter]]:
    """Files ending in `.parquet`."""
    return {"parquet": _matrix}


@hookimpl
def tradecore_bar_sources() -> Mapping[str, Callable[[str], BarSource]]:
    """Source `parquet`, and source `set` for prepared sets."""
    return {"parquet": _bars, "set": _set_bars}


@hookimpl
def tradecore_bar_streams() -> Mapping[str, Callable[[str], StreamsBars]]:
    """Feed `set`."""
    return {"set": _streams}


@hookimpl
def tradecore_data_stores() -> Mapping[str, Callable[[str], DataStore]]:
    """Store `parquet`."""
    return {"parquet": _sets}


@hookimpl
def tradecore_table_writers() -> Mapping[str, Callable[[str], TableWriter]]:
    """Files ending in `.parquet`."""
    return {"parquet": _writer}
