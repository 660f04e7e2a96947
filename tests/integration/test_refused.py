"""Names and requests that try to get out, to blow up or to mean two things: refused by everything that takes them."""

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tradecore.errors import InvalidValue, TradecoreError, UnknownName
from tradecore.table import Table
from tradecore_testing.contracts.model_store import CONTENT, a_record
from tradecore_workbench.job import REFUSED
from tradecore_workbench.job import main as job
from tradecore_workbench.workbench import Workbench
from tradecore_workbench.workspace import make

BARS = {"path": "data/bars.csv", "symbol": "X"}

NAMES = [
    "",
    ".",
    "..",
    "../x",
    "../../etc/passwd",
    "..\\x",
    "/etc/passwd",
    "a/b",
    "a\\b",
    "c:a",
    "\\\\host\\share",
    "a\0b",
    "a\n",
    "\na",
    "a\r",
    " a",
    "a b",
    "-a",
    "--help",
    "_a",
    ".a",
    "A",
    "é",
    "\u0430",  # a Cyrillic letter that looks like a
    "\uff41",  # a full-width a
    "\u212a",  # the sign of Kelvin, which lower case makes a k
    "a\u202eb",  # what follows runs from right to left
    "a\u200bb",  # a blank without width
    "\u0663",  # an Arabic digit
    "\ud800",  # half a character
    "~",
    "$HOME",
    "%2e%2e",
    "a" * 65,
    "a" * 100_000,
    "con",
    "nul",
    "com1",
]
# With an ending they are names of artifacts only.
FILES = ["con.csv", "lpt9.json", "a.", "a..b", "a.b.c", ".csv", "a.CSV", "a.c-v", "a.csv/", "a.csv\0", f"a.{'x' * 13}"]
OWN = ["request.json", "status.json", "result.json", "log.txt", "notes.json"]


class Desk:
    """A workspace with one run, and what lies around it."""

    def __init__(self, folder: Path) -> None:
        self.workbench = Workbench(folder)
        self.runs, self.models = self.workbench.runs, self.workbench.models
        self.sets = self.workbench.catalog.data_store("parquet")
        (self.job_id,) = (run.job_id for run in self.runs.recent())
        self.artifacts = self.runs.artifacts(self.job_id, self.workbench.catalog.table_writer)
        self.folder = Path(self.runs.location(self.job_id))

    def everything(self) -> dict[str, int]:
        return {str(path): path.lstat().st_mtime_ns for path in self.folder.parents[2].rglob("*")}


@pytest.fixture(scope="module")
def untouched(tmp_path_factory: pytest.TempPathFactory) -> Path:
    workbench = Workbench(make(tmp_path_factory.mktemp("outside") / "desk"))
    rows = [f"2026-01-05T{hour}:00:00Z,10,11,9,10.5,100" for hour in (15, 16, 17, 18)]
    (workbench.folder / "data" / "bars.csv").write_text("\n".join(["time,open,high,low,close,volume", *rows, ""]))
    workbench.inline(workbench.request("data", {"bars": BARS}))
    return workbench.folder


@pytest.fixture
def desk(untouched: Path, tmp_path: Path) -> Desk:
    return Desk(shutil.copytree(untouched, tmp_path / "desk"))


def opened(desk: Desk, name: str) -> None:
    with desk.artifacts.open(name) as stream:
        stream.write(b"x")


def kept(desk: Desk, name: str) -> None:
    with desk.artifacts.journal(name) as journal:
        journal.append({})


def prepared(desk: Desk, name: str) -> None:
    with desk.sets.opened(name):
        pass


Use = Callable[[Desk, str], object]
OF_RUNS: dict[str, Use] = {
    "status": lambda desk, name: desk.runs.status(name),
    "location": lambda desk, name: desk.runs.location(name),
    "find": lambda desk, name: desk.runs.find(name),
    "remove": lambda desk, name: desk.runs.remove(name),
    "join": lambda desk, name: desk.runs.join(name),
    "resume": lambda desk, name: desk.workbench.resume(name),
    "cancel": lambda desk, name: desk.workbench.cancel(name),
}
OF_MODELS: dict[str, Use] = {
    "record": lambda desk, name: desk.models.record(name),
    "save": lambda desk, name: desk.models.save(a_record(name), CONTENT),
    "retire": lambda desk, name: desk.workbench.retire(name, "it is none"),
    "predict": lambda desk, name: desk.workbench.request("predict", {"bars": BARS, "model": name or "."}),
    "train": lambda desk, name: desk.workbench.request("train", {"bars": BARS, "model": name or "."}),
}
OF_SETS: dict[str, Use] = {
    "manifest": lambda desk, name: desk.sets.manifest(name),
    "opened": prepared,
}
OF_FILES: dict[str, Use] = {
    "open": opened,
    "table": lambda desk, name: desk.artifacts.table(name, Table([])),
    "record": lambda desk, name: desk.artifacts.record(name, {}),
    "location": lambda desk, name: desk.runs.location(desk.job_id, name or "."),
}

USES: list[tuple[str, Use, list[str]]] = [
    *((f"run, {name}", use, NAMES) for name, use in OF_RUNS.items()),
    *((f"model, {name}", use, NAMES) for name, use in OF_MODELS.items()),
    *((f"data set, {name}", use, NAMES) for name, use in OF_SETS.items()),
    *((f"artifact, {name}", use, [*NAMES, *FILES, *OWN]) for name, use in OF_FILES.items()),
    ("journal", kept, [*NAMES, *FILES]),
]


@pytest.mark.parametrize(("use", "names"), [each[1:] for each in USES], ids=[each[0] for each in USES])
def test_a_name_that_is_none_is_refused_by_whatever_takes_it(desk: Desk, use: Use, names: list[str]) -> None:
    (desk.folder.parents[2] / "x").write_text("outside")
    before = desk.everything()
    accepted = [name for name in names if not refused(desk, use, name)]
    assert accepted == (OWN if use is OF_FILES["location"] else [])
    assert desk.everything() == before


def refused(desk: Desk, use: Use, name: str) -> bool:
    try:
        use(desk, name)
    except (InvalidValue, UnknownName):
        return True
    return False


@pytest.mark.parametrize(("use", "name"), [(opened, "out.csv"), (kept, "out"), (OF_FILES["location"], "out.csv")])
def test_a_link_out_of_the_run_folder_is_not_followed(desk: Desk, use: Use, name: str) -> None:
    secret = desk.folder.parents[2] / "secret"
    secret.write_text("kept")
    for link in ("out.csv", "out.partial.jsonl"):
        (desk.folder / link).symlink_to(secret)
    with pytest.raises(InvalidValue, match="not a link"):
        use(desk, name)
    assert secret.read_text() == "kept"


@pytest.mark.parametrize("name", ["request.json", "status.json", "result.json", "notes.json"])
@pytest.mark.parametrize("put", ["link", "folder", "pipe", "bomb", "half"])
def test_a_file_of_a_run_that_is_none_is_told_and_keeps_nobody_waiting(desk: Desk, name: str, put: str) -> None:
    path, secret = desk.folder / name, desk.folder.parents[2] / "secret.json"
    secret.write_text('{"notes": [{"at": "", "text": "secret"}]}')
    path.unlink(missing_ok=True)
    match put:
        case "link":
            path.symlink_to(secret)
        case "folder":
            path.mkdir()
        case "pipe":
            os.mkfifo(path)
        case "bomb":
            path.write_text("[" * 3_000_000)
        case _:
            path.write_text('{"state": "SUCC')
    read: dict[str, Callable[[str], object]] = {
        "request.json": desk.runs.request,
        "status.json": desk.runs.status,
        "result.json": desk.runs.record,
        "notes.json": desk.runs.notes,
    }
    with pytest.raises((TradecoreError, OSError)) as caught:
        read[name](desk.job_id)
    assert "secret" not in str(caught.value)
    assert [line.job_id for line in desk.runs.lines()] == [desk.job_id]


def asked(**changes: object) -> str:
    return json.dumps({"type": "data", "bars": {"path": "data/bars.csv"}, **changes})


# What a request.json holds, and what is said of it.
REQUESTS: list[tuple[str | bytes, str]] = [
    ("", "not JSON"),
    ("{", "not JSON"),
    ("{'type': 'data'}", "not JSON"),
    ('{"type": "data",}', "not JSON"),
    (b"\xff\xfe{\x00}\x00", "not UTF-8 text"),
    (b'{"type": "data\xff"}', "not UTF-8 text"),
    ("null", "value is None. Accepted: an object"),
    ("[]", "value is []. Accepted: an object"),
    ('"data"', "value is 'data'. Accepted: an object"),
    ("[" * 100_000, "nested too deeply"),
    ('{"bars":' * 40 + "1" + "}" * 40, "nested too deeply"),
    (asked(step="x" * 4_000_000), "Accepted: up to 4,000,000"),
    ('{"type": "data", "type": "data"}', "type is given twice"),
    ('{"type": "data", "bars": {"path": "a", "path": "b"}}', "bars.path is given twice"),
    ('{"type": "backtest", "costs": {"rate": NaN}}', "costs.rate is NaN"),
    ('{"type": "backtest", "costs": {"rate": -Infinity}}', "costs.rate is -Infinity"),
    ('{"type": "backtest", "costs": {"rate": 1e999}}', "costs.rate is 1e999"),
    (asked(schema=2**63), "schema is 9223372036854775808"),
    (f'{{"type": "optimize", "random": {"9" * 5_000}}}', "random is 99999999999999999999..."),
    ('{"type": "\\ud800"}', "text that UTF-8 can hold"),
    (asked(type=3), "type is 3"),
    (asked(type=["data"]), "type is ['data']"),
    (asked(type="dta"), "Did you mean 'data'?"),
    (asked(type="../data"), "no job type named '../data'"),
    (asked(type="tradecore.usecases.data:run"), "no job type named"),
    ('{"bars": {"path": "data/bars.csv"}}', "type is None"),
    (asked(stepp="1d"), "unknown key 'stepp'. Did you mean 'step'"),
    ('{"type": "data", "b\\u0430rs": {"path": "data/bars.csv"}}', "Did you mean 'bars'?"),
    (asked(__class__="os"), "unknown key '__class__'"),
    (asked(bars=3), "bars is 3"),
    (asked(bars=[]), "bars is []"),
    (asked(bars={}), "bars.path is missing"),
    (asked(bars={"path": None}), "bars.path is None"),
    (asked(bars={"path": ["data/bars.csv"]}), "bars.path is ['data/bars.csv']"),
    (asked(bars={"path": "a.csv", "usecols": 1}), "unknown key 'bars.usecols'"),
    (asked(bars={"path": "a.csv", "label": "middle"}), "bars.label is 'middle'"),
    (asked(schema=9), "upgrade to open it"),
    (asked(schema=0), "schema is 0"),
    (asked(schema="1"), "schema is '1'"),
    (asked(schema=True), "schema is True"),
    (asked(provenance={"origins": {"a": 1}}), "provenance.origins.a is 1"),
    (asked(report={"html": 1}), "report.html is 1"),
    (asked(type="backtest", bars=[{"path": "a.csv"}], strategy="follow", engine="gpu"), "engine is 'gpu'"),
]


@pytest.mark.parametrize(("content", "message"), REQUESTS, ids=range(len(REQUESTS)))
def test_a_request_that_is_none_makes_no_run(
    desk: Desk, content: str | bytes, message: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "asked.json"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    assert job(["--request", str(file), "--workspace", str(desk.workbench.folder)]) == REFUSED
    told = capfd.readouterr()
    assert (told.out, told.err.count("\n")) == ("", 1)
    assert message in told.err
    assert [run.job_id for run in desk.runs.recent()] == [desk.job_id]


# What is asked for by name comes from the registry, never from a path.
@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("backtest", {"strategy": "tradecore.strategies.follow:Follow"}),
        ("backtest", {"strategy": "os.system"}),
        ("backtest", {"strategy": "../strategies/mine.py"}),
        ("backtest", {"strategy": "sma_cross", "bars": {**BARS, "source": "tradecore_csv.bars"}}),
        ("backtest", {"strategy": "sma_cross", "parameters.fast": "__import__('os')"}),
        ("train", {"training.learner": "sklearn.linear_model.Ridge", "training.features": ["os.system(1)"]}),
        ("predict", {"model": "../../models/known"}),
        ("promote", {"model": "/etc/passwd"}),
    ],
)
def test_a_path_is_no_name(desk: Desk, kind: str, said: dict[str, Any]) -> None:
    bars = {} if kind == "promote" else {"bars": BARS}
    with pytest.raises((InvalidValue, UnknownName)):
        desk.workbench.inline(desk.workbench.request(kind, {**bars, **said}))
