"""Each page over runs in every state: it says what is the matter and what to do, and raises nothing."""

import pytest
from ui_desk import STATES, Page, run_in, texts, well

from tradecore_ui.navigation import PAGES
from tradecore_workbench.workbench import Workbench

NAMES = [entry.name for entries in PAGES.values() for entry in entries]
SAID = {
    "queued": "2 runs ahead",
    "running": "30 of 120",
    "failed": "data/ACME.csv has errors: *many* of <them>.",
    "lost": "Resume it to go on where it was.",
    "cancelled": "It was stopped",
}


@pytest.mark.parametrize("name", NAMES)
def test_an_empty_workspace_says_what_to_do_next(desk: Workbench, page: Page, name: str) -> None:
    at = well(page(desk, name))
    assert at.title[0].value
    if name != "settings":
        assert "There is no" in texts(at)


@pytest.mark.parametrize("state", STATES)
def test_a_backtest_that_has_no_result_says_how_it_stands(desk: Workbench, page: Page, state: str) -> None:
    job_id = run_in(desk, state)
    at = well(page(desk, "backtest"))
    shown = texts(at) + "".join(str(bar.value) for bar in at.get("progress") if hasattr(bar, "value"))
    assert job_id in shown
    assert SAID[state] in shown + str([bar.proto.text for bar in at.get("progress")])
    labels = {button.label for button in at.button}
    assert ("Cancel" in labels) == (state in ("queued", "running"))
    assert ("Resume" in labels) == (state in ("failed", "lost", "cancelled"))


@pytest.mark.parametrize("state", STATES)
def test_home_and_runs_draw_them_too(desk: Workbench, page: Page, state: str) -> None:
    job_id = run_in(desk, state)
    home = well(page(desk, "home"))
    assert ("Nothing is at work." in texts(home)) == (state not in ("queued", "running"))
    runs = well(page(desk, "runs", run=job_id))
    assert job_id in texts(runs)
    assert "It began." in runs.code[0].value


def test_a_finished_backtest_shows_what_came_of_it(templates: Workbench, page: Page) -> None:
    at = well(page(templates, "backtest"))
    assert [metric.label for metric in at.metric][:3] == ["total return", "Sharpe ratio", "max drawdown"]
    for look in ("Exits and costs", "Months", "Risk", "All numbers", "Request and files"):
        at.button_group(key="backtest.look").set_value(look).run()
        well(at)
    assert "What was asked" in texts(at)


def test_a_finished_run_is_listed_and_shown(templates: Workbench, page: Page) -> None:
    [line] = templates.runs.lines()
    at = well(page(templates, "runs", run=line.job_id))
    assert line.headline in str(at.dataframe[0].value)
    assert "sma_cross" in texts(at)
    home = well(page(templates, "home"))
    assert "sma_cross" in texts(home)


def test_a_run_that_does_not_exist_is_one_paragraph(desk: Workbench, page: Page) -> None:
    at = page(desk, "backtest", run="20200101-000000-backtest-0000")
    assert not at.exception
    assert "There is no run" in at.error[0].value


def test_a_folder_that_is_no_workspace_is_one_paragraph(desk: Workbench, page: Page) -> None:
    (desk.folder / "configs" / "active.json").unlink(missing_ok=True)
    for path in (desk.folder / "configs").iterdir():
        path.unlink()
    (desk.folder / "configs").rmdir()
    at = page(desk, "home")
    assert not at.exception
    assert "is not a workspace" in at.error[0].value.replace("\\", "")
