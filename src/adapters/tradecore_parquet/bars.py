"""Bars from Parquet files as people have them."""

from tradecore.contracts.bars import BarsSpec
from tradecore.ports.bar_source import RawBars
from tradecore_kit.bar_files.files import sha256


class ParquetBars:
    """BarSource over Parquet files in or outside a workspace.

    Columns are found by name as in comma files, a pandas index too. Times may be timestamps with or without a
    zone, dates, text, or counts since 1970; those with a zone go before the spec's.
    """

    def __init__(self, workspace: str) -> None:
        self._workspace = workspace

    def fingerprint(self, spec: BarsSpec) -> str:
        """SHA-256 of the file as it is on disk, followed by the factors file if there is one."""
        return sha256(self._workspace, spec.path, *([spec.factors] if spec.factors else []))

    def read(self, spec: BarsSpec) -> RawBars:
        """See BarSource; a row's `line` is its number, from 1."""
        from tradecore_parquet.reading import read_bars

        return read_bars(self._workspace, spec)
