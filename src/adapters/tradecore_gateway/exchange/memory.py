"""The broker's books in a file, so that they outlive a process."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from time import time_ns

from tradecore_gateway.exchange.account import Account, Holding
from tradecore_gateway.exchange.ledger import Ledger
from tradecore_gateway.exchange.ticket import Execution, Ticket
from tradecore_kit.atomic import read_bytes, write_bytes
from tradecore_kit.codec import decode, dumps, encode, loads


@dataclass(frozen=True, slots=True)
class Money:
    """An account as plain data, its holdings by the listing's number."""

    cash: float
    realized: float
    holdings: Mapping[str, Holding]


@dataclass(frozen=True, slots=True)
class Books:
    """A ledger as plain data. `time` is the market's when it was written, `written` this machine's (ns UTC)."""

    accounts: Mapping[str, Money]
    tickets: tuple[Ticket, ...]
    executions: tuple[Execution, ...]
    perm: int
    executed: int
    forgotten: int
    time: int
    written: int


class Memory:
    """One file, written anew at each change: it is whole or the one before."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def load(self, speed: float) -> Ledger | None:
        """The ledger as it was written, its market's time carried on to now; None where there is no file."""
        if not self._path.exists():
            return None
        books = decode(Books, loads(read_bytes(self._path), self._path.name), self._path.name)
        accounts = {name: _account(name, money) for name, money in books.accounts.items()}
        passed = int((time_ns() - books.written) * speed)
        tickets = {one.perm: one for one in books.tickets}
        ledger = Ledger(accounts, tickets, list(books.executions), books.perm, books.executed, books.forgotten)
        ledger.start, ledger.seen = books.time + passed, books.time
        return ledger

    def save(self, ledger: Ledger, now: int) -> None:
        """Writes it; a process that is killed afterwards has not lost it."""
        accounts = {name: _money(account) for name, account in ledger.accounts.items()}
        books = Books(
            accounts, tuple(ledger.tickets.values()), tuple(ledger.executions), ledger.perm, ledger.executed,
            ledger.forgotten, now, time_ns(),
        )  # fmt: skip
        write_bytes(self._path, dumps(encode(books), self._path.name), sync=False)


def _money(account: Account) -> Money:
    return Money(account.cash, account.realized, {str(number): one for number, one in account.holdings.items()})


def _account(name: str, money: Money) -> Account:
    return Account(name, money.cash, money.realized, {int(number): one for number, one in money.holdings.items()})
