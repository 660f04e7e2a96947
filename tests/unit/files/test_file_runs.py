"""Run folders on a disk: what is in them, who is lost, what is damaged."""

import json
import os
import re
import stat
import subprocess
import sys
from pathlib import Path
from time import time_ns

import pytest

from tradecore.errors import InvalidValue, JobError, RequestError, UnknownName
from tradecore.jobs import ProcessMark, ProgressReport, State, Status, beaten, ended, queued, started
from tradecore.ports.table_writer import TableWriter
from tradecore_files.runs import FileRuns
from tradecore_kit.processes import mark_of

REQUEST = {"schema": 1, "type": "data", "bars": {"path": "a.csv"}}


def no_writers(ending: str) -> TableWriter:
    raise UnknownName("table writer", ending, ())


def dead_process() -> ProcessMark:
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    mark = mark_of(child.pid)
    child.communicate(b"\n")
    return mark


def running(store: FileRuns, process: ProcessMark) -> tuple[str, Status]:
    status = queued("data", time_ns(), mark_of())
    job_id = store.create(REQUEST, status)
    working = started(status, time_ns(), process)
    store.update(job_id, working)
    return job_id, working


def test_a_new_run_holds_three_private_files(tmp_path: Path) -> None:
    store = FileRuns(str(tmp_path))
    job_id = store.create(REQUEST, queued("data", time_ns()))
    assert re.fullmatch(r"\d{8}-\d{6}-data-[0-9a-f]{4}", job_id)
    folder = tmp_path / "runs" / job_id
    assert sorted(path.name for path in folder.iterdir()) == ["log.txt", "request.json", "status.json"]
    assert json.loads((folder / "request.json").read_text()) == REQUEST
    assert json.loads((folder / "status.json").read_text())["state"] == "QUEUED"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()} == {0o600}
    assert [path.name for path in (tmp_path / "runs").iterdir()] == [job_id]


def test_an_id_that_is_taken_is_not_taken_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tokens = iter(["aaaa"] * 4 + ["bbbb"] * 4)
    monkeypatch.setattr("tradecore_files.runs.secrets.token_hex", lambda _: next(tokens))
    store = FileRuns(str(tmp_path))
    first, second = (store.create(REQUEST, queued("data", number)) for number in range(2))
    assert first != second
    assert len(list((tmp_path / "runs").iterdir())) == 2


def test_a_request_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    store = FileRuns(str(tmp_path))
    with pytest.raises(InvalidValue):
        store.create({"a": float("nan")}, queued("data", 0))
    with pytest.raises(InvalidValue):
        store.create(REQUEST, queued("../data", 0))
    assert not list(tmp_path.glob("runs/*"))


def test_a_dead_process_is_reported_and_kept(tmp_path: Path) -> None:
    store = FileRuns(str(tmp_path))
    job_id, working = running(store, dead_process())
    store.update(job_id, beaten(working, time_ns(), ProgressReport("fold", 2, 5, "fold: 2 of 5")))
    with store.artifacts(job_id, no_writers).open("trials.csv") as stream:
        stream.write(b"1\n")
    status = store.status(job_id)
    assert status.state is State.FAILED
    assert status.error is not None
    assert (status.error.type, status.error.where) == ("ProcessLost", "fold (2 of 5)")
    assert "trials.csv" in status.error.message
    assert str(tmp_path / "runs" / job_id) in status.error.message
    assert json.loads((tmp_path / "runs" / job_id / "status.json").read_text())["state"] == "FAILED"


def test_a_reused_pid_is_not_the_process(tmp_path: Path) -> None:
    store, mine = FileRuns(str(tmp_path)), mark_of()
    job_id, _ = running(store, ProcessMark(mine.pid, mine.started - 60, mine.host))
    assert store.status(job_id).state is State.FAILED


def test_living_and_distant_processes_are_believed(tmp_path: Path) -> None:
    store = FileRuns(str(tmp_path))
    for mark in (mark_of(), ProcessMark(1, 0.0, "elsewhere")):
        job_id, working = running(store, mark)
        assert store.status(job_id) == working


def test_a_run_that_nobody_starts_any_more_is_lost_at_once(tmp_path: Path) -> None:
    store = FileRuns(str(tmp_path))
    mine = store.create(REQUEST, queued("data", time_ns(), mark_of()))
    assert store.status(mine).state is State.QUEUED
    orphan = store.create(REQUEST, queued("data", time_ns(), dead_process()))
    error = store.status(orphan).error
    assert error is not None
    assert "gone before it began to work" in error.message
    assert f"tradecore runs resume {orphan}" in error.message


def test_a_run_that_ended_well_is_not_lost(tmp_path: Path) -> None:
    store = FileRuns(str(tmp_path))
    job_id, working = running(store, dead_process())
    store.finish(job_id, {"type": "data"})
    (tmp_path / "runs" / job_id / "status.json").unlink()
    final = ended(working, State.SUCCEEDED, time_ns())
    store_status(tmp_path, job_id, final)
    assert store.status(job_id) == final


def store_status(workspace: Path, job_id: str, status: Status) -> None:
    from tradecore_kit.codec import dumps, encode

    (workspace / "runs" / job_id / "status.json").write_bytes(dumps(encode(status)))


def test_damaged_and_foreign_folders_do_not_stop_a_listing(tmp_path: Path) -> None:
    store = FileRuns(str(tmp_path))
    good = store.create(REQUEST, queued("data", time_ns()))
    torn = tmp_path / "runs" / "20200101-000000-data-0000"
    torn.mkdir()
    (torn / "status.json").write_text('{"state": "RUN')
    empty = tmp_path / "runs" / "20190101-000000-data-0000"
    empty.mkdir()
    (tmp_path / "runs" / "Notes of mine").mkdir()
    (tmp_path / "runs" / "old-runs").mkdir()
    (tmp_path / "runs" / "file").write_text("")
    (tmp_path / "runs" / "link").symlink_to(torn)
    listed = {record.job_id: record.status for record in store.recent()}
    assert list(listed) == [good, torn.name, empty.name]
    assert [status.state for status in listed.values()] == [State.QUEUED, State.FAILED, State.FAILED]
    with pytest.raises(RequestError, match=r"status\.json, line 1"):
        store.status(torn.name)
    with pytest.raises(JobError, match="folder is damaged"):
        store.record(empty.name)
    with pytest.raises(UnknownName, match="run"):
        store.status("old-runs")


def test_no_runs_folder_is_no_runs(tmp_path: Path) -> None:
    assert list(FileRuns(str(tmp_path)).recent()) == []


def test_results_have_equal_bytes(tmp_path: Path) -> None:
    store, contents = FileRuns(str(tmp_path)), []
    for _ in range(2):
        job_id, working = running(store, mark_of())
        store.artifacts(job_id, no_writers).record("metrics.json", {"sharpe": None, "trades": 3})
        store.finish(job_id, {"schema": 1, "type": "data", "result": {"rows": 3}})
        store.update(job_id, ended(working, State.SUCCEEDED, time_ns()))
        contents.append((tmp_path / "runs" / job_id / "result.json").read_bytes())
    assert contents[0] == contents[1]
    assert b"metrics.json" in contents[0]


def test_unfinished_files_are_not_in_the_manifest(tmp_path: Path) -> None:
    store = FileRuns(str(tmp_path))
    job_id, working = running(store, mark_of())
    (tmp_path / "runs" / job_id / ".equity.csv.x1").write_text("half")
    store.finish(job_id, {"type": "data"})
    store.update(job_id, ended(working, State.SUCCEEDED, time_ns()))
    assert store.record(job_id).result["manifest"] == []


def test_files_that_are_links_are_not_read(tmp_path: Path) -> None:
    store = FileRuns(str(tmp_path))
    job_id = store.create(REQUEST, queued("data", time_ns()))
    secret = tmp_path / "secret.json"
    secret.write_text("{}")
    for name in ("request.json", "log.txt"):
        path = tmp_path / "runs" / job_id / name
        path.unlink()
        path.symlink_to(secret)
    with pytest.raises(JobError, match=r"folder is damaged: request\.json"):
        store.request(job_id)
    with pytest.raises(OSError, match="symbolic link"):
        store.log(job_id, "overwritten")
    assert secret.read_text() == "{}"


def test_requests_have_a_size(tmp_path: Path) -> None:
    with pytest.raises(RequestError, match="Accepted: up to 4,000,000"):
        FileRuns(str(tmp_path)).create({"a": "x" * 4_000_000}, queued("data", time_ns()))
    assert not (tmp_path / "runs").exists()


def test_log_lines_are_appended(tmp_path: Path) -> None:
    store = FileRuns(str(tmp_path))
    job_id = store.create(REQUEST, queued("data", time_ns()))
    store.log(job_id, "one")
    store.log(job_id, "two\nthree\n\ud800")
    assert Path(store.location(job_id, "log.txt")).read_bytes() == b"one\ntwo\nthree\n\\ud800\n"


def test_locations_stay_inside(tmp_path: Path) -> None:
    store = FileRuns(str(tmp_path))
    job_id = store.create(REQUEST, queued("data", time_ns()))
    assert store.location(job_id) == str(tmp_path / "runs" / job_id)
    assert store.location(job_id, "equity.csv") == str(tmp_path / "runs" / job_id / "equity.csv")
    with pytest.raises(InvalidValue):
        store.location(job_id, "../status.json")
    (tmp_path / "runs" / job_id / "link.csv").symlink_to("/etc/passwd")
    with pytest.raises(InvalidValue):
        store.location(job_id, "link.csv")


@pytest.mark.parametrize("name", ["a", "metrics", "x.nope"])
def test_tables_need_an_ending_that_somebody_writes(tmp_path: Path, name: str) -> None:
    from tradecore.table import Table

    store = FileRuns(str(tmp_path))
    job_id, _ = running(store, mark_of())
    with pytest.raises((InvalidValue, UnknownName)):
        store.artifacts(job_id, no_writers).table(name, Table([]))
    assert not any(entry.name.startswith(("a", "m", "x")) for entry in os.scandir(tmp_path / "runs" / job_id))
