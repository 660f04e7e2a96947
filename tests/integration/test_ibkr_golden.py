"""Whichever library speaks to the gateway, and in whichever version of the protocol, a session has the same log."""

import json
import os
from pathlib import Path

import pytest
from dying import dying
from ibkr_sessions import IbkrSession

from tradecore.live.events import NAMES, BarsClosed, Clock, Decided, Line
from tradecore_kit.codec import encode

GOLD = Path(__file__).parents[1] / "gold" / "ibkr_log.jsonl"
VERSIONS = (157, 163, 170, 176)
# By bar, what happens behind it.
SCRIPT = {
    0: ("fill AAA 40 of 100", "next commission first"),
    1: ("restart for 7s",),
    3: ("drop before next acknowledgement",),
    4: ("error 1100", "error 1101"),
    5: ("error 10349 on order", "fill AAA 20 of 150"),
    6: ("hide next execution",),
}


def told(lines: list[Line]) -> list[str]:
    """What happened, without when, and without what says only that time has passed."""
    kept = [line.event.body for line in lines if not isinstance(line.event.body, Clock | BarsClosed | Decided)]
    return [json.dumps({"type": NAMES[type(body)], "payload": encode(body)}, sort_keys=True) for body in kept]


def log_of(version: int) -> list[str]:
    session = IbkrSession(version=version)
    session.after = lambda bar: session.desk.say(*SCRIPT.get(bar, ()))
    try:
        session.survive(dying(220))
        assert session.problems() == []
        return [line.replace(f":{session.desk.port}", ":4002") for line in told(session.kept)]
    finally:
        session.close()


@pytest.mark.parametrize("version", VERSIONS)
def test_the_log_is_the_same(version: int) -> None:
    found = log_of(version)
    if os.environ.get("TRADECORE_GOLD") == "write":
        GOLD.write_text("\n".join(found) + "\n", encoding="utf-8")
    assert found == GOLD.read_text(encoding="utf-8").splitlines()
