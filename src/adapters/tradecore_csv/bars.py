"""Bars from comma files as people have them."""

from tradecore.contracts.bars import BarsSpec
from tradecore.ports.bar_source import RawBars
from tradecore_kit.bar_files.files import sha256


class CsvBars:
    """BarSource over text files in or outside a workspace: comma, semicolon or tab, plain or gzipped.

    Times may be ISO 8601, with or without offsets, dates, or counts since 1970; offsets and a time column
    named ..._utc go before the spec's zone, and dates alone are UTC days without one. A `symbol`
    column selects by the spec's symbol.
    """

    def __init__(self, workspace: str) -> None:
        self._workspace = workspace

    def fingerprint(self, spec: BarsSpec) -> str:
        """SHA-256 of the file as it is on disk, followed by the factors file if there is one."""
        return sha256(self._workspace, spec.path, *([spec.factors] if spec.factors else []))

    def read(self, spec: BarsSpec) -> RawBars:
        """See BarSource."""
        # Whoever asks for a fingerprint only, to make a request, need not load what reads.
        from tradecore_csv.reading import read_bars

        return read_bars(self._workspace, spec)
