"""docs/live.md knows every event and every alarm."""

import re
from pathlib import Path
from typing import get_args, get_type_hints

from tradecore.live.actions import Alarm
from tradecore.live.events import TYPES

TEXT = (Path(__file__).parents[3] / "docs" / "live.md").read_text(encoding="utf-8")


def test_the_events_are_those_of_the_log() -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \| `(\w+)` \|", TEXT, re.MULTILINE))
    assert rows == {name: body.__name__ for name, body in TYPES.items()}


def test_the_alarms_are_those_that_are_raised() -> None:
    section = TEXT.partition("## When something is wrong")[2].partition("## The log")[0]
    assert set(re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE)) == set(get_args(get_type_hints(Alarm)["kind"]))
