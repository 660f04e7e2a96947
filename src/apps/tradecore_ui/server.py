"""How the server is started: what it listens on and what it refuses, as flags, since a file depends on the folder."""

import socket
from collections.abc import Sequence
from pathlib import Path

from tradecore_ui.palette import theme_flags
from tradecore_workbench.addresses import LOOPBACK, check_address

APP = Path(__file__).with_name("app.py")
CLOSED = (
    "--server.enableXsrfProtection=true",
    "--server.enableCORS=true",
    "--browser.gatherUsageStats=false",
    "--client.showErrorDetails=none",
    "--client.toolbarMode=minimal",
    "--server.headless=true",
    "--server.fileWatcherType=none",
    "--server.enableStaticServing=false",
    "--server.maxUploadSize=200",
    "--runner.magicEnabled=false",
    "--logger.hideWelcomeMessage=true",
    "--logger.level=warning",
)


def arguments(address: str, port: int, *, expose: bool = False) -> Sequence[str]:
    """The arguments of the interpreter that runs the server.

    Raises InvalidValue for an address beyond this machine that nobody asked to expose.
    """
    check_address(address, expose=expose)
    hosts = [*LOOPBACK, *(() if address in LOOPBACK else (address, socket.gethostname()))]
    where = (f"--server.address={address}", f"--server.port={port}", *(f"--server.allowedHosts={h}" for h in hosts))
    return ("-m", "tradecore_ui.serve", "run", str(APP), *where, *CLOSED, *theme_flags())
