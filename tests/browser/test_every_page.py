"""Every page over the demo's workspace, light and dark: filled, without an error, and kept as pictures to look at."""

import os
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from served import Server, visit

from tradecore_ui.navigation import PAGES

NAMES = [entry.name for entries in PAGES.values() for entry in entries]
TALLEST = 5_000


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where they go: TRADECORE_PAGES, or a folder of this run."""
    given = os.environ.get("TRADECORE_PAGES", "")
    folder = Path(given) if given else tmp_path_factory.mktemp("pictures")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", NAMES)
def test_a_page_is_filled_by_the_demo(
    demo_server: Server, browser: Browser, pictures: Path, name: str, scheme: str
) -> None:
    context = browser.new_context(
        color_scheme=scheme,  # type: ignore[arg-type]
        viewport={"width": 1440, "height": 1000},
        timezone_id="Europe/Berlin",
    )
    tab = context.new_page()
    wrong: list[str] = []
    tab.on("request", lambda asked: None if "127.0.0.1" in asked.url else wrong.append(asked.url))
    tab.on("pageerror", lambda error: wrong.append(str(error)))
    visit(tab, demo_server, "" if name == "home" else name)
    tab.wait_for_timeout(300)
    height = tab.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
    tab.set_viewport_size({"width": 1440, "height": max(900, min(height, TALLEST))})
    tab.wait_for_timeout(300)
    tab.screenshot(path=pictures / f"{name}-{scheme}.png")
    shown = tab.locator("[data-testid=stMain]").inner_text()
    problems = tab.locator('[data-testid="stAlertContentError"], [data-testid="stException"]').all_inner_texts()
    wide = tab.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    context.close()
    assert [each for each in wrong if not each.startswith(("data:", "blob:"))] == []
    assert problems == []
    assert "Traceback" not in shown
    assert "There is no" not in shown
    assert wide <= 0
