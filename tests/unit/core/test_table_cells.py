"""Cells that a spreadsheet would compute."""

import pytest

from tradecore.table_cells import defused


@pytest.mark.parametrize("text", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\tx", "\r=1"])
def test_a_formula_gets_an_apostrophe(text: str) -> None:
    assert defused(text) == f"'{text}"


@pytest.mark.parametrize("text", ["-1.2%", "+3.1%", "-1,234", "-0.5", "long", "", "a=b"])
def test_numbers_and_plain_words_stay(text: str) -> None:
    assert defused(text) == text
