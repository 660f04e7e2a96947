"""Which accounts may be traded in which mode."""

import pytest

from tradecore.errors import AccountRefused
from tradecore_ibkr.guard import check_account, check_connected


@pytest.mark.parametrize("account", ["DU1234567", "DF1234567"])
def test_paper_accounts_trade_on_paper(account: str) -> None:
    check_account("paper", account, ())
    check_connected("paper", account, [account])
    check_connected("paper", account, ["DU7654321", account])


@pytest.mark.parametrize("account", ["U1234567", "F1234567", "I1234567", "du1234567", "DU", "D1234567", "DU123 U1", ""])
def test_no_other_account_does(account: str) -> None:
    with pytest.raises(AccountRefused, match="not a paper account"):
        check_account("paper", account, (account,))


def test_real_money_is_asked_for_twice() -> None:
    check_account("real", "U1234567", ["U1234567"])
    check_connected("real", "U1234567", ["U1234567"])
    with pytest.raises(AccountRefused, match=r"gateway\.real_accounts does not name account \*+567"):
        check_account("real", "U1234567", ["U7654321"])
    with pytest.raises(AccountRefused, match="not an account with real money"):
        check_account("real", "DU1234567", ["DU1234567"])
    with pytest.raises(AccountRefused, match="no 'simulated' accounts"):
        check_account("simulated", "DU1234567", [])


@pytest.mark.parametrize(
    ("mode", "account", "connected"),
    [
        ("paper", "DU1234567", []),
        ("paper", "DU1234567", ["DU7654321"]),
        ("paper", "DU1234567", ["U1234567"]),
        ("paper", "DU1234567", ["DU1234567", "U1234567"]),
        ("real", "U1234567", ["DU1234567"]),
        ("real", "U1234567", ["U1234567", "DU1234567"]),
    ],
)
def test_what_is_connected_must_be_the_account_and_of_its_mode(mode: str, account: str, connected: list[str]) -> None:
    with pytest.raises(AccountRefused) as caught:
        check_connected(mode, account, connected)
    assert "1234567" not in str(caught.value)
