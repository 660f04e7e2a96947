"""The matrix of a sweep's returns: whole when closed, batch by batch, bit for bit."""

from array import array
from io import BytesIO
from typing import Any

import pytest

from tradecore.errors import InvalidValue, UnreadableFile
from tradecore_parquet.matrix import ParquetMatrix

DAYS = [20_000, 20_001, 20_004]
BATCHES = [([0, 1], [array("d", [0.1, -0.2, 0.0]), array("d", [1e-300, 0.3, 5e-17])]), ([7], [[0.5, 0.25, -1.0]])]


def written(batches: Any = BATCHES) -> BytesIO:
    stream = BytesIO()
    with ParquetMatrix().begin(stream, DAYS) as matrix:
        for indices, rows in batches:
            matrix.append(indices, rows)
    return stream


def read(stream: BytesIO) -> list[tuple[list[int], list[list[float]]]]:
    return [(list(indices), [list(row) for row in rows]) for indices, rows in ParquetMatrix().batches(stream)]


GOLD = [(indices, [list(row) for row in rows]) for indices, rows in BATCHES]


def test_what_is_appended_is_read_back_bit_for_bit() -> None:
    assert read(written()) == GOLD
    assert ParquetMatrix().columns(written()) == DAYS


def test_the_same_batches_give_the_same_bytes() -> None:
    assert written().getvalue() == written().getvalue()


def cut_off(stream: BytesIO) -> None:
    with ParquetMatrix().begin(stream, DAYS) as matrix:
        matrix.append(*BATCHES[0])
        raise KeyboardInterrupt


def test_an_error_leaves_a_whole_file_with_what_was_appended() -> None:
    stream = BytesIO()
    with pytest.raises(KeyboardInterrupt):
        cut_off(stream)
    assert read(stream) == GOLD[:1]


def test_an_earlier_file_is_gone_on_with() -> None:
    earlier = written(BATCHES[:1])
    assert read(written([*ParquetMatrix().batches(earlier), BATCHES[1]])) == GOLD


def test_a_matrix_without_trials_has_its_columns() -> None:
    assert read(written([])) == []
    assert ParquetMatrix().columns(written([])) == DAYS


def test_a_row_of_another_width_is_refused() -> None:
    with pytest.raises(InvalidValue, match="returns of trial 3 is '2 values'"):
        written([([3], [[0.1, 0.2]])])


def test_what_is_no_matrix_is_said_so() -> None:
    with pytest.raises(UnreadableFile, match="not a whole Parquet file"):
        ParquetMatrix().columns(BytesIO(written().getvalue()[:-4]))
