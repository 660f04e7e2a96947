"""Which account may be traded in which mode; asked before anything else is said on a new connection."""

import re
from collections.abc import Sequence

from tradecore.errors import AccountRefused
from tradecore.live.discretion import masked

# A paper account's number begins with D, for demonstration: https://www.interactivebrokers.com/en/trading/papertrader.php
PAPER = re.compile(r"D[UF][0-9]+")
REAL = re.compile(r"[UFI][0-9]+")


def check_account(mode: str, account: str, real_accounts: Sequence[str]) -> None:
    """Raises AccountRefused unless this account may be traded in this mode, whatever is connected."""
    if mode == "paper":
        if not PAPER.fullmatch(account):
            raise AccountRefused(
                f"Account {masked(account)} is not a paper account, and the session is to trade on paper. "
                "Accepted: an account whose number begins with DU or DF."
            )
    elif mode == "real":
        if not REAL.fullmatch(account):
            raise AccountRefused(
                f"Account {masked(account)} is not an account with real money, and the session is to trade real money. "
                "Accepted: an account whose number begins with U, F or I."
            )
        if account not in real_accounts:
            raise AccountRefused(
                f"Real money has to be asked for twice: by the session, and in configs/active.json, whose "
                f"gateway.real_accounts does not name account {masked(account)}."
            )
    else:
        raise AccountRefused(f"Interactive Brokers has no {mode!r} accounts. Accepted: live.mode paper or real.")


def check_connected(mode: str, account: str, connected: Sequence[str]) -> None:
    """Raises AccountRefused unless what is connected is this account's, and of its mode; a port proves nothing."""
    if account not in connected:
        raise AccountRefused(
            f"The gateway is logged in to {', '.join(map(masked, connected)) or 'no account'}, not to "
            f"{masked(account)}. Log in to it, or start a session of the other account."
        )
    kind = PAPER if mode == "paper" else REAL
    others = [one for one in connected if not kind.fullmatch(one)]
    if others:
        raise AccountRefused(
            f"The gateway is logged in to {', '.join(map(masked, others))}, which is no {mode} account; "
            f"the session trades in mode {mode}."
        )
