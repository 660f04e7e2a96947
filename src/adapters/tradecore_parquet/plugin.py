"""Registers Parquet files as a way to keep the returns of many trials."""

from collections.abc import Callable, Mapping

from tradecore.ports.matrix_writer import MatrixWriter
from tradecore_plugins import hookimpl


def _matrix(workspace: str) -> MatrixWriter:
    from tradecore_parquet.matrix import ParquetMatrix

    return ParquetMatrix()


@hookimpl
def tradecore_matrix_writers() -> Mapping[str, Callable[[str], MatrixWriter]]:
    """Files ending in `.parquet`."""
    return {"parquet": _matrix}
