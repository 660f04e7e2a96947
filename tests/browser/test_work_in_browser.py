"""Work that a person begins in the browser: it goes on whatever becomes of the page, the tab or the server."""

import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from crowd import backtest, bars
from playwright.sync_api import Page, expect
from served import PATIENCE, Server, fill, free_port, key, press, settled, until, visit

from tradecore.jobs import State
from tradecore_workbench.workbench import Workbench

ROOT = Path(__file__).parents[2]
Serve = Callable[[Path], Server]
# So many sets, interpreted, are at work long enough to be stopped by hand.
SEARCH = {
    "bars": [{"path": "data/bars.csv", "symbol": "BARS", "zone": "UTC"}],
    "strategy": "sma_cross",
    "over": {"fast": "2:17:1", "slow": "30:48:2"},
    "engine": "interpreted",
    "workers": 1,
    "report.pictures": False,
    "check_leaks": False,
}


def test_a_backtest_is_submitted_the_page_reloaded_in_the_middle_and_the_result_is_there(
    workspace: Path, serve: Serve, tab: Page
) -> None:
    bars(workspace / "data" / "bars.csv", 2_000)
    desk = Workbench(workspace)
    first = backtest(desk)
    visit(tab, serve(workspace), "backtest")
    tab.get_by_text("New backtest").click()
    fill(tab, "backtest.parameters.fast", "7")
    # Somebody else's heavy job has the only place: this one waits until it is let in.
    place = desk.runs.join(first, waits=True)
    place.enter(1)
    press(tab, "Run the backtest")
    expect(tab.get_by_text("QUEUED").first).to_be_visible(timeout=PATIENCE)
    expect(tab.get_by_text("1 run ahead").first).to_be_visible(timeout=PATIENCE)
    asked = tab.url
    assert "run=" in asked
    tab.reload()
    settled(tab)
    assert tab.url == asked
    expect(tab.get_by_text("1 run ahead").first).to_be_visible(timeout=PATIENCE)
    place.leave()
    expect(tab.get_by_text("total return").first).to_be_visible(timeout=PATIENCE)
    run = desk.run(asked.rpartition("run=")[2])
    assert run.state == State.SUCCEEDED
    assert run.request.parameters["fast"] == 7
    assert run.request.provenance.origins["parameters.fast"] == "request"


def test_a_search_is_cancelled_and_resumed_where_it_was(workspace: Path, serve: Serve, tab: Page) -> None:
    bars(workspace / "data" / "bars.csv", 4_500)
    desk = Workbench(workspace)
    job_id = desk.submit(desk.request("optimize", SEARCH))
    visit(tab, serve(workspace), f"runs?run={job_id}")
    expect(tab.get_by_text("Best so far").first).to_be_visible(timeout=PATIENCE)
    press(tab, "Cancel")
    until(lambda: desk.runs.status(job_id).state is State.CANCELLED)
    expect(tab.get_by_text("It was stopped").first).to_be_visible(timeout=PATIENCE)
    press(tab, "Resume")
    until(lambda: desk.runs.status(job_id).attempt == 2)
    until(lambda: desk.runs.status(job_id).state.final, 120)
    assert desk.runs.status(job_id).state is State.SUCCEEDED
    assert len(desk.run(job_id).trials) == 160
    expect(tab.get_by_text(desk.run(job_id).sentences[0]).first).to_be_visible(timeout=PATIENCE)


def test_two_runs_are_compared(workspace: Path, serve: Serve, tab: Page) -> None:
    bars(workspace / "data" / "bars.csv", 1_000)
    desk = Workbench(workspace)
    for fast in (5, 9):
        backtest(desk, **{"parameters.fast": fast})
    visit(tab, serve(workspace), "runs")
    table = tab.get_by_test_id("stDataFrame").first
    for row in (1, 2):
        table.click(position={"x": 18, "y": 35 * row + 18})
    expect(tab.get_by_text("Compared", exact=True)).to_be_visible(timeout=PATIENCE)
    expect(tab.get_by_text("1 setting differs.")).to_be_visible(timeout=PATIENCE)
    expect(tab.get_by_role("cell", name="parameters.fast")).to_be_visible(timeout=PATIENCE)


def test_a_server_that_was_killed_shows_the_same_when_it_is_started_again(
    workspace: Path, serve: Serve, tab: Page
) -> None:
    bars(workspace / "data" / "bars.csv", 1_500)
    desk = Workbench(workspace)
    backtest(desk)
    at_work = desk.submit(desk.request("optimize", SEARCH))
    server = serve(workspace)
    visit(tab, server, "backtest")
    before = tab.get_by_test_id("stMetricValue").all_inner_texts()
    assert len(before) == 5
    server.kill()
    again = serve(workspace)
    visit(tab, again, "backtest")
    assert tab.get_by_test_id("stMetricValue").all_inner_texts() == before
    until(lambda: desk.runs.status(at_work).state.final, 120)
    assert desk.runs.status(at_work).state is State.SUCCEEDED


def test_two_servers_on_one_workspace_do_not_disturb_each_other(workspace: Path, serve: Serve, tab: Page) -> None:
    bars(workspace / "data" / "bars.csv", 500)
    servers = serve(workspace), serve(workspace)
    for place, server in enumerate(servers):
        visit(tab, server, "backtest")
        if place:
            tab.get_by_text("New backtest").click()
        press(tab, "Run the backtest")
        tab.wait_for_url("**run=*", timeout=PATIENCE)
        expect(tab.get_by_text("total return").first).to_be_visible(timeout=PATIENCE)
    desk = Workbench(workspace)
    until(lambda: [line.state for line in desk.runs.lines()] == ["SUCCEEDED", "SUCCEEDED"])


@pytest.fixture
def example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The distribution in examples/, built and unpacked as an installer does it, for every process that follows."""
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path / "dist")]
    subprocess.run(command, cwd=ROOT / "examples" / "tradecore-example", check=True, capture_output=True)
    [wheel] = (tmp_path / "dist").glob("*.whl")
    zipfile.ZipFile(wheel).extractall(tmp_path / "site")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "site"), prepend=os.pathsep)


@pytest.mark.usefixtures("example")
def test_the_example_plugins_parameters_are_in_the_form(workspace: Path, serve: Serve, tab: Page) -> None:
    bars(workspace / "data" / "bars.csv", 500)
    visit(tab, serve(workspace), "backtest")
    key(tab, "backtest.strategy").locator("input").click()
    tab.get_by_role("option", name="buy_the_dip").click()
    settled(tab)
    expect(key(tab, "backtest.parameters.depth")).to_be_visible(timeout=PATIENCE)
    press(tab, "Run the backtest")
    expect(tab.get_by_text("total return").first).to_be_visible(timeout=PATIENCE)


def test_a_server_listens_where_it_was_told_to(workspace: Path) -> None:
    port = free_port()
    server = Server(workspace, port)
    try:
        listening = {each.laddr for each in server.serving.net_connections() if each.status == "LISTEN"}
        assert listening == {("127.0.0.1", port)}
    finally:
        server.end()
    assert server.process.returncode == 0
