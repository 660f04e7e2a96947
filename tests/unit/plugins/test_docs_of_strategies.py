"""docs/strategies.md holds every built-in strategy, parameter and reason, and every column of the files they read."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from tradecore.parameters import Parameter, parameters_of
from tradecore_csv.predictions import COLUMNS
from tradecore_kit.bar_files.headers import NAMES
from tradecore_plugins.plugin import tradecore_strategies

TEXT = (Path(__file__).parents[3] / "docs/strategies.md").read_text(encoding="utf-8")
SECTIONS: Mapping[str, str] = dict(re.findall(r"^## ([^\n]+)\n(.*?)(?=^## |\Z)", TEXT, re.DOTALL | re.MULTILINE))
STRATEGIES = tradecore_strategies()


def rows(section: str, head: str) -> list[list[str]]:
    """The cells of the table of a section whose first heading is `head`."""
    found = re.search(rf"^\| {head} \|.*\n\|[-|]+\n((?:\|.*\n)+)", SECTIONS[section], re.MULTILINE)
    assert found, f"{section} has no table of {head}"
    return [re.split(r"\s*\|\s*", line.strip("| ")) for line in found[1].splitlines()]


def shown(parameter: Parameter) -> list[str]:
    default = parameter.default
    return [
        f"`{parameter.name}`",
        str(default).lower() if isinstance(default, bool) else str(default),
        parameter.accepted,
    ]


def squashed(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower())


@pytest.mark.parametrize("name", STRATEGIES)
def test_every_parameter_stands_with_its_default_and_bounds(name: str) -> None:
    listed = rows(name, "parameter")
    assert [row[:3] for row in listed] == [shown(parameter) for parameter in parameters_of(STRATEGIES[name])]
    assert all(row[3] for row in listed)


@pytest.mark.parametrize("name", STRATEGIES)
def test_every_reason_is_explained(name: str) -> None:
    listed = rows(name, "reason")
    assert [row[0].strip("`") for row in listed] == list(STRATEGIES[name].REASONS)
    assert all(row[1] for row in listed)


@pytest.mark.parametrize(
    ("section", "columns"),
    [
        ("A file of signals", {"time", "signal", "symbol", "available"}),
        ("Your own predictions", set(COLUMNS) - {"signal"}),
    ],
)
def test_every_column_stands_with_what_else_it_may_be_called(section: str, columns: set[str]) -> None:
    listed = {row[0].strip("`"): re.findall(r"`([^`]+)`", row[2]) for row in rows(section, "column")}
    assert set(listed) == columns
    for name, others in listed.items():
        if name != "time":
            assert [squashed(other) for other in others] == [each for each in COLUMNS[name] if each != squashed(name)]


def test_every_name_of_a_time_column_is_listed() -> None:
    (sentence,) = re.findall(r"`time` may also be called (.*?)\.", TEXT, re.DOTALL)
    assert re.findall(r"`([^`]+)`", sentence) == [name for name in NAMES["time"] if name != "time"]
