"""Kept answers: whole, hashed, and nowhere but in their folder."""

from dataclasses import replace
from pathlib import Path

import pytest

from tradecore.errors import InvalidValue
from tradecore_ibkr.history.answers import Answers, Asked
from tradecore_ibkr.history.sizes import SIZES, size_of
from tradecore_ibkr.history.walk import PriceBar

ASKED = Asked("AAPL", "TRADES", regular=True, bar="1 min", duration="1 D", end=1_700_000_000)
BARS = [PriceBar(60, 1.1, 1.2, 1.0, 1.1, 7.0), PriceBar(0, 0.1 + 0.2, 1.0, 0.1, 0.5, 3.0)]


def test_an_answer_comes_back_bit_by_bit_and_in_order(tmp_path: Path) -> None:
    answers = Answers(tmp_path / "kept")
    assert answers.find(ASKED) is None
    answers.keep(ASKED, BARS)
    assert answers.find(ASKED) == sorted(BARS)
    answers.keep(replace(ASKED, end=1), [])
    assert answers.find(replace(ASKED, end=1)) == []


@pytest.mark.parametrize("change", [b"", b"{", b'"time": [\n    0,', b'"regular": true'])
def test_a_damaged_answer_is_none(tmp_path: Path, change: bytes) -> None:
    answers = Answers(tmp_path)
    answers.keep(ASKED, BARS)
    [file] = tmp_path.iterdir()
    content = file.read_bytes()
    damaged = {b'"time": [\n    0,': b'"time": [\n    1,', b'"regular": true': b'"regular": false'}
    file.write_bytes(content.replace(change, damaged[change]) if change in damaged else change)
    assert answers.find(ASKED) is None


@pytest.mark.parametrize("contract", ["../../etc/passwd", "EUR.USD", "ES 202612@CME", "x" * 500, "", "ÄÖ/\\\0"])
def test_a_contract_of_any_name_stays_in_the_folder(tmp_path: Path, contract: str) -> None:
    answers = Answers(tmp_path / "kept")
    asked = replace(ASKED, contract=contract)
    answers.keep(asked, BARS)
    assert answers.find(asked) == sorted(BARS)
    assert [path.name for path in tmp_path.rglob("*.json")] == [asked.name]


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "kept").mkdir()
    (tmp_path / "kept" / ASKED.name).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(InvalidValue, match="not a link"):
        Answers(tmp_path / "kept").keep(ASKED, BARS)


def test_ibkr_has_some_steps_and_a_duration_for_each() -> None:
    assert size_of("1min")[:2] == ("1 min", "1 D")
    assert size_of("5min")[:2] == ("5 mins", "1 W")
    assert size_of("1h")[:2] == ("1 hour", "1 M")
    assert size_of("1d")[:2] == ("1 day", "1 Y")
    assert size_of("30s")[:2] == ("30 secs", "28800 S")
    assert all(size.span > step for step, size in SIZES.items())
    with pytest.raises(InvalidValue, match="resample"):
        size_of("7min")
    with pytest.raises(InvalidValue):
        size_of("")
