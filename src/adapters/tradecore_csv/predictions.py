"""Predictions and signals from comma files, our own and anybody's."""

import csv
import io
from collections.abc import Callable, Collection, Mapping, Sequence
from math import nan
from pathlib import Path
from typing import Any

import pyarrow as pa

from tradecore.contracts.predict import PredictionsManifest, PredictionsSpec
from tradecore.errors import DataError, InvalidValue, Undeclared, UnreadableFile
from tradecore.ports.prediction_source import RawPredictions
from tradecore.table import Table
from tradecore_kit.bar_files.dates import refuse_ambiguous
from tradecore_kit.bar_files.files import locate, read_text, sha256
from tradecore_kit.bar_files.headers import ALIASES
from tradecore_kit.bar_files.times import NOT_A_TIME, check_zone, read_times
from tradecore_kit.codec import read as decode

OWN, BESIDE = "predictions.csv", "predictions.json"
VALUES = {"prediction", "signal"}
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "time": ALIASES["time"],
    "prediction": ("prediction", "predicted", "forecast", "pred", "yhat"),
    "signal": ("signal", "target", "position"),
    "available": ("available",),
    "symbol": ALIASES["symbol"],
    "unit": ("unit",),
    "sigma": ("sigma",),
    "horizon": ("horizon",),
    "model": ("model",),
    "train_end": ("trainend",),
    "in_sample": ("insample",),
}
INSTANTS = ("time", "available", "train_end")
TEXT = ("symbol", "unit", "model")
WHOLE = ("horizon", "in_sample")


class CsvPredictions:
    """PredictionSource over text files in or outside a workspace: comma, semicolon or tab, plain or gzipped.

    Headers in any case and order; times as CsvBars reads them. An empty value is none (NaN).
    """

    def __init__(self, workspace: str) -> None:
        self._workspace = workspace

    def fingerprint(self, spec: PredictionsSpec) -> str:
        """See PredictionSource."""
        return sha256(self._workspace, spec.path)

    def read(self, spec: PredictionsSpec) -> RawPredictions:
        """See PredictionSource."""
        if spec.sha256 and self.fingerprint(spec) != spec.sha256:
            raise DataError(f"{spec.path} has changed since the request was made. Submit the request again.")
        lines, cells = _cells(spec.path, read_text(self._workspace, spec.path).decode("utf-8", "replace"))
        zone = check_zone(spec.zone)
        columns: dict[str, Any] = {}
        for name, texts in cells.items():
            if name in INSTANTS:
                try:
                    columns[name] = _instants(spec.path, name, texts, lines, zone)
                except InvalidValue as error:
                    if zone:
                        raise
                    raise Undeclared(spec.path, [*_lacking(cells, spec), "zone"]) from error
            elif name in TEXT:
                columns[name] = texts
            else:
                read: Callable[[str], float] = _whole if name in WHOLE else _number
                columns[name] = [
                    _read(spec.path, name, text, line, read) for text, line in zip(texts, lines, strict=True)
                ]
        return RawPredictions(Table(columns.pop("time"), columns), self._manifest(spec))

    def _manifest(self, spec: PredictionsSpec) -> PredictionsManifest | None:
        beside = locate(self._workspace, spec.path).with_name(BESIDE)
        if Path(spec.path).name != OWN or not beside.is_file():
            return None
        return decode(PredictionsManifest, beside.read_bytes(), str(beside))


def _lacking(columns: Collection[str], spec: PredictionsSpec) -> list[str]:
    """What a prediction cannot be traded without, as far as neither file nor declaration says it."""
    wanted = {"unit": spec.unit, "sigma": spec.sigma} if "prediction" in columns else {}
    return [name for name, declared in wanted.items() if name not in columns and not declared]


def _cells(path: str, text: str) -> tuple[list[int], dict[str, list[str]]]:
    """The lines of the rows, and the cells of each column that means something."""
    delimiter = max(",;\t", key=text.partition("\n")[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    names = [name.strip() for name in next(reader)]
    places = _places(path, names)
    lines: list[int] = []
    cells: dict[str, list[str]] = {name: [] for name in places}
    for row in reader:
        if not any(cell.strip() for cell in row):
            continue
        if len(row) != len(names):
            raise UnreadableFile(
                path, f"has {len(row)} cells in a row", f"{len(names)}, as in the header", reader.line_num
            )
        lines.append(reader.line_num)
        for name, place in places.items():
            cells[name].append(row[place].strip())
    if not lines:
        raise UnreadableFile(path, "has a header line and no row", "a header line and at least one row", 1)
    return lines, cells


def _places(path: str, names: Sequence[str]) -> dict[str, int]:
    words = ["".join(c for c in name.lower() if c.isalnum()) for name in names]
    places = {ours: words.index(found) for ours, spellings in COLUMNS.items() if (found := _first(spellings, words))}
    if "time" not in places or not VALUES & set(places):
        lacking = "time" if "time" not in places else "prediction"
        accepted = "a column time, and one named prediction or signal"
        raise UnreadableFile(path, f"has no column for the {lacking}; the columns are {', '.join(names)}", accepted, 1)
    return places


def _first(spellings: Sequence[str], words: Sequence[str]) -> str:
    return next((spelling for spelling in spellings if spelling in words), "")


def _instants(path: str, name: str, texts: Sequence[str], lines: Sequence[int], zone: str) -> Any:  # noqa: ANN401
    column = pa.chunked_array([pa.array(texts, type=pa.string())])
    refuse_ambiguous(path, column, lines)
    times = read_times(path, column, None, zone).instants
    for line, text, time in zip(lines, texts, times.tolist(), strict=True):
        if time == NOT_A_TIME:
            raise UnreadableFile(path, f"has no {name} that can be read: {text!r}", "an ISO 8601 time", line)
    return times


def _read(path: str, name: str, text: str, line: int, read: Callable[[str], float]) -> float:
    try:
        return read(text)
    except ValueError:
        accepted = "a whole number" if read is _whole else "a number, or nothing"
        raise UnreadableFile(path, f"has {text!r} as {name}", accepted, line) from None


def _number(text: str) -> float:
    return float(text) if text else nan


def _whole(text: str) -> int:
    return int(text) if text else 0
