"""docs/configuration.md has every setting, in order, with its default and what is accepted, as the code says it."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import cast

from tradecore.config import nest
from tradecore.contracts.settings import Settings
from tradecore.errors import InvalidValue
from tradecore_kit.codec import decode, encode

TEXT = (Path(__file__).parents[3] / "docs/configuration.md").read_text(encoding="utf-8")
ROWS = re.findall(r"^\| `([a-z_]+\.[a-z_.]+)` \| `(.*?)` \| (.*?) \| (.*?) \|$", TEXT, re.MULTILINE)
SECTIONS: Mapping[str, object] = {name: value for name, value in encode(Settings()).items() if name != "schema"}


def leaves(values: Mapping[str, object], head: str = "") -> Iterator[tuple[str, object]]:
    """Every setting with its default; a mapping without keys is a setting too."""
    for name, value in values.items():
        if isinstance(value, dict) and value:
            yield from leaves(cast("Mapping[str, object]", value), f"{head}{name}.")
        elif head:
            yield f"{head}{name}", value


def accepted(key: str) -> str:
    """What the code says when it is handed -1, which no setting takes."""
    try:
        decode(Settings, nest({key: -1}))
    except InvalidValue as error:
        return error.accepted
    return "anything"


def test_every_setting_stands_with_its_default() -> None:
    assert [(key, json.loads(default)) for key, default, _, _ in ROWS] == list(leaves(SECTIONS))


def test_every_setting_stands_with_what_is_accepted() -> None:
    assert {key: said for key, _, said, _ in ROWS} == {key: accepted(key) for key, _ in leaves(SECTIONS)}


def test_every_setting_and_every_section_is_explained() -> None:
    assert [key for key, _, _, words in ROWS if len(words) < 10] == []
    assert re.findall(r"^## (\w+)$", TEXT, re.MULTILINE) == list(SECTIONS)
