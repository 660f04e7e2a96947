"""Knowing our own predictions again, row by row."""

import struct
from collections.abc import Sequence
from hashlib import blake2s

from tradecore.contracts.predict import PredictionsManifest
from tradecore.errors import PredictionsMismatch
from tradecore.instants import format_instant
from tradecore.table import Table

DIGITS = 8


def row_digests(table: Table) -> list[str]:
    """A digest of each row's time, availability, symbol, prediction and sigma; eight hexadecimal digits."""
    rows = zip(table.time, table["available"], table["symbol"], table["prediction"], table["sigma"], strict=True)
    return [_digest(struct.pack("<qqdd", t, a, p, s) + symbol.encode()) for t, a, symbol, p, s in rows]


def check_rows(table: Table, manifest: PredictionsManifest, path: str) -> int:
    """How many rows of the manifest the file lacks; raises PredictionsMismatch for a row it did not have."""
    needed = ("available", "symbol", "prediction", "sigma")
    lost = [name for name in needed if name not in table]
    if lost:
        raise PredictionsMismatch(f"{path} was written by tradecore and has lost its column {lost[0]}. {WAY_OUT}")
    known = {manifest.digests[i : i + DIGITS] for i in range(0, len(manifest.digests), DIGITS)}
    found = row_digests(table)
    strange = [row for row, digest in enumerate(found) if digest not in known]
    if strange:
        first = format_instant(min(table.time[row] for row in strange))
        raise PredictionsMismatch(
            f"{len(strange):,} of {len(found):,} rows of {path} are not those that model {manifest.model} predicted, "
            f"the first at {first}: the file was shifted or edited. {WAY_OUT}"
        )
    return manifest.rows - len(set(found))


def joined_digests(digests: Sequence[str]) -> str:
    """As they stand in the manifest."""
    return "".join(digests)


WAY_OUT = "Predict again, or move it away from its predictions.json to have it judged as anybody's file."


def _digest(content: bytes) -> str:
    return blake2s(content, digest_size=DIGITS // 2).hexdigest()
