"""Alarms reach a web address, or nobody waits for it; the address is never printed."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Event, Thread
from typing import Any

import pytest

from tradecore.live.actions import Alarm
from tradecore_webhook import plugin
from tradecore_webhook.webhook import ACCEPTED, ROOM, Webhook, checked

SECRET = "hooks-s3cr3t"  # noqa: S105 - a canary
ALARM = Alarm("lost", "Order a-entry of AAPL is lost.")


class Server(HTTPServer):
    """Answers with the next of `answers`, then with 204; one that is told to hang does until `go`."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers: list[int] = []
        self.taken: list[tuple[str, Any]] = []
        self.go = Event()
        self.go.set()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/{SECRET}?token={SECRET}"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        self.server.go.wait(30)
        content = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.taken.append((self.path, json.loads(content)))
        self.send_response(self.server.answers.pop(0) if self.server.answers else 204)
        self.send_header("Location", f"http://127.0.0.1:{self.server.server_port}/elsewhere")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Quiet."""


@pytest.fixture
def server() -> Iterator[Server]:
    made = Server()
    thread = Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield made
    made.go.set()
    made.shutdown()
    made.server_close()


def test_an_alarm_is_posted_as_json(server: Server) -> None:
    hook = Webhook(server.address)
    hook.tell("demo", ALARM)
    hook.drain(30)
    [(path, told)] = server.taken
    assert path == f"/{SECRET}?token={SECRET}"
    assert (told["session"], told["kind"], told["message"]) == ("demo", "lost", ALARM.message)
    assert told["text"] == f"tradecore: session demo: lost: {ALARM.message}"


def test_it_is_tried_again_and_a_redirection_is_a_failure(server: Server, capsys: pytest.CaptureFixture[str]) -> None:
    server.answers = [500, 302]
    hook = Webhook(server.address, nap=lambda _: None)
    hook.tell("demo", ALARM)
    hook.drain(30)
    assert [path for path, _ in server.taken] == [f"/{SECRET}?token={SECRET}"] * 3
    server.answers = [500, 500, 302]
    hook.tell("demo", ALARM)
    hook.drain(30)
    said = capsys.readouterr().err
    assert "An alarm was not posted: it was answered with status 302." in said
    assert SECRET not in said


def test_nobody_waits_for_an_address_that_hangs_or_is_not_there(
    server: Server, capsys: pytest.CaptureFixture[str]
) -> None:
    server.go.clear()
    hanging = Webhook(server.address)
    for _ in range(ROOM + 2):
        hanging.tell("demo", ALARM)
    # All were told before the first was answered.
    assert server.taken == []
    assert "too many wait" in capsys.readouterr().err
    nobody = Webhook(f"http://127.0.0.1:9/{SECRET}", nap=lambda _: None)
    nobody.tell("demo", ALARM)
    nobody.drain(30)
    said = capsys.readouterr().err
    assert "ConnectionRefusedError" in said
    assert SECRET not in said


@pytest.mark.parametrize(
    "address",
    ["http://example.com/x", "ftp://127.0.0.1/x", "", "https:///", "https://me:pw@example.com/x", "https://h:99999/"],
)
def test_only_https_or_this_machine(address: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert checked(address) is None
    Webhook(address).tell("demo", ALARM)
    said = capsys.readouterr().err
    assert "Accepted: https://" in said
    assert not address or address not in said.replace(ACCEPTED, "")


def test_without_an_address_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(plugin.ADDRESS, raising=False)
    assert plugin.tradecore_alerts() == {}
    monkeypatch.setenv(plugin.ADDRESS, f"https://example.com/{SECRET}")
    assert list(plugin.tradecore_alerts()) == ["webhook"]
