"""A search in a tab: estimated, started from the form, looked at, and its best set traded alone."""

from collections.abc import Callable
from pathlib import Path

from crowd import bars
from playwright.sync_api import Page, expect
from served import PATIENCE, Server, fill, press, settled, visit

from tradecore.jobs import Wanted
from tradecore_workbench.workbench import Workbench


def test_a_search_from_its_estimate_to_the_backtest_of_its_best_set(
    workspace: Path, serve: Callable[[Path], Server], tab: Page
) -> None:
    bars(workspace / "data" / "bars.csv", 600)
    desk = Workbench(workspace)
    visit(tab, serve(workspace), "optimize")
    fill(tab, "optimize.over.fast", "2:5:1")
    fill(tab, "optimize.over.slow", "10:14:2")
    fill(tab, "optimize.min_trades", "1")
    press(tab, "Estimate")
    expect(tab.get_by_text("Trying 12 of 12 combinations")).to_be_visible(timeout=PATIENCE)
    assert desk.runs.lines() == []

    settled(tab)
    press(tab, "Start the search")
    expect(tab.get_by_text("Landscape", exact=True)).to_be_visible(timeout=2 * PATIENCE)
    job_id = tab.url.rpartition("run=")[2]
    assert len(desk.run(job_id).trials) == 12

    settled(tab)
    table = tab.get_by_test_id("stDataFrame").first
    table.scroll_into_view_if_needed()
    # Charts above it still take their place.
    tab.wait_for_timeout(1_500)
    table.click(position={"x": 18, "y": 35 + 18})
    tab.get_by_role("button", name="Backtest set").click()
    expect(tab.get_by_text("max drawdown").first).to_be_visible(timeout=2 * PATIENCE)
    [line] = desk.runs.lines(Wanted(types=("backtest",)))
    assert desk.run(line.job_id).metrics["final"] == desk.run(job_id).metrics["final"]
