"""Sessions as folders: one daemon at a time, demands in their order, and snapshots that the log vouches for."""

from pathlib import Path
from typing import Any, NamedTuple

import pytest

from tradecore.errors import InvalidValue, SessionBusy, UnknownName
from tradecore.inference.resampling import Cone
from tradecore.instruments import Instrument
from tradecore.jobs import ProcessMark
from tradecore.live.events import Event, Heartbeat, Note, Operator
from tradecore.live.pulse import beat
from tradecore.live.snapshot import keep, restored
from tradecore.live.state import Setup, State
from tradecore.simulation.rows import Rules
from tradecore.strategy import NoInputs, NoState
from tradecore_files import log_reading
from tradecore_files.event_log import read_line
from tradecore_files.sessions import FileSessions
from tradecore_workbench.tailing import Tail

REQUEST = {"session": "demo", "schema": 1}


class Idle(NamedTuple):
    """Never called."""

    nothing: int = 0

    Inputs = NoInputs
    State = NoState
    REASONS = ("none",)


SETUP = Setup("demo", "SIM1", "idle", Idle(), (Instrument("AAA"),), Rules(), 1_000.0, fingerprint="f" * 64)


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> FileSessions:
    monkeypatch.setenv("TRADECORE_STATE", str(tmp_path / "state"))
    made = FileSessions(str(tmp_path / "desk"))
    made.create("demo", REQUEST)
    return made


def test_a_session_is_never_edited(store: FileSessions) -> None:
    store.create("demo", REQUEST)
    with pytest.raises(InvalidValue, match="never edited"):
        store.create("demo", {**REQUEST, "schema": 2})
    assert (store.names(), store.request("demo")) == (["demo"], REQUEST)


@pytest.mark.parametrize("name", ["../demo", "DEMO", "", "a/b"])
def test_names_do_not_lead_elsewhere(store: FileSessions, name: str) -> None:
    for ask in (store.request, store.pulse, store.log):
        with pytest.raises(InvalidValue):
            ask(name)


def test_who_is_not_there_is_named_beside_those_who_are(store: FileSessions) -> None:
    with pytest.raises(UnknownName, match="demo"):
        store.request("dem")


def test_one_daemon_at_a_time_for_a_session_and_for_an_account(store: FileSessions, tmp_path: Path) -> None:
    elsewhere = FileSessions(str(tmp_path / "other"))
    elsewhere.create("other", REQUEST)
    with store.hold("demo", "DU1234567"):
        with pytest.raises(SessionBusy, match=r"Session demo.*process \d+"), store.hold("demo", "DU7654321"):
            pass
        with pytest.raises(SessionBusy, match=r"Account \*+567"), elsewhere.hold("other", "DU1234567"):
            pass
    with elsewhere.hold("other", "DU1234567"):
        pass


def test_demands_wait_in_their_order_until_they_are_answered(store: FileSessions) -> None:
    demands = [Note("first"), Operator("resume", "me", "because"), Note("third")]
    names = [store.post("demo", demand) for demand in demands]
    (Path(store.location("demo")) / "control" / "0.json").write_text("not a demand")
    assert [asked for _, asked in store.posted("demo")] == demands
    for name in names:
        assert store.waits("demo", name)
        store.answered("demo", name)
        assert not store.waits("demo", name)
    assert store.posted("demo") == []


def test_the_pulse_comes_back(store: FileSessions) -> None:
    assert store.pulse("demo") is None
    pulse = beat(State.begin(SETUP), ProcessMark(1, 0.5, "here"), "2026-01-01T00:00:00Z", "", 0, 8, "done", 0)
    store.beat("demo", pulse)
    assert store.pulse("demo") == pulse


def test_whole_lines_are_read_while_the_log_grows(store: FileSessions) -> None:
    log = store.log("demo")
    log.append(Event(0, Note("one")))
    with Path(store.location("demo", "events.jsonl")).open("ab") as stream:
        stream.write(b'{"half of a li')
    assert [line.seq for line in store.lines("demo")] == [1]
    log.close()


def test_a_snapshot_counts_when_the_log_tells_of_it_in_its_place(store: FileSessions) -> None:
    log, state = store.log("demo"), State.begin(SETUP)
    state.book.positions.quantity[0], state.cash = 0.1 + 0.2, 1 / 3
    assert store.kept("demo") is None
    log.append(Event(0, Note("one")))
    told = store.keep("demo", keep(state, 1))
    assert store.kept("demo") is None
    log.append(Event(0, told))
    kept = store.kept("demo")
    assert kept is not None
    again = restored(SETUP, kept)
    assert (again.book.positions.quantity[0], again.cash) == (0.1 + 0.2, 1 / 3)
    file: Any = Path(store.location("demo", "snapshot.json"))
    file.write_bytes(file.read_bytes().replace(b'"cash": 0.333', b'"cash": 0.334'))
    assert store.kept("demo") is None
    log.close()


def noted(store: FileSessions, session: str, count: int) -> None:
    log = store.log(session)
    for number in range(count):
        log.append(Event(0, Note("x" * (number % 7) * 1_000 + str(number))))
    log.close()


def test_the_newest_lines_are_read_from_the_end(store: FileSessions) -> None:
    assert store.newest("demo", 3) == ()
    noted(store, "demo", 100)
    every = list(store.lines("demo"))
    with Path(store.location("demo", "events.jsonl")).open("ab") as stream:
        stream.write(b'{"half of a li')
    for count in (1, 2, 99, 100, 500):
        assert list(store.newest("demo", count)) == every[-count:]


def test_a_reader_gives_each_whole_line_once(store: FileSessions) -> None:
    read = store.reader("demo")
    assert read() == ()
    noted(store, "demo", 2)
    assert [line.seq for line in read()] == [1, 2]
    path = Path(store.location("demo", "events.jsonl"))
    whole = path.read_bytes()
    noted(store, "demo", 2)
    later = path.read_bytes()
    path.write_bytes(later[:-5])
    assert [line.seq for line in read()] == [3]
    path.write_bytes(later)
    assert [line.seq for line in read()] == [4]
    assert read() == ()
    assert len(whole) < len(later)


def test_challengers_are_kept_beside_and_are_no_sessions_of_the_workspace(store: FileSessions) -> None:
    beside = store.challengers("demo")
    beside.create("ridge-1", {"session": "ridge-1", "schema": 1})
    assert store.names() == ["demo"]
    assert beside.names() == ["ridge-1"]
    noted(beside, "ridge-1", 1)
    assert Path(beside.location("ridge-1", "events.jsonl")).parent.parent.name == "challengers"
    assert list(store.lines("demo")) == []
    with pytest.raises(UnknownName):
        store.challengers("nobody")
    with pytest.raises(InvalidValue):
        beside.create("../demo", {"session": "x", "schema": 1})


def test_what_is_expected_of_a_session_comes_back(store: FileSessions) -> None:
    assert store.foreseen("demo") is None
    cone = Cone(100, 5.0, 1, 250, (1, 2), (0.05, 0.95), ((0.9, 0.8), (1.1, 1.2)))
    store.foresee("demo", cone)
    assert store.foreseen("demo") == cone


def test_whoever_wants_the_newest_lines_reads_no_others(store: FileSessions, monkeypatch: pytest.MonkeyPatch) -> None:
    noted(store, "demo", 300)
    every, read = list(store.lines("demo")), list[int]()

    def counted(text: bytes, path: str, number: int) -> Any:
        read.append(number)
        return read_line(text, path, number)

    monkeypatch.setattr(log_reading, "read_line", counted)
    reader = store.reader("demo", 20)
    assert list(reader()) == every[-20:]
    assert read == list(range(281, 301))
    noted(store, "demo", 3)
    assert [line.seq for line in reader()] == [301, 302, 303]
    # Where much has come since, the newest are enough again.
    monkeypatch.setattr(log_reading, "FAR", 10_000)
    monkeypatch.setattr(log_reading, "BLOCK", 1_000)
    noted(store, "demo", 200)
    assert [line.seq for line in reader()] == list(range(484, 504))
    assert reader() == ()


def test_a_tail_keeps_the_newest_lines(store: FileSessions) -> None:
    noted(store, "demo", 30)
    tail = Tail(store, "demo", 10)
    assert [line.seq for line in tail.lines()] == list(range(21, 31))
    noted(store, "demo", 4)
    assert [line.seq for line in tail.lines()] == list(range(25, 35))
    assert tail.lines() == tail.lines()


def test_what_only_says_that_time_has_passed_does_not_fill_a_tail(store: FileSessions) -> None:
    noted(store, "demo", 5)
    log = store.log("demo")
    for _ in range(4_000):
        log.append(Event(0, Heartbeat()))
    log.close()
    noted(store, "demo", 2)
    assert [line.seq for line in Tail(store, "demo", 4).lines()] == [4, 5, 4_006, 4_007]
    assert [line.seq for line in store.newest("demo", 3)] == [4_005, 4_006, 4_007]


def test_who_looks_back_does_so_no_farther_than_is_quick(store: FileSessions, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_reading, "BLOCK", 1_000)
    monkeypatch.setattr(log_reading, "FARTHEST", 8_000)
    noted(store, "demo", 5)
    log = store.log("demo")
    for _ in range(400):
        log.append(Event(0, Heartbeat()))
    log.close()
    assert Tail(store, "demo", 4).lines() == ()
    noted(store, "demo", 1)
    assert [line.seq for line in Tail(store, "demo", 4).lines()] == [406]
