"""A search in a tab: estimated, started from the form, stopped and gone on with, its best set traded alone."""

from collections.abc import Callable
from pathlib import Path

from crowd import bars
from playwright.sync_api import Page, expect
from served import PATIENCE, Server, fill, press, settled, until, visit

from tradecore.jobs import State, Wanted
from tradecore_workbench.workbench import Workbench


def test_a_search_from_its_estimate_to_the_backtest_of_its_best_set(
    workspace: Path, serve: Callable[[Path], Server], tab: Page
) -> None:
    bars(workspace / "data" / "bars.csv", 1_500)
    desk = Workbench(workspace)
    visit(tab, serve(workspace), "optimize")
    fill(tab, "optimize.over.fast", "2:17:1")
    fill(tab, "optimize.over.slow", "30:48:2")
    press(tab, "Estimate")
    expect(tab.get_by_text("Trying 160 of 160 combinations")).to_be_visible(timeout=PATIENCE)
    assert desk.runs.lines() == []

    settled(tab)
    tab.get_by_text("How it is run").click()
    tab.locator(".st-key-optimize-engine").get_by_role("combobox").click()
    tab.get_by_role("option", name="interpreted").click()
    press(tab, "Start the search")
    expect(tab.get_by_text("Best so far").first).to_be_visible(timeout=PATIENCE)
    job_id = tab.url.rpartition("run=")[2]
    press(tab, "Cancel")
    until(lambda: desk.runs.status(job_id).state is State.CANCELLED)
    expect(tab.get_by_text("It was stopped").first).to_be_visible(timeout=PATIENCE)
    press(tab, "Resume")
    until(lambda: desk.runs.status(job_id).state is State.SUCCEEDED, 300)
    expect(tab.get_by_text("Landscape", exact=True)).to_be_visible(timeout=PATIENCE)
    assert len(desk.run(job_id).trials) == 160

    settled(tab)
    table = tab.get_by_test_id("stDataFrame").first
    table.scroll_into_view_if_needed()
    table.click(position={"x": 18, "y": 35 + 18})
    tab.get_by_role("button", name="Backtest set").click()
    expect(tab.get_by_text("total return").first).to_be_visible(timeout=PATIENCE)
    [line] = desk.runs.lines(Wanted(types=("backtest",)))
    assert desk.run(line.job_id).metrics["final"] == desk.run(job_id).metrics["final"]
