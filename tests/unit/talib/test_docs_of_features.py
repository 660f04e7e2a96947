"""docs/features.md lists every feature as it is spelt, with its unit and bounds, and none that does not exist."""

import re
from pathlib import Path

from tradecore.core_features import RAW, RECIPES
from tradecore_talib.studies import STUDIES

TEXT = (Path(__file__).parents[3] / "docs" / "features.md").read_text(encoding="utf-8")
ROWS: dict[str, str] = dict(re.findall(r"^\| `([^`]+)` \| (.*) \|$", TEXT, re.MULTILINE))


def spelt(name: str, arguments: tuple[str, ...]) -> str:
    return f"{name}({','.join(arguments)})" if arguments else name


def test_every_feature_is_documented_and_nothing_else() -> None:
    core = {*RAW, *(spelt(name, recipe.windows) for name, recipe in RECIPES.items())}
    theirs = {spelt(f"talib.{name}", tuple(a.name for a in study.arguments)) for name, study in STUDIES.items()}
    assert set(ROWS) == core | theirs


def test_units_are_those_of_the_code() -> None:
    for name, recipe in RECIPES.items():
        assert ROWS[spelt(name, recipe.windows)].startswith("price |") == recipe.priced, name
    for name, study in STUDIES.items():
        row = ROWS[spelt(f"talib.{name}", tuple(a.name for a in study.arguments))]
        assert row.startswith("price |") == bool(study.degree), name
        assert f"| {study.function} |" in row
        assert all(f"{a.name} {a.low:g} to {a.high:g}" in row for a in study.arguments), name
