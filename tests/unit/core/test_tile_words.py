"""Every number that a report shows first is explained, and nothing else is."""

import re
from pathlib import Path

import tradecore.views.reports
from tradecore.views.tile_words import WORDS, told

ROOM = Path(tradecore.views.reports.__file__).parent
LABELS = {
    label for path in ROOM.glob("*.py") for label in re.findall(r'Tile\(\s*"([^"]+)"', path.read_text(encoding="utf-8"))
} | {"best Sharpe ratio"}
# Their names say it all.
PLAIN = {"bars", "bars tried", "costs", "information coefficient", "max drawdown", "rows", "closed trades", "IC"}


def test_every_tile_is_explained() -> None:
    assert len(LABELS) > 25
    assert {label for label in LABELS if not told(label)} <= PLAIN


def test_nothing_is_explained_that_no_report_shows() -> None:
    assert set(WORDS) <= LABELS


def test_words_are_short_enough_for_a_tip() -> None:
    assert max(map(len, WORDS.values())) < 180
