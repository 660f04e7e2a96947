"""Whose money a new session trades."""

from pathlib import Path

import pytest

from tradecore.errors import InvalidValue
from tradecore_cli.live.broking import Broking, mode_of
from tradecore_workbench.workbench import Workbench
from tradecore_workbench.workspace import make


def test_simulated_unless_something_else_is_asked_for(tmp_path: Path) -> None:
    desk = Workbench(make(tmp_path / "desk"))
    assert mode_of(Broking(), desk) == "simulated"
    assert mode_of(Broking("ibkr", "DU1234567", paper=True), desk) == "paper"


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (Broking("ibkr"), "Accepted: --paper or --real"),
        (Broking(paper=True), "a broker that has such accounts"),
        (Broking("ibkr", paper=True), "the paper account that is to be traded"),
        (Broking("ibkr", "U1234567", paper=True, real=True), "one of the two"),
        (Broking("ibkr", "U1234567", real=True), "real money is asked for twice"),
    ],
)
def test_what_is_missing_is_said(tmp_path: Path, asked: Broking, said: str) -> None:
    with pytest.raises(InvalidValue, match=said):
        mode_of(asked, Workbench(make(tmp_path / "desk")))


def test_real_money_is_asked_for_twice(tmp_path: Path) -> None:
    desk = Workbench(make(tmp_path / "desk"))
    desk.settings.set("gateway.real_accounts", ["U1234567"])
    assert mode_of(Broking("ibkr", "U1234567", real=True), desk) == "real"
