"""Starting the pages' server and waiting until it answers."""

import socket
import subprocess
import sys
from collections.abc import Callable
from http.client import HTTPConnection, HTTPException
from importlib.util import find_spec
from time import monotonic, sleep

from tradecore.errors import InvalidValue, RequestError

LIBRARIES = ("streamlit", "plotly")
USUAL = 8501
START_SECONDS = 60.0
POLL = 0.1
HEALTH = "/_stcore/health"


def check_installed(find: Callable[[str], object] = find_spec) -> None:
    """Raises RequestError with the extra to install."""
    missing = [name for name in LIBRARIES if find(name) is None]
    if missing:
        raise RequestError(
            f"tradecore ui needs {' and '.join(missing)}, which the extra ui brings. Install it with: "
            'python -m pip install "tradecore[ui]", or in a clone: python -m pip install --editable ".[ui]"'
        )


def chosen_port(address: str, given: int) -> int:
    """The port that was asked for, or the usual one where it is free, or any; raises InvalidValue for one in use."""
    if given:
        if not _free(address, given):
            raise InvalidValue("--port", given, f"a port that nobody listens on at {address}")
        return given
    if _free(address, USUAL):
        return USUAL
    with socket.socket(_family(address)) as probe:
        probe.bind((address, 0))
        port: int = probe.getsockname()[1]
        return port


def started(workspace: str, address: str, port: int, *, expose: bool) -> subprocess.Popen[bytes]:
    """The server's process, once it answers; raises RequestError when it ends instead."""
    command = [sys.executable, "-m", "tradecore_ui", "--workspace", workspace, "--address", address]
    command += ["--port", str(port), *(["--expose"] if expose else [])]
    server = subprocess.Popen(command, stdin=subprocess.DEVNULL)  # noqa: S603
    deadline = monotonic() + START_SECONDS
    try:
        while not answers(address, port) and server.poll() is None and monotonic() < deadline:
            sleep(POLL)
    except BaseException:
        server.terminate()
        raise
    if not answers(address, port):
        server.terminate()
        raise RequestError(f"The server of the pages did not start at {address}:{port}; it said why above.")
    return server


def answers(address: str, port: int) -> bool:
    """Whether the server is ready."""
    connection = HTTPConnection(address if address != "0.0.0.0" else "127.0.0.1", port, timeout=1.0)  # noqa: S104
    try:
        connection.request("GET", HEALTH)
        return connection.getresponse().status == 200  # noqa: PLR2004
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def _free(address: str, port: int) -> bool:
    with socket.socket(_family(address)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError:
            return False
    return True


def _family(address: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in address else socket.AF_INET
