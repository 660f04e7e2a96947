"""Rehearsing a session."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from tradecore.contracts.common import SCHEMA

Verdict: TypeAlias = Literal["passed", "failed", "nothing shown"]


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """What came of one scenario of a rehearsal.

    It was played on `day` of the session's own history. `happened` says it in words. `problems` are the invariants that
    were broken or, where nothing was shown, why. `differences` counts what is not as in the backtest of its bars.
    `folder` holds the script and what the daemon printed, `log` is the session's log of it.
    """

    scenario: str
    title: str
    verdict: Verdict
    happened: str
    problems: tuple[str, ...] = ()
    day: str = ""
    orders: int = 0
    fills: int = 0
    differences: int = 0
    folder: str = ""
    log: str = ""
    schema: int = SCHEMA
