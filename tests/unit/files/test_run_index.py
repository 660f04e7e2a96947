"""The index of runs: a help that is never believed against the folders."""

import json
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from time import time_ns

import pytest

from tradecore.jobs import UNKNOWN, ProcessMark, RunLine, State, Status, Wanted, ended, queued, started
from tradecore_files.runs import FileRuns
from tradecore_kit.codec import dumps, encode
from tradecore_kit.processes import mark_of

REQUEST = {"schema": 1, "type": "backtest", "bars": [{"path": "a.csv", "symbol": "ACME"}], "strategy": "follow"}


class Desk:
    """A store with a few runs that are over, and what it has read."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.store = FileRuns(str(folder))
        self.ids = [self.run(0.01 * number) for number in range(4)]

    def run(self, gain: float) -> str:
        job_id = self.store.create(REQUEST, status := queued("backtest", time_ns(), mark_of()))
        self.store.update(job_id, working := started(status, time_ns(), mark_of()))
        self.store.finish(job_id, {"schema": 1, "result": {"metrics": {"total_return": gain}}})
        self.store.update(job_id, ended(working, State.SUCCEEDED, time_ns()))
        return job_id

    def file(self, job_id: str, name: str) -> Path:
        return self.folder / "runs" / job_id / name

    def lines(self) -> list[RunLine]:
        return list(FileRuns(str(self.folder)).lines())

    def headlines(self) -> list[str]:
        return [line.headline for line in self.lines()]

    @property
    def index(self) -> Path:
        return self.folder / "runs" / ".index.json"


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(tmp_path)
    assert made.headlines() == ["return +3.0%", "return +2.0%", "return +1.0%", "return 0.0%"]
    assert made.index.exists()
    return made


def opened(action: Callable[[], object]) -> list[str]:
    """The names of the files that the action opens."""
    import sys

    names: list[str] = []
    watching = [True]
    sys.addaudithook(lambda event, args: names.append(str(args[0])) if watching and event == "open" else None)
    action()
    watching.clear()
    return [Path(name).name for name in names]


def test_the_second_list_reads_the_index_alone(desk: Desk) -> None:
    before = desk.lines()
    names = opened(desk.lines)
    assert set(names) & {"status.json", "request.json", "result.json"} == set()
    assert ".index.json" in names
    assert desk.lines() == before


def test_a_few_of_the_newest_are_read_from_their_folders(desk: Desk) -> None:
    names = opened(lambda: desk.store.lines(limit=1))
    assert ".index.json" not in names


def test_a_run_that_is_copied_in_is_listed(desk: Desk) -> None:
    copy = "20250101-000000-backtest-00ff"
    shutil.copytree(desk.folder / "runs" / desk.ids[0], desk.folder / "runs" / copy)
    assert [line.job_id for line in desk.lines()] == [*desk.ids[::-1], copy]


def test_a_run_that_is_deleted_is_not(desk: Desk) -> None:
    shutil.rmtree(desk.folder / "runs" / desk.ids[1])
    assert desk.ids[1] not in {line.job_id for line in desk.lines()}
    assert desk.ids[1] not in desk.index.read_text()
    assert len(desk.lines()) == 3


@pytest.mark.parametrize("name", ["status.json", "result.json", "request.json"])
def test_a_run_that_is_edited_is_read_again(desk: Desk, name: str) -> None:
    before = desk.lines()
    file = desk.file(desk.ids[2], name)
    text = file.read_text()
    for old, new in (("0.02", "0.77"), ("ACME", "EMCA"), ('"attempt": 1', '"attempt": 7')):
        text = text.replace(old, new)
    times = file.stat().st_mtime_ns
    file.write_text(text)
    os.utime(file, ns=(times + 1_000_000, times + 1_000_000))
    after = desk.lines()
    changed = [new for old, new in zip(before, after, strict=True) if old != new]
    assert [line.job_id for line in changed] == [desk.ids[2]]
    assert (changed[0].headline, changed[0].symbols, changed[0].attempt) in {
        ("return +77.0%", "ACME", 1),
        ("return +2.0%", "EMCA", 1),
        ("return +2.0%", "ACME", 7),
    }


def test_a_folder_that_is_damaged_or_newer_says_so(desk: Desk) -> None:
    desk.file(desk.ids[0], "status.json").write_text('{"state": "SUC')
    newer = desk.file(desk.ids[1], "status.json")
    newer.write_text(newer.read_text().replace('"schema": 1', '"schema": 2'))
    odd = desk.file(desk.ids[2], "status.json")
    odd.write_text(odd.read_text().replace('"attempt"', '"atempt"'))
    by_id = {line.job_id: line for line in desk.lines()}
    assert [by_id[job_id].state for job_id in desk.ids] == ["FAILED", UNKNOWN, "FAILED", "SUCCEEDED"]
    assert "schema version 2; this tradecore reads up to 1" in by_id[desk.ids[1]].doing
    assert by_id[desk.ids[0]].error is not None
    assert "damaged" in str(by_id[desk.ids[2]].error)


def test_a_run_of_another_host_is_unknown_and_not_alive(desk: Desk) -> None:
    away = replace(
        started(queued("backtest", time_ns()), time_ns(), ProcessMark(1, 0.0, "laptop")), heartbeat="2026-01-02T03:04Z"
    )
    for status in (away, replace(away, state=State.QUEUED)):
        desk.file(desk.ids[0], "status.json").write_bytes(dumps(encode(status)))
        line = next(line for line in desk.lines() if line.job_id == desk.ids[0])
        assert line.state == UNKNOWN
        assert line.doing == f"{status.state} on laptop, last seen 2026-01-02 03:04"
        assert desk.store.record(desk.ids[0]).state == UNKNOWN


def test_runs_at_work_are_not_kept_in_the_index(desk: Desk) -> None:
    job_id = desk.store.create(REQUEST, status := queued("backtest", time_ns(), mark_of()))
    assert desk.lines()[0].state == "QUEUED"
    desk.store.update(job_id, started(status, time_ns(), mark_of()))
    assert desk.lines()[0].state == "RUNNING"
    assert job_id not in desk.index.read_text()


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{",
        "[]",
        "null",
        "{}",
        '{"schema": 2, "runs": []}',
        '{"schema": 1}',
        '{"schema": 1, "runs": 7}',
        '{"schema": 1, "runs": [7, [], [[], null], {}]}',
        "[" * 100_000,
        "\x00" * 4096,
    ],
)
def test_an_index_that_is_damaged_is_made_again(desk: Desk, content: str) -> None:
    before, text = desk.lines(), desk.index.read_text()
    desk.index.write_text(content)
    assert desk.lines() == before
    assert desk.index.read_text() == text


def test_rows_of_another_shape_are_read_again(desk: Desk) -> None:
    before, plain = desk.lines(), json.loads(desk.index.read_text())
    for place, wrong in enumerate((3, None, 7, [])):
        plain["runs"][place][-1 - place] = wrong
    plain["runs"][3][1] = ["only", "two"]
    desk.index.write_text(json.dumps(plain))
    assert desk.lines() == before


def test_where_nothing_can_be_written_the_folders_are_read(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    before = desk.lines()
    desk.index.unlink()
    monkeypatch.setattr("tradecore_kit.atomic.tempfile.mkstemp", full)
    assert desk.lines() == before
    assert not desk.index.exists()


def test_links_are_not_followed(desk: Desk) -> None:
    secret = desk.folder / "secret.json"
    secret.write_text(desk.file(desk.ids[0], "status.json").read_text())
    desk.file(desk.ids[0], "status.json").unlink()
    desk.file(desk.ids[0], "status.json").symlink_to(secret)
    assert {line.job_id: line.state for line in desk.lines()}[desk.ids[0]] == "FAILED"


def test_filters_and_limits_go_together(desk: Desk) -> None:
    wanted = Wanted(text="return +")
    assert [line.headline for line in desk.store.lines(wanted, 2)] == ["return +3.0%", "return +2.0%"]
    assert len(desk.store.lines(wanted)) == 3
    assert desk.store.lines(Wanted(states=("FAILED",)), 5) == []


def test_a_list_of_one_type_looks_at_no_other_run_and_forgets_none(desk: Desk) -> None:
    trained = "20250101-000000-train-00ff"
    shutil.copytree(desk.folder / "runs" / desk.ids[0], desk.folder / "runs" / trained)
    status = desk.file(trained, "status.json")
    status.write_text(status.read_text().replace("backtest", "train"))
    assert [line.job_id for line in desk.store.lines(Wanted(types=("train",)))] == [trained]
    assert set(opened(desk.lines)) & {"status.json", "request.json", "result.json"} == set()
    desk.file(trained, "status.json").write_text("{")
    assert desk.store.lines(Wanted(types=("train",))) == []
    assert [line.job_id for line in desk.store.lines(Wanted(types=("unknown",)))] == [trained]


def test_a_list_is_kept_in_memory_until_the_index_is_another_one(desk: Desk) -> None:
    before = desk.store.lines(Wanted(text="return"))
    names = opened(lambda: desk.store.lines(Wanted(text="return")))
    assert ".index.json" not in names
    elsewhere = Desk.run(desk, 0.05)
    desk.lines()
    assert ".index.json" in opened(lambda: desk.store.lines(Wanted(text="return")))
    assert [line.job_id for line in desk.store.lines(Wanted(text="return"))] == [
        elsewhere,
        *(line.job_id for line in before),
    ]


def test_a_status_too_long_to_be_one_is_not_read(desk: Desk) -> None:
    status: Status = desk.store.status(desk.ids[0])
    desk.file(desk.ids[0], "status.json").write_bytes(dumps(encode(status)) + b" " * 4_000_000)
    line = next(line for line in desk.lines() if line.job_id == desk.ids[0])
    assert line.error is not None
    assert "4,000,000" in line.error.message
