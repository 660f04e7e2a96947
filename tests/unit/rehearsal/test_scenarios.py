"""The scripts that are shipped: each can be played, is described, and knows what it is to show."""

from pathlib import Path

import pytest

from tradecore.errors import UnknownName
from tradecore_gateway.script.parsing import parse
from tradecore_live.rehearsal import scenarios
from tradecore_live.rehearsal.judge import SHOWN
from tradecore_live.rehearsal.scenario import ENDING, ORDER, chosen, scenario
from tradecore_live.rehearsal.switching import AFTER

FACTS = {"symbol": "AAPL", "price": "190.00", "day": "2026-03-02", "early": "12:00"}
DOCUMENT = Path(__file__).parents[3] / "docs" / "rehearsals.md"


@pytest.mark.parametrize("name", ORDER)
def test_a_scenario_can_be_played_and_knows_what_it_shows(name: str) -> None:
    one = scenario(name)
    script = one.written(FACTS)
    assert parse(script, name) or name in ("quiet", "kill-idle", "kill-holding")
    assert "{" not in script
    assert one.shows
    assert set(one.shows) <= set(SHOWN)
    assert one.switch in ("", "idle", "working", "holding") or AFTER.fullmatch(one.switch)
    assert name.startswith("kill-") == bool(one.switch)


@pytest.mark.parametrize("name", ORDER)
def test_a_scenario_stands_in_the_documents_as_it_is_shipped(name: str) -> None:
    one, text = scenario(name), DOCUMENT.read_text(encoding="utf-8")
    assert f"| `{name}` | {one.title[0].lower()}{one.title[1:]} |" in text
    sentences = [line for line in one.script.splitlines() if not line.startswith("#")]
    assert not sentences or "\n".join([f"# {name}", *sentences]) in text


def test_every_script_has_its_place() -> None:
    folder = Path(scenarios.__file__).parent
    assert sorted(path.stem for path in folder.glob(f"*{ENDING}")) == sorted(ORDER)


def test_several_are_chosen_by_how_they_begin() -> None:
    assert [one.name for one in chosen("all")] == list(ORDER)
    assert [one.name for one in chosen("half-day")] == ["half-day"]
    assert {one.name for one in chosen("kill")} == {name for name in ORDER if name.startswith("kill-")}
    with pytest.raises(UnknownName, match="half-open"):
        chosen("half-oben")
