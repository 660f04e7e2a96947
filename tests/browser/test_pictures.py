"""The pictures of the documents: real screenshots of the demo's workspace; TRADECORE_PICTURES says where they go."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from served import PATIENCE, Server, visit

LARGEST = 300_000
# Page, colours, height, and what is opened before.
PICTURES = {
    "workstation": ("backtest", "light", 1_240, ""),
    "tour-home": ("", "light", 900, ""),
    "tour-form": ("backtest", "light", 900, "New backtest"),
    "tour-optimise": ("optimize", "light", 1_240, ""),
    "tour-walk-forward": ("walkforward", "light", 1_240, ""),
    "tour-train": ("train", "light", 1_240, ""),
    "tour-live": ("live", "dark", 1_240, ""),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    given = os.environ.get("TRADECORE_PICTURES", "")
    return Path(given) if given else tmp_path_factory.mktemp("images")


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_of_the_documents_is_made_anew(
    demo_server: Server, browser: Browser, folder: Path, name: str
) -> None:
    page, scheme, height, opened = PICTURES[name]
    size = {"width": 1280, "height": height}
    context = browser.new_context(color_scheme=scheme, viewport=size, timezone_id="America/New_York")  # type: ignore[arg-type]
    tab = context.new_page()
    visit(tab, demo_server, page)
    if opened:
        tab.get_by_text(opened, exact=True).click()
    tab.wait_for_timeout(800)
    tab.screenshot(path=folder / f"{name}.png")
    context.close()
    assert 10_000 < (folder / f"{name}.png").stat().st_size < LARGEST


def test_the_picture_of_a_trade_that_the_chart_has_jumped_to(
    demo_server: Server, browser: Browser, folder: Path
) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, timezone_id="America/New_York")
    tab = context.new_page()
    visit(tab, demo_server, "backtest")
    trades = tab.get_by_test_id("stDataFrame").first
    trades.scroll_into_view_if_needed()
    trades.click(position={"x": 18, "y": 35 * 3 + 18})
    chart = tab.locator(".candles")
    expect(chart).not_to_have_attribute("data-focus", "null", timeout=PATIENCE)
    tab.get_by_text("Closed trades", exact=True).scroll_into_view_if_needed()
    room = chart.bounding_box()
    assert room is not None
    tab.mouse.move(room["x"] + room["width"] * 0.47, room["y"] + 200)
    tab.wait_for_timeout(800)
    tab.screenshot(path=folder / "tour-trades.png")
    context.close()
    assert 10_000 < (folder / "tour-trades.png").stat().st_size < LARGEST
