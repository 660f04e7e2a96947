"""Forms in the browser: from a strategy that nobody knew, to a job, with errors beside their fields."""

import sys
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest
from ui_desk import ASKED, Page, texts, well

from tradecore_workbench.workbench import Workbench

PLUGIN = """
from typing import Annotated, NamedTuple
from tradecore.strategy import Decision, NoInputs, NoState, Range
from tradecore_plugins import hookimpl

class Stranger(NamedTuple):
    '''Buys `dip` below the mean.'''
    dip: Annotated[float, Range(0.5, 9.0, 0.25)] = 2.0
    patience: Annotated[int, Range(1, 30, 1)] = 3
    calm: bool = False
    Inputs = NoInputs
    State = NoState
    REASONS = ("nothing",)
    def features(self):
        return ()
    def decide(self, state, bar, inputs, account):
        return Decision(0.0), state

@hookimpl
def tradecore_strategies():
    return {"stranger": Stranger}
"""


@pytest.fixture
def stranger(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A plugin with a strategy, installed for as long as the test takes."""
    information = tmp_path / "site" / "tradecore_stranger-1.0.dist-info"
    information.mkdir(parents=True)
    (tmp_path / "site" / "tradecore_stranger_for_tests.py").write_text(PLUGIN)
    (information / "entry_points.txt").write_text("[tradecore]\nstranger = tradecore_stranger_for_tests\n")
    (information / "METADATA").write_text("Metadata-Version: 2.1\nName: tradecore-stranger\nVersion: 1.0\n")
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    monkeypatch.delitem(sys.modules, "tradecore_stranger_for_tests", raising=False)


def submitted(at: AppTest) -> AppTest:
    """The page after its form was sent."""
    [button] = [each for each in at.button if each.label == "Run the backtest"]
    return button.click().run()


@pytest.mark.usefixtures("stranger")
def test_a_plugins_parameters_appear_without_a_line_of_ours(desk: Workbench, page: Page) -> None:
    at = page(desk, "backtest")
    at.selectbox(key="backtest.strategy").set_value("stranger").run()
    well(at)
    dip, patience = (at.number_input(key=f"backtest.parameters.{name}") for name in ("dip", "patience"))
    assert (dip.value, dip.step) == (2.0, 0.25)
    assert dip.help == "Buys dip below the mean. Accepted: a number from 0.5 to 9."
    assert "0.5 to 9" in dip.label
    assert (patience.value, patience.step) == (3, 1)
    assert at.checkbox(key="backtest.parameters.calm").value is False
    assert "Buys dip below the mean." in texts(at)


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("backtest.parameters.fast", 1, "fast is 1. Accepted: a whole number from 2 to 200"),
        ("backtest.parameters.fast", 300, "a whole number from 2 to 200"),
        ("backtest.costs.rate", -1.0, "costs.rate is -1.0. Accepted: 0 or more"),
        ("backtest.report.bootstrap", 5, "0 (off) or 100 to 1,000,000 draws"),
    ],
)
def test_what_the_validators_refuse_stands_on_the_page_and_no_run_is_made(
    desk: Workbench, page: Page, key: str, value: float, said: str
) -> None:
    at = page(desk, "backtest")
    at.number_input(key=key).set_value(value)
    submitted(at)
    assert said in at.error[0].value.replace("\\", "")
    assert len(at.error) == 1
    assert desk.runs.lines() == []


def test_parameters_that_do_not_go_together_are_refused_in_the_strategys_words(desk: Workbench, page: Page) -> None:
    at = page(desk, "backtest")
    at.number_input(key="backtest.parameters.fast").set_value(60)
    submitted(at)
    assert "fast must be below slow" in at.error[0].value.replace("\\", "")


def test_dates_in_the_wrong_order_are_refused(desk: Workbench, page: Page) -> None:
    at = page(desk, "backtest")
    at.text_input(key="backtest.bars.start").set_value("2026-03-01")
    at.text_input(key="backtest.bars.end").set_value("2026-02-01")
    submitted(at)
    assert "a date after" in at.error[0].value.replace("\\", "")


def test_without_bars_the_form_says_so(desk: Workbench, page: Page) -> None:
    (desk.folder / "data" / "ACME.csv").unlink()
    at = submitted(page(desk, "backtest"))
    assert "bars" in at.error[0].value
    assert desk.runs.lines() == []


def test_a_setting_that_is_saved_is_there_for_every_run_and_can_be_undone(desk: Workbench, page: Page) -> None:
    at = page(desk, "settings")
    at.number_input(key="settings.costs.costs.slippage_bps").set_value(2.5)
    [save] = [each for each in at.button if each.form_id == "settings.costs.form"]
    save.click().run()
    well(at)
    assert desk.settings.active() == {"costs.slippage_bps": 2.5}
    at.multiselect(key="settings.unset.1").set_value(["costs.slippage_bps"]).run()
    at.button(key="settings.unset.do").click().run()
    assert desk.settings.active() == {}
    at.button_group(key="settings.look").set_value("History").run()
    assert list(at.dataframe[0].value["after"]) == ["default", "2.5"]


def test_a_setting_that_is_refused_changes_nothing(desk: Workbench, page: Page) -> None:
    at = page(desk, "settings")
    at.number_input(key="settings.costs.costs.borrow").set_value(-1.0)
    [save] = [each for each in at.button if each.form_id == "settings.costs.form"]
    save.click().run()
    assert "costs.borrow is -1.0" in at.error[0].value.replace("\\", "")
    assert desk.settings.active() == {}


def test_strategies_and_plugins_are_listed(desk: Workbench, page: Page) -> None:
    at = page(desk, "settings")
    at.button_group(key="settings.look").set_value("Strategies").run()
    at.selectbox(key="settings.strategy").set_value("sma_cross").run()
    at.number_input(key="settings.strategies.sma_cross.strategies.sma_cross.fast").set_value(7)
    [save] = [each for each in at.button if each.form_id == "settings.strategies.sma_cross.form"]
    save.click().run()
    assert desk.settings.active() == {"strategies.sma_cross.fast": 7}
    at.button_group(key="settings.look").set_value("Plugins").run()
    assert {"strategy", "learner"} <= set(well(at).dataframe[0].value["kind"])


def test_a_note_and_a_tag_are_kept(templates: Workbench, page: Page) -> None:
    [line] = templates.runs.lines()
    at = page(templates, "runs", run=line.job_id)
    at.text_area(key=f"note.{line.job_id}").set_value("Too good.")
    [keep] = [each for each in at.button if each.label == "Keep the note"]
    keep.click().run()
    at.multiselect(key=f"tags.{line.job_id}.").set_value(["pinned"]).run()
    assert "Too good." in texts(well(at))
    notes = templates.runs.notes(line.job_id)
    assert ([note.text for note in notes.notes], notes.tags) == (["Too good."], ("pinned",))


def test_a_run_is_run_again_and_held_to_its_first_result(desk: Workbench, page: Page) -> None:
    first = desk.here(desk.request("backtest", ASKED))
    at = page(desk, "runs", run=first)
    at.button(key=f"again.{first}").click().run()
    again = at.query_params["run"]
    assert again != first
    desk.wait(str(again))
    told = well(page(desk, "runs", run=str(again))).info[0].value.replace("\\", "")
    assert told.startswith(f"It repeats {first}. Equal: all ")


def test_a_run_on_data_that_has_changed_is_not_run_again(desk: Workbench, page: Page) -> None:
    first = desk.here(desk.request("backtest", ASKED))
    with (desk.folder / "data" / "ACME.csv").open("a") as stream:
        stream.write("2026-04-01,100,115,95,101,1000\n")
    at = page(desk, "runs", run=first)
    at.button(key=f"again.{first}").click().run()
    assert "data/ACME.csv" in at.error[0].value.replace("\\", "")
    assert len(desk.runs.lines()) == 1
    drawn = well(page(desk, "backtest"))
    assert "The prices cannot be drawn." in texts(drawn)
