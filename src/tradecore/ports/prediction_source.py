"""Where predictions and signals made elsewhere come from."""

from dataclasses import dataclass
from typing import Protocol

from tradecore.contracts.predict import PredictionsManifest, PredictionsSpec
from tradecore.table import Table


@dataclass(frozen=True, slots=True)
class RawPredictions:
    """Rows as a file has them, in file order, and the manifest that lies beside our own files.

    `table.time` is ns UTC of the file's time column. Of these columns the table has those that the
    file has: `prediction`, `signal`, `sigma` (floats, NaN where empty), `available`, `train_end` (ns UTC),
    `symbol`, `unit`, `model` (text), `horizon`, `in_sample` (whole numbers). `manifest` is None for a file that
    tradecore did not write.
    """

    table: Table
    manifest: PredictionsManifest | None = None


class PredictionSource(Protocol):
    """Reads predictions and signals, registered by name (`csv`)."""

    def read(self, spec: PredictionsSpec) -> RawPredictions:
        """Every row of the file.

        Raises UnreadableFile when it is no table with `time` and a prediction or a signal or a cell
        is not what its column holds, InvalidValue when naive times come without a zone, DataError when the
        file is not the one that the request was made with.
        """
        ...

    def fingerprint(self, spec: PredictionsSpec) -> str:
        """SHA-256 of the file's content, in hexadecimal."""
        ...
