"""What an error says of names."""

import pytest

from tradecore.errors import MANY, suggestion


@pytest.mark.parametrize(("others", "listed"), [(MANY - 1, True), (MANY, False)])
def test_a_wall_of_names_is_left_out_when_one_is_near(others: int, *, listed: bool) -> None:
    known = ["slippage", *(f"{n:03}" for n in range(others))]
    assert ("Known: 000, 001" in suggestion("slipage", known)) is listed
    assert suggestion("slipage", known).startswith(" Did you mean 'slippage'?")
    assert "Known: 000, 001" in suggestion("zzz", known), "nothing is near, so that all are told"
