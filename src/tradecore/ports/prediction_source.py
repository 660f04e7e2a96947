"""Where predictions and signals made elsewhere come from."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from tradecore.contracts.predict import PredictionsSpec
from tradecore.table import Table


@dataclass(frozen=True, slots=True)
class RawPredictions:
    """Rows as a file has them, in file order, and the manifest that lies beside our own files.

    `table.time` is ns UTC of the file's time column; float columns and text columns keep the file's names.
    `manifest` is None for a file that tradecore did not write.
    """

    table: Table
    manifest: Mapping[str, Any] | None = None


class PredictionSource(Protocol):
    """Reads predictions, registered by name."""

    def read(self, spec: PredictionsSpec) -> RawPredictions:
        """Every row of the file; raises UnreadableFile when it is no table with `time` and a value."""
        ...

    def fingerprint(self, spec: PredictionsSpec) -> str:
        """SHA-256 of the file's content, in hexadecimal."""
        ...
