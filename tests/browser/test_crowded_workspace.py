"""Pages over more than anybody has: there at once, and cheap to look at again. Counts are held, times are told."""

from collections.abc import Callable
from pathlib import Path
from time import perf_counter, sleep

import pytest
from crowd import backtest, bars, long_log, many_runs
from playwright.sync_api import Page, expect
from served import PATIENCE, Server, Told, settled, visit

from tradecore.jobs import Wanted
from tradecore_ui import navigation
from tradecore_workbench.workbench import Workbench

RUNS, EVENTS, BARS = 10_000, 1_000_000, 30_000
POLLED = 6.0
PAGES = tuple("" if each.name == "home" else each.name for entries in navigation.PAGES.values() for each in entries)


@pytest.fixture(scope="module")
def crowded(demo: Path) -> Path:
    """The demo's workspace with ten thousand runs more, and a session with a million events."""
    desk = Workbench(demo)
    [line] = desk.runs.lines(Wanted(types=("backtest",)), 1)
    many_runs(desk, line.job_id, RUNS)
    long_log(demo / "live", EVENTS)
    desk.runs.lines()
    return demo


def busy(server: Server) -> float:
    """Seconds of processor that the server has had."""
    return sum(server.serving.cpu_times()[:2])


def test_each_page_is_there_and_polls_cost_little(
    crowded: Path, serve: Callable[[Path], Server], tab: Page, told: Told
) -> None:
    server = serve(crowded)
    visit(tab, server)
    for name in PAGES:
        for which in ("first", "next"):
            began, spent = perf_counter(), busy(server)
            visit(tab, server, name)
            took = (perf_counter() - began) * 1000
            told(f"{name or 'home'} with {RUNS:,} runs and {EVENTS:,} events, {which} visit", took)
            told(f"  of that the server's processor, {which} visit", (busy(server) - spent) * 1000)
            expect(tab.get_by_test_id("stHeading").first).to_be_visible(timeout=PATIENCE)
            expect(tab.get_by_test_id("stAlertContentError")).to_have_count(0)
    visit(tab, server, "runs")
    expect(tab.get_by_text(f"{RUNS + 8:,} runs, the newest first")).to_be_visible(timeout=PATIENCE)
    visit(tab, server)
    spent = busy(server)
    sleep(POLLED)
    polls = POLLED / 1.0 + POLLED / 2.0
    told(f"a poll of Home ({polls:.0f} of them)", (busy(server) - spent) / polls * 1000)


def test_thirty_thousand_candles(workspace: Path, serve: Callable[[Path], Server], tab: Page, told: Told) -> None:
    bars(workspace / "data" / "bars.csv", BARS)
    desk = Workbench(workspace)
    run = desk.run(backtest(desk, **{"parameters.fast": 50, "parameters.slow": 200}))
    server = serve(workspace)
    visit(tab, server)
    began = perf_counter()
    tab.goto(server.address("backtest"))
    host = tab.locator(".candles")
    expect(host).to_have_attribute("data-bars", f"{BARS}", timeout=PATIENCE)
    told(f"{BARS:,} candles, the whole page with them", (perf_counter() - began) * 1000)
    told("of that drawing the candles", float(host.get_attribute("data-milliseconds") or 0))
    assert host.get_attribute("data-marks") == str(len(run.fills))
    settled(tab)
    table = tab.get_by_test_id("stDataFrame").first
    table.scroll_into_view_if_needed()
    began = perf_counter()
    table.click(position={"x": 18, "y": 35 + 18})
    expect(host).not_to_have_attribute("data-focus", "null", timeout=PATIENCE)
    told("from a click on a trade to its candles", (perf_counter() - began) * 1000)
    first = run.trades.iloc[0]
    place = desk.run(run.id).equity.index.get_loc(first["entry_time"])
    assert (host.get_attribute("data-focus") or "").startswith(f"[{place},")
