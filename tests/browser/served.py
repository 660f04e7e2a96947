"""A server as a user starts it, and what a person does in a tab."""

import os
import shutil
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from time import monotonic, sleep

import psutil
from playwright.sync_api import Locator, Page

RUNNING, IDLE = "running", "notRunning"
PATIENCE = 60_000
# What took how many milliseconds.
Told = Callable[[str, float], None]


def chromium() -> str:
    """The browser's program."""
    found = os.environ.get("TRADECORE_CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
    assert Path(found).exists(), "these tests need chromium: apt-get install chromium"
    return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Server:
    """`tradecore ui` over a workspace."""

    def __init__(self, folder: Path, port: int = 0) -> None:
        self.folder, self.port = folder, port or free_port()
        command = [sys.executable, "-m", "tradecore_cli.main", "ui", "--workspace", str(folder)]
        self.process = subprocess.Popen(
            [*command, "--no-browser", "--port", str(self.port)], stdout=subprocess.PIPE, text=True
        )
        assert self.process.stdout is not None
        assert "The workstation is at" in self.process.stdout.readline()

    def address(self, page: str = "") -> str:
        return f"http://127.0.0.1:{self.port}/{page}"

    @property
    def serving(self) -> psutil.Process:
        """The server's own process, below the command."""
        [child] = psutil.Process(self.process.pid).children()
        return child

    def kill(self) -> None:
        """As the system would."""
        self.serving.kill()
        self.process.wait(30)

    def end(self) -> None:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(30)
        if self.process.stdout is not None:
            self.process.stdout.close()


def visit(tab: Page, server: Server, page: str = "") -> None:
    """Goes to a page and waits until it is drawn."""
    tab.goto(server.address(page))
    settled(tab)


def settled(tab: Page) -> None:
    """Waits until the script of the page has ended."""
    tab.wait_for_selector('[data-testid="stApp"][data-test-connection-state="CONNECTED"]', timeout=PATIENCE)
    tab.wait_for_selector(f'[data-testid="stApp"][data-test-script-state="{IDLE}"]', timeout=PATIENCE)
    tab.wait_for_function("!document.querySelector('[data-testid=stSkeleton],[data-stale=true]')", timeout=PATIENCE)


def key(tab: Page, name: str) -> Locator:
    """The widget of a key."""
    return tab.locator(f".st-key-{name.replace('.', '-')}")


def press(tab: Page, label: str) -> None:
    """A button by its words."""
    tab.get_by_role("button", name=label, exact=True).first.click()


def fill(tab: Page, name: str, text: str) -> None:
    """Types into a field."""
    field = key(tab, name).locator("input, textarea").first
    field.fill(text)
    field.press("Tab")


def until(condition: "object", seconds: float = 60.0) -> None:
    """Waits until something holds."""
    deadline = monotonic() + seconds
    while not condition():  # type: ignore[operator]
        assert monotonic() < deadline, "it never came to be"
        sleep(0.05)
