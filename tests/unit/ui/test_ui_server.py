"""A real server: what it listens on, whom it answers, what it tells, and how it ends."""

import base64
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from time import monotonic, sleep
from typing import NamedTuple
from urllib.parse import urlsplit

import psutil
import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

from tradecore.errors import InvalidValue, RequestError
from tradecore_cli.main import main
from tradecore_cli.serving import check_installed, chosen_port
from tradecore_ui.server import arguments
from tradecore_workbench.workspace import make

STREAM = "/_stcore/stream"


class Served(NamedTuple):
    """The command that serves, and the server's own process."""

    command: "subprocess.Popen[str]"
    port: int
    process: int


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = make(tmp_path_factory.mktemp("served"))
    command = [sys.executable, "-m", "tradecore_cli.main", "ui", "--workspace", str(folder), "--no-browser", "--json"]
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        command += ["--port", str(probe.getsockname()[1])]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=folder) as started:
        assert started.stdout is not None
        told = ""
        while not told.rstrip().endswith("}"):
            line = started.stdout.readline()
            assert line, "the server did not start"
            told += line
        facts = json.loads(told)
        yield Served(started, urlsplit(facts["address"]).port or 0, facts["process"])
        started.send_signal(signal.SIGTERM)
        assert started.wait(30) == 0
    assert not psutil.pid_exists(facts["process"])


def shaken(served: Served, **headers: str) -> tuple[int, HTTPConnection]:
    """The answer to a web socket's handshake."""
    connection = HTTPConnection("127.0.0.1", served.port, timeout=20)
    host = headers.pop("Host", f"127.0.0.1:{served.port}")
    connection.putrequest("GET", STREAM, skip_host=True)
    key = base64.b64encode(os.urandom(16)).decode()
    upgrade = {"Host": host, "Connection": "Upgrade", "Upgrade": "websocket", "Sec-WebSocket-Version": "13"}
    for name, value in {**upgrade, "Sec-WebSocket-Key": key, **headers}.items():
        connection.putheader(name, value)
    connection.endheaders()
    return connection.getresponse().status, connection


def test_it_listens_on_this_machine_only(served: Served) -> None:
    listening = [each.laddr for each in psutil.Process(served.process).net_connections() if each.status == "LISTEN"]
    assert [(each.ip, each.port) for each in listening] == [("127.0.0.1", served.port)]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 101),
        ({"Origin": "http://127.0.0.1:{port}"}, 101),
        ({"Host": "localhost:{port}", "Origin": "http://localhost:{port}"}, 101),
        ({"Host": "evil.example:{port}"}, 403),
        ({"Host": "evil.example:{port}", "Origin": "http://evil.example:{port}"}, 403),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "http://127.0.0.1.evil.example:{port}"}, 403),
        ({"Origin": "null"}, 403),
    ],
)
def test_a_foreign_host_or_origin_gets_403(served: Served, headers: dict[str, str], status: int) -> None:
    found, connection = shaken(served, **{name: value.format(port=served.port) for name, value in headers.items()})
    connection.close()
    assert found == status


def test_it_tells_the_browser_to_gather_nothing(served: Served) -> None:
    with connect(f"ws://127.0.0.1:{served.port}{STREAM}", subprotocols=["streamlit"]) as stream:  # type: ignore[list-item]
        asked = BackMsg()
        asked.rerun_script.query_string = ""
        stream.send(asked.SerializeToString())
        while True:
            told = ForwardMsg()
            told.ParseFromString(stream.recv(timeout=30))  # type: ignore[arg-type]
            if told.HasField("new_session"):
                break
    assert not told.new_session.config.gather_usage_stats


def test_the_page_itself_is_served(served: Served) -> None:
    connection = HTTPConnection("127.0.0.1", served.port, timeout=20)
    connection.request("GET", "/")
    assert connection.getresponse().status == 200
    connection.close()


def test_the_server_loads_what_pages_need_before_anybody_looks(served: Served) -> None:
    deadline = monotonic() + 60.0
    while not any("pandas" in each.path for each in psutil.Process(served.process).memory_maps()):
        assert monotonic() < deadline, "nothing was loaded"
        sleep(0.1)


def test_the_flags_close_what_a_configuration_might_open() -> None:
    told = arguments("127.0.0.1", 8501)
    for flag in (
        "--server.address=127.0.0.1",
        "--server.allowedHosts=localhost",
        "--browser.gatherUsageStats=false",
        "--client.showErrorDetails=none",
        "--server.enableXsrfProtection=true",
        "--server.enableCORS=true",
    ):
        assert flag in told


def test_an_address_beyond_this_machine_has_to_be_asked_for_twice() -> None:
    with pytest.raises(InvalidValue, match="--expose"):
        arguments("0.0.0.0", 8501)  # noqa: S104
    assert "--server.address=0.0.0.0" in arguments("0.0.0.0", 8501, expose=True)  # noqa: S104


def test_the_command_refuses_such_an_address(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["ui", "--workspace", str(make(tmp_path)), "--no-browser", "--address", "0.0.0.0"]) == 2  # noqa: S104
    assert "--expose" in capsys.readouterr().err


def test_a_port_in_use_is_refused_and_another_is_found_when_nobody_asked() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(InvalidValue, match="--port"):
            chosen_port("127.0.0.1", port)
    assert chosen_port("127.0.0.1", 0) > 0


def test_without_the_extra_the_command_says_what_to_install() -> None:
    with pytest.raises(RequestError, match=r'"tradecore\[ui\]"'):
        check_installed(lambda name: None)
    check_installed(lambda name: object())
