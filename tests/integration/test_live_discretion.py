"""Planted canaries: an account's id in full and a secret address stand in no log, pulse, alarm, note or traceback."""

import io
import json
import traceback
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pytest
from live_desk import SESSION, LiveDesk

from tradecore.contracts.live import Faults
from tradecore.live.discretion import discreet, masked
from tradecore.live.events import KillSwitch, Note, Operator
from tradecore_live.discretion import Discreet

ACCOUNT, SECRET = "DU7654321", "hook-5f2c9d1e"


@pytest.fixture
def posted(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[bytes]]:
    """The bodies that a web server on this machine is sent; its path is a secret."""
    bodies: list[bytes] = []

    class Hook(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            bodies.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Prints nothing."""

    server = HTTPServer(("127.0.0.1", 0), Hook)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    monkeypatch.setenv("TRADECORE_WEBHOOK", f"http://127.0.0.1:{server.server_port}/{SECRET}")
    yield bodies
    server.shutdown()
    thread.join()
    server.server_close()


def test_what_people_write_and_what_goes_wrong_names_the_account_only_masked(
    tmp_path: Path, posted: list[bytes]
) -> None:
    desk = LiveDesk(tmp_path, 120, account=ACCOUNT, faults=Faults(reject=(2,)), speed=400.0)
    desk.store.post(SESSION, Note(f"account {ACCOUNT} looks well", f"the owner of {ACCOUNT}"))
    desk.store.kill_switch().throw(f"{ACCOUNT} has lost enough")
    desk.store.post(SESSION, Operator("stop", ACCOUNT, f"leave {ACCOUNT} alone"))
    assert desk.run() == 0
    desk.store.kill_switch().clear()
    desk.store.post(SESSION, Operator("resume", ACCOUNT, f"{ACCOUNT} again"))
    assert desk.run() == 0
    # Something that nobody expects.
    broker = desk.folder / "live" / SESSION / "broker.jsonl"
    broker.write_text(json.dumps({"call": "submit", "order": ACCOUNT}) + "\n")
    assert desk.run() != 0
    files = [path for path in (desk.folder / "live").rglob("*") if path.is_file()]
    told = {path.name: path.read_bytes() for path in files if path.name not in ("session.json", "broker.jsonl")}
    assert {"events.jsonl", "pulse.json", "log.txt", "alarms.log"} <= set(told)
    for canary in (ACCOUNT, SECRET):
        assert [name for name, content in told.items() if canary.encode() in content] == []
        assert [body for body in posted if canary.encode() in body] == []
    notes = [note.text for note in desk.bodies(Note)]
    assert notes == [f"account {masked(ACCOUNT)} looks well"]
    assert any("rejected" in body.decode() for body in posted)
    assert any(masked(ACCOUNT) in body.decode() for body in posted)
    assert {switch.reason for switch in desk.bodies(KillSwitch)} == {f"{masked(ACCOUNT)} has lost enough", ""}


def test_a_traceback_is_printed_without_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    address = f"https://example.org/{SECRET}"
    monkeypatch.setenv("TRADECORE_WEBHOOK", address)
    plain, output = io.StringIO(), io.StringIO()
    covered = Discreet(output)
    covered.hide(ACCOUNT)
    error = RuntimeError(f"no answer of {address} for {ACCOUNT}")
    for file in (plain, covered):
        traceback.print_exception(error, file=file)
    covered.flush()
    assert ACCOUNT in plain.getvalue()
    assert SECRET in plain.getvalue()
    assert output.getvalue().strip() == "RuntimeError: no answer of (TRADECORE_WEBHOOK) for ******321"


def test_an_event_that_names_nobody_is_the_same() -> None:
    note = Note("nothing", "me")
    assert discreet(note, ACCOUNT) is note
    assert discreet(Note(ACCOUNT, ACCOUNT), ACCOUNT) == Note("******321", "******321")
