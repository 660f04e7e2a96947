"""Reading predictions and signals from comma files."""

import gzip
import hashlib
from io import BytesIO
from math import isnan
from pathlib import Path

import pytest

from tradecore.contracts.predict import PredictionsManifest, PredictionsSpec
from tradecore.errors import DataError, RequestError, Undeclared, UnreadableFile
from tradecore.instants import parse_instant
from tradecore.table import Table
from tradecore_csv.predictions import CsvPredictions
from tradecore_csv.writer import CsvWriter
from tradecore_kit.codec import dumps, encode

NOON = parse_instant("2026-01-05T12:00:00Z")


PLAIN = PredictionsSpec("p.csv")


def read(folder: Path, text: str | bytes, spec: PredictionsSpec = PLAIN) -> Table:
    (folder / "p.csv").write_bytes(text if isinstance(text, bytes) else text.encode())
    return CsvPredictions(str(folder)).read(spec).table


def test_time_and_prediction_are_enough(tmp_path: Path) -> None:
    table = read(tmp_path, "time,prediction\n2026-01-05T12:00:00Z,0.25\n2026-01-05T08:00:00-05:00,-1e-3\n")
    assert list(table.time) == [NOON, NOON + 3_600_000_000_000]
    assert list(table["prediction"]) == [0.25, -0.001]
    assert table.names == ("prediction",)


@pytest.mark.parametrize(
    "text",
    [
        "DateTime;Forecast;Ticker\n2026-01-05 07:00;0.25;AAPL\n",
        "Symbol\tTimestamp\tyhat\nAAPL\t2026-01-05 07:00\t0.25\n",
        'comment,time,symbol, Predicted \r\n"x,y",2026-01-05 07:00:00,AAPL,0.25\r\n\r\n',
    ],
)
def test_headers_and_separators_as_people_write_them(tmp_path: Path, text: str) -> None:
    table = read(tmp_path, text, PredictionsSpec("p.csv", zone="America/New_York"))
    assert (list(table.time), list(table["prediction"]), list(table["symbol"])) == ([NOON], [0.25], ["AAPL"])


def test_gzip_and_epoch_times(tmp_path: Path) -> None:
    content = gzip.compress(f"ts,signal\n{NOON // 1_000_000_000},-1\n".encode(), mtime=0)
    table = read(tmp_path, content)
    assert (list(table.time), list(table["signal"])) == ([NOON], [-1.0])


def test_an_empty_prediction_is_none(tmp_path: Path) -> None:
    assert isnan(read(tmp_path, "time,prediction\n2026-01-05T12:00:00Z,\n")["prediction"][0])


def test_what_we_write_comes_back_bit_for_bit(tmp_path: Path) -> None:
    table = Table(
        [NOON, NOON + 1],
        {
            "available": [NOON + 7, NOON + 9],
            "symbol": ["AAPL", "BRK B"],
            "prediction": [0.1 + 0.2, -5e-324],
            "unit": ["return", "return"],
            "sigma": [1 / 3, 1 / 7],
            "horizon": [7, 7],
            "model": ["m", "m"],
            "train_end": [NOON - 1, NOON - 1],
            "in_sample": [0, 1],
        },
    )
    stream = BytesIO()
    CsvWriter().write(table, stream)
    again = read(tmp_path, stream.getvalue())
    assert list(again.time) == list(table.time)
    assert {name: list(again[name]) for name in again.names} == {name: list(table[name]) for name in table.names}


def test_a_manifest_beside_our_own_file_is_read(tmp_path: Path) -> None:
    span = ("2020-01-01", "2020-02-01")
    manifest = PredictionsManifest("m", "a", "b", "AAPL", "1h", "return", 7, 0.1, *span, 1, "00ff00ff")
    (tmp_path / "predictions.json").write_bytes(dumps(encode(manifest)))
    text = "time,prediction\n2026-01-05T12:00:00Z,1\n"
    (tmp_path / "predictions.csv").write_text(text)
    (tmp_path / "other.csv").write_text(text)
    source = CsvPredictions(str(tmp_path))
    assert source.read(PredictionsSpec("predictions.csv")).manifest == manifest
    assert source.read(PredictionsSpec("other.csv")).manifest is None
    (tmp_path / "predictions.json").write_text('{"model": "m"}')
    with pytest.raises(RequestError):
        source.read(PredictionsSpec("predictions.csv"))


def test_a_file_that_changed_since_the_request_is_refused(tmp_path: Path) -> None:
    text = "time,prediction\n2026-01-05T12:00:00Z,1\n"
    digest = hashlib.sha256(text.encode()).hexdigest()
    assert len(read(tmp_path, text, PredictionsSpec("p.csv", sha256=digest))) == 1
    with pytest.raises(DataError, match="changed"):
        read(tmp_path, text + "\n", PredictionsSpec("p.csv", sha256=digest))


@pytest.mark.parametrize(
    ("text", "words", "line"),
    [
        ("time,value\n2026-01-05T12:00:00Z,1\n", "no column for the prediction", 1),
        ("when,prediction\n2026-01-05T12:00:00Z,1\n", "no column for the time", 1),
        ("time,prediction\n", "no row", 1),
        ("time,prediction\n02/01/2026,1\n", "'02/01/2026', whose day and month", 2),
        ("time,prediction\n2026-01-05T12:00:00Z,1\n2026-01-05T13:00:00Z,up\n", "'up' as prediction", 3),
        ("time,prediction\n2026-01-05T12:00:00Z,1\nnoon,1\n", "no time that can be read: 'noon'", 3),
        ("time,prediction\n2026-01-05T12:00:00Z,1,2\n", "3 cells", 2),
        ("time,prediction,horizon\n2026-01-05T12:00:00Z,1,2.5\n", "'2.5' as horizon", 2),
        ("", "is empty", 0),
    ],
)
def test_what_cannot_be_read_is_named_with_its_line(tmp_path: Path, text: str, words: str, line: int) -> None:
    with pytest.raises(UnreadableFile, match=words) as caught:
        read(tmp_path, text)
    assert caught.value.line == line


def test_naive_times_need_a_zone_and_folders_are_no_files(tmp_path: Path) -> None:
    with pytest.raises(Undeclared, match=r"does not say its zone .* --declare zone=America/New_York$"):
        read(tmp_path, "time,signal\n2026-01-05 12:00,1\n")
    with pytest.raises(UnreadableFile, match="folder"):
        CsvPredictions(str(tmp_path)).read(PredictionsSpec("."))
    with pytest.raises(UnreadableFile, match="does not exist"):
        CsvPredictions(str(tmp_path)).read(PredictionsSpec("nothing.csv"))


def test_all_that_a_file_does_not_say_is_named_at_once(tmp_path: Path) -> None:
    text = "time,prediction\n2026-01-05 12:00,1\n"
    with pytest.raises(Undeclared, match=r"--declare unit=price --declare sigma=0.01 --declare zone=America/New_York$"):
        read(tmp_path, text)
    with pytest.raises(Undeclared) as refused:
        read(tmp_path, text, PredictionsSpec("p.csv", unit="price"))
    assert refused.value.lacking == ("sigma", "zone")
