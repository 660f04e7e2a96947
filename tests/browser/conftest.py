"""The demo's workspace, a real server over it, and a real browser; `nox -s e2e` runs these, `pytest` alone does not."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright
from served import Server, Told, chromium

from tradecore_workbench.workspace import make


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace that the README's first command has filled; TRADECORE_DEMO names one that is there already."""
    given = os.environ.get("TRADECORE_DEMO", "")
    folder = tmp_path_factory.mktemp("demo") / "tradecore"
    if given:
        shutil.copytree(given, folder, symlinks=True)
        return folder
    (folder / "configs").mkdir(parents=True)
    command = [sys.executable, "-m", "tradecore_cli.main", "demo", "--workspace", str(folder)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return folder


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """An empty one."""
    return make(tmp_path / "desk")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=chromium(), args=["--no-sandbox", "--disable-background-networking"]
        )
        yield started
        started.close()


@pytest.fixture
def serve() -> Iterator[Callable[[Path], Server]]:
    """Starts servers, and ends those that are left."""
    servers: list[Server] = []

    def begin(folder: Path) -> Server:
        servers.append(Server(folder))
        return servers[-1]

    yield begin
    for server in servers:
        server.end()


@pytest.fixture(scope="session")
def demo_server(demo: Path) -> Iterator[Server]:
    """One server over the demo's workspace for all tests that only look."""
    server = Server(demo)
    yield server
    server.end()


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    """A tab that goes nowhere but to this machine, and whose scripts raise nothing."""
    context = browser.new_context(viewport={"width": 1440, "height": 1000}, timezone_id="Europe/Berlin")
    page = context.new_page()
    wrong: list[str] = []
    page.on("request", lambda asked: None if "127.0.0.1" in asked.url else wrong.append(asked.url))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    yield page
    context.close()
    assert [each for each in wrong if not each.startswith(("data:", "blob:"))] == []


@pytest.fixture
def told(record_property: Callable[[str, object], None]) -> Told:
    """Keeps a time that was measured; all are printed at the end, whichever process measured them."""
    return lambda what, milliseconds: record_property("measured", f"{what}: {milliseconds:,.0f} ms")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Prints what was measured."""
    reports = [report for state in ("passed", "failed") for report in terminalreporter.stats.get(state, ())]
    for report in reports:
        for name, value in report.user_properties if report.when == "call" else ():
            if name == "measured":
                terminalreporter.write_line(f"  {value}")
