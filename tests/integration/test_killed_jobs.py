"""Jobs that are killed at any moment read as lost at once, are gone on with, and end as if nothing had happened.

A moment is one of the clock, or the one before a job, or whoever submits it, opens, renames or removes a file for the
n-th time. A few are tried here; the session `jobs` of nox tries a hundred.
"""

import os
import random
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tradecore.instants import format_instant
from tradecore.jobs import State, Status
from tradecore.ports.job_store import JobStore
from tradecore_kit.codec import dumps
from tradecore_kit.processes import is_alive
from tradecore_testing.markets import walking_market
from tradecore_workbench.execution import plain_request
from tradecore_workbench.kinds import KINDS, kind_of_request
from tradecore_workbench.workbench import Workbench
from tradecore_workbench.workspace import make

KILLS = int(os.environ.get("TRADECORE_KILLS", "4"))
SEED = os.environ.get("TRADECORE_KILL_SEED", "1")
FEW = 10

BARS = {"path": "data/walk.csv", "symbol": "WALK"}
FEATURES = ["change(1)", "change(3)"]
# In this order, so that few moments meet those whose work is kept in several places.
JOBS: dict[str, Mapping[str, object]] = {
    "optimize": {
        "bars": BARS,
        "strategy": "sma_cross",
        "min_trades": 3,
        "engine": "interpreted",
        "over.fast": "3:9:2",
        "over.slow": "20,30,40",
        "over.short": "",
    },
    "train": {"bars": BARS, "model": "fresh", "check_leaks": False, "training.features": FEATURES},
    "promote": {"model": "known", "override": "to see what a kill does"},
    "backtest": {"bars": BARS, "strategy": "sma_cross"},
    "walkforward": {
        "bars": BARS,
        "strategy": "predicted_move",
        "learn": True,
        "workers": 2,
        "check_leaks": False,
        "min_trades": 1,
        "windows.train": "200 bars",
        "windows.test": "100 bars",
        "training.features": FEATURES,
        "training.horizon": 3,
        "over.k_sigma": "0,0.1",
        "parameters.k_atr": 0.0,
        "engine": "interpreted",
    },
    "update": {"bars": BARS, "base": "half"},
    "import": {"bars": BARS, "name": "whole"},
    "predict": {"bars": BARS, "model": "known", "in_sample": True},
    "data": {"bars": BARS, "step": "1d"},
    "leaks": {"bars": BARS, "rows": 30, "features": FEATURES},
}
# Loaded by every Python process whose path has it; it counts what a process does to the files of the workspace.
KILLER = """
import os, signal, sys

DOES = {"open", "os.mkdir", "os.rename", "os.remove", "os.rmdir"}
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT

class Killer:
    def __init__(self, left, room):
        self.left, self.room = left, room

    def __call__(self, event, arguments):
        if event not in DOES or not str(arguments[0]).startswith(self.room):
            return
        if event == "open" and not arguments[2] & WRITES:
            return
        self.left -= 1
        if self.left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

def after_lines(word, left):
    # Dies when so many units, each a line that begins with this key, are in a journal.
    write = os.write

    def counted(descriptor, content):
        nonlocal left
        written = write(descriptor, content)
        left -= bytes(content[: len(word) + 4]) == b'{"' + word.encode() + b'":'
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return written

    os.write = counted

job = "tradecore_workbench.job" in sys.orig_argv
if job and "KILLED_AFTER" in os.environ:
    word, _, lines = os.environ["KILLED_AFTER"].partition(":")
    after_lines(word, int(lines))
if os.environ.get("KILLED") == ("job" if job else "submitter"):
    sys.addaudithook(Killer(int(os.environ["KILLED_BEFORE"]), os.environ["KILLED_IN"]))
"""
SUBMITTER = """
import sys
from pathlib import Path
from tradecore_kit.codec import loads
from tradecore_workbench.execution import typed_request
from tradecore_workbench.workbench import Workbench

_, request = typed_request(loads(Path(sys.argv[2]).read_bytes(), "request"), "request")
Workbench(sys.argv[1]).submit(request)
"""
STAMP = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z")
TOLD_APART = ("log.txt", "status.json")
# Other runs, traces in the queue, which whoever comes next removes, and new folders that never got a name.
LEFT_TO_OTHERS = ("runs/2", "runs/.queue/", "runs/.new-", "models/.new-")
REMOVED_LAST = re.compile(r"/RUN/(\.spare|\w+\.partial\.jsonl)$")


@dataclass(frozen=True)
class Moment:
    """When whose process dies: before its `touch`-th touch of a file, or after `seconds`; above 0 once more `later`."""

    kind: str
    who: str
    touch: int = 0
    seconds: float = 0.0
    later: float = 0.0


@dataclass(frozen=True)
class Reference:
    """A job that nobody disturbed: its request, what it left, how often it touched files and how long it took."""

    request: Any
    files: Mapping[str, bytes]
    touches: int
    seconds: float


class Desks:
    """A workspace as it is before a job, and what each job makes of a copy of it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._base = Workbench(make(folder / "base"))
        data, text = self._base.folder / "data", prices(700)
        (data / "walk.csv").write_text(text)
        (data / "half.csv").write_text("".join(text.splitlines(keepends=True)[:300]))
        half = {"bars": {**BARS, "path": "data/half.csv"}, "name": "half"}
        self._base.inline(self._base.request("import", half))
        train = {**JOBS["train"], "model": "known", "report.pictures": False}
        self._base.inline(self._base.request("train", train))
        self._known: dict[str, Reference] = {}

    def copy(self, name: str) -> Workbench:
        return Workbench(shutil.copytree(self._base.folder, self._folder / name))

    def reference(self, kind: str) -> Reference:
        if kind not in self._known:
            self._known[kind] = self._undisturbed(kind)
        return self._known[kind]

    def _undisturbed(self, kind: str) -> Reference:
        workbench = self.copy(f"whole-{kind}")
        said = JOBS[kind] if KILLS > FEW else {**JOBS[kind], "report.pictures": False}
        request, touches, watching = workbench.request(kind, said), [0], [True]

        def watch(event: str, arguments: tuple[Any, ...]) -> None:
            if watching and event in {"open", "os.rename", "os.remove"} and touched(workbench, event, arguments):
                touches[0] += 1

        sys.addaudithook(watch)
        began = time.monotonic()
        workbench.inline(request)
        watching.clear()
        seconds = time.monotonic() - began
        return Reference(request, left_by(workbench, newest(workbench.runs)), touches[0], seconds)


def touched(workbench: Workbench, event: str, arguments: tuple[Any, ...]) -> bool:
    if not str(arguments[0]).startswith(str(workbench.folder)):
        return False
    return event != "open" or bool(arguments[2] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT))


def prices(rows: int) -> str:
    bars, names = walking_market(rows), ("open", "high", "low", "close", "volume")
    lines = [
        f"{format_instant(time)},{','.join(repr(bars[name][k]) for name in names)}" for k, time in enumerate(bars.time)
    ]
    return "\n".join(["time," + ",".join(names), *lines, ""])


def newest(runs: JobStore) -> str:
    return runs.recent(1)[0].job_id


def left_by(workbench: Workbench, job_id: str) -> dict[str, bytes]:
    """Every file of the workspace but what tells when, and other runs; of run and time nothing in models and ledger."""
    found: dict[str, bytes] = {}
    for path in sorted(workbench.folder.rglob("*")):
        name = path.relative_to(workbench.folder).as_posix().replace(job_id, "RUN")
        if path.is_dir() or path.name in TOLD_APART or name.startswith(LEFT_TO_OTHERS):
            continue
        content = path.read_bytes()
        if not name.startswith("runs/RUN/"):
            content = STAMP.sub(b"NOW", content.replace(job_id.encode(), b"RUN"))
        found[name] = content
    return found


@pytest.fixture(scope="module")
def desks(tmp_path_factory: pytest.TempPathFactory) -> Desks:
    return Desks(tmp_path_factory.mktemp("desks"))


@pytest.fixture
def killer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "sitecustomize.py").write_text(KILLER)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path), prepend=os.pathsep)


def moment_of(number: int, desks: Desks) -> Moment:
    draw = random.Random(f"{SEED} {number}")
    kind = list(JOBS)[number % len(JOBS)]
    reference, how, later = desks.reference(kind), draw.random(), max(0.0, draw.uniform(-1.5, 0.6))
    if how < 0.5:
        return Moment(kind, "job", touch=draw.randint(1, reference.touches), later=later)
    if how < 0.85:
        return Moment(kind, "job", seconds=draw.uniform(0.0, reference.seconds + 0.5), later=later)
    # A new run is some ten touches, its count in the ledger and its place in the queue some more.
    return Moment(kind, "submitter", touch=draw.randint(1, 20), later=later)


def test_every_type_of_job_is_killed() -> None:
    assert set(JOBS) == set(KINDS)


@pytest.mark.usefixtures("killer")
@pytest.mark.parametrize("number", range(KILLS))
def test_a_killed_job_is_lost_and_resumed_to_the_same_bytes(
    number: int, desks: Desks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment, workbench = moment_of(number, desks), desks.copy(tmp_path.name)
    reference = desks.reference(moment.kind)
    die = killed if moment.who == "job" else submitter_killed
    with monkeypatch.context() as patch:
        job_id = die(workbench, reference.request, moment, patch)
    told = workbench.runs.status(job_id)
    if told.state is State.FAILED:
        check_told(workbench, job_id, told)
        assert workbench.resume(job_id) == job_id
        if moment.later:
            killed_after(workbench, job_id, moment.later)
    if workbench.runs.status(job_id).state is State.FAILED:
        check_told(workbench, job_id, workbench.runs.status(job_id))
        workbench.resume(job_id)
    status = workbench.wait(job_id).status
    assert (status.state, status.error) == (State.SUCCEEDED, None), moment
    gone(status)
    found = left_by(workbench, job_id)
    if told.state is State.SUCCEEDED or moment.later:
        # It had said its last word, and was about to remove what it needs no longer.
        found = {name: content for name, content in found.items() if not REMOVED_LAST.search(name)}
    assert sorted(found) == sorted(reference.files), moment
    assert [name for name, content in found.items() if content != reference.files[name]] == [], moment
    # Shown by pytest -rP.
    sys.stdout.write(f"{moment}: {told.state} at {told.progress.step!r}\n")


@pytest.mark.usefixtures("killer")
@pytest.mark.parametrize(("kind", "unit", "lines", "of"), [("optimize", "trial", 5, 24), ("train", "fold", 2, 5)])
def test_killed_in_the_middle_of_its_units_it_goes_on_behind_them(
    kind: str, unit: str, lines: int, of: int, desks: Desks, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever random moments the other test meets; walks and updates have theirs beside their own tests."""
    reference, workbench = desks.reference(kind), desks.copy(tmp_path.name)
    with monkeypatch.context() as patch:
        patch.setenv("KILLED_AFTER", f"{unit}:{lines}")
        job_id = workbench.submit(reference.request)
        gone(workbench.runs.status(job_id))
    (journal,) = Path(workbench.runs.location(job_id)).glob("*.partial.jsonl")
    assert journal.read_bytes().count(b"\n") == 1 + lines
    check_told(workbench, job_id, workbench.runs.status(job_id))
    # It would die again if it did one of them once more.
    monkeypatch.setenv("KILLED_AFTER", f"{unit}:{of - lines + 1}")
    workbench.resume(job_id)
    assert workbench.wait(job_id).status.state is State.SUCCEEDED
    gone(workbench.runs.status(job_id))
    assert left_by(workbench, job_id) == reference.files


def gone(status: Status) -> None:
    """Returns when the run's own process has ended; the last it does is to leave the queue."""
    deadline = time.monotonic() + 60.0
    while status.process is not None and status.process.pid != os.getpid() and is_alive(status.process):
        assert time.monotonic() < deadline
        time.sleep(0.005)


def killed(workbench: Workbench, request: Any, moment: Moment, patch: pytest.MonkeyPatch) -> str:
    """Submits a job whose process kills itself, or is killed by the clock, and returns once it is gone."""
    if moment.touch:
        patch.setenv("KILLED", "job")
        patch.setenv("KILLED_BEFORE", str(moment.touch))
        patch.setenv("KILLED_IN", str(workbench.folder))
    job_id = workbench.submit(request)
    if moment.touch:
        gone(workbench.runs.status(job_id))
    else:
        killed_after(workbench, job_id, moment.seconds)
    return job_id


def killed_after(workbench: Workbench, job_id: str, seconds: float) -> None:
    """Kills the run's process after so long, if it has not ended, and returns once it is gone."""
    status = workbench.runs.status(job_id)
    assert status.process is not None
    time.sleep(seconds)
    if status.process.pid != os.getpid() and is_alive(status.process):
        os.kill(status.process.pid, signal.SIGKILL)
    gone(status)


def submitter_killed(workbench: Workbench, request: Any, moment: Moment, patch: pytest.MonkeyPatch) -> str:
    """A process that submits a job kills itself meanwhile; what it has not stored is submitted again."""
    asked = workbench.folder.with_suffix(".json")
    asked.write_bytes(dumps(plain_request(kind_of_request(request), request)))
    patch.setenv("KILLED", "submitter")
    patch.setenv("KILLED_BEFORE", str(moment.touch))
    patch.setenv("KILLED_IN", str(workbench.folder))
    known = {record.job_id for record in workbench.runs.recent()}
    subprocess.run([sys.executable, "-c", SUBMITTER, str(workbench.folder), str(asked)], check=False, timeout=60)
    found = [record.job_id for record in workbench.runs.recent() if record.job_id not in known]
    assert len(found) <= 1
    patch.delenv("KILLED")
    job_id = found[0] if found else workbench.submit(request)
    while not workbench.runs.status(job_id).state.final:
        time.sleep(0.02)
    return job_id


def check_told(workbench: Workbench, job_id: str, status: Status) -> None:
    """What is known of a lost run: at which step, where what it made lies, and how to go on."""
    error, folder = status.error, Path(workbench.runs.location(job_id))
    assert error is not None
    assert error.type == "ProcessLost"
    assert error.where.startswith(status.progress.step)
    assert status.progress.step in error.message
    assert str(folder) in error.message
    assert f"tradecore runs resume {job_id}" in error.message
    for path in partial(folder):
        assert path.name in error.message


def partial(folder: Path) -> Iterator[Path]:
    own = {"request.json", "status.json", "log.txt", "result.json", "notes.json"}
    return (path for path in folder.iterdir() if path.name not in own and not path.name.startswith("."))
