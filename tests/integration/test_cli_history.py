"""`tradecore runs` looks back: notes, tags, pruning, comparing and rerunning, as a terminal or a script sees them."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tradecore.jobs import State
from tradecore_cli.main import main
from tradecore_workbench.workbench import Workbench
from tradecore_workbench.workspace import make

ROWS = 60


def prices(rows: int = ROWS) -> str:
    lines = ["time,open,high,low,close,volume"]
    for row in range(rows):
        price = 100.0 + (row * 7) % 11
        prices = f"{price},{price + 1},{price - 1},{price + 0.5}"
        lines.append(f"2026-01-{1 + row // 20:02d}T{row % 20:02d}:00:00Z,{prices},9")
    return "\n".join(lines) + "\n"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with two backtests and a check."""
    workbench = Workbench(make(tmp_path_factory.mktemp("made")))
    (workbench.folder / "data" / "a.csv").write_text(prices())
    bars = {"path": "data/a.csv", "symbol": "A"}
    for fast in (3, 5):
        fields = {"bars": bars, "strategy": "sma_cross", "parameters.fast": fast, "parameters.slow": 9}
        workbench.inline(workbench.request("backtest", {**fields, "report.pictures": False}))
    workbench.inline(workbench.request("data", {"bars": bars}))
    return workbench.folder


@pytest.fixture
def desk(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "desk"
    shutil.copytree(made, folder)
    monkeypatch.chdir(folder)
    return folder


def ids(desk: Path, kind: str = "") -> list[str]:
    """In the order in which they were asked for, which within a second is not that of their ids."""
    found = (desk / "runs").glob(f"*-*-{kind or '*'}-*")
    return [
        path.name for path in sorted(found, key=lambda path: json.loads((path / "status.json").read_text())["created"])
    ]


def said(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> str:
    found = main(["runs", *arguments])
    captured = capsys.readouterr()
    assert found == code, captured.err
    return captured.out if code == 0 else captured.out + captured.err


def document(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> Any:
    found = main(["runs", *arguments, "--json"])
    captured = capsys.readouterr()
    assert found == code, captured.err
    return json.loads(captured.out)


def test_notes_and_tags_are_shown_where_runs_are(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, second = ids(desk, "backtest")
    assert "Note of " in said(capsys, "note", first, "worth another look,\nsays \x1b[31mred")
    assert said(capsys, "tag", first, "best", "aapl").splitlines()[1] == "Tags: aapl, best."
    assert "Nothing was said of it" in said(capsys, "tag", second)
    listed = said(capsys, "list")
    assert '#aapl #best "worth another look, says \\u001b[31mred"' in listed
    assert listed.count("\n") == 4
    assert "\x1b" not in listed
    only = said(capsys, "list", "--tag", "best", "--limit", "1")
    assert first in only
    assert second not in only
    assert "No run is like that" in said(capsys, "list", "--tag", "nowhere")
    assert {each["run"]: each["tags"] for each in document(capsys, "list")}[first] == ["aapl", "best"]
    shown = said(capsys, "show", first)
    assert "Tags: aapl, best." in shown
    assert "worth another look, says" in shown
    assert said(capsys, "tag", first, "--remove", "best").splitlines()[1] == "Tags: aapl."
    assert "tag is 'NO'" in said(capsys, "tag", first, "NO", code=2)
    assert "note is" in said(capsys, "note", first, "  ", code=2)


def test_one_document_holds_all_of_a_run(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = ids(desk, "backtest")[0]
    said(capsys, "note", run, "a note")
    found = document(capsys, "show", run)
    folder = desk / "runs" / run
    assert found["request"] == json.loads((folder / "request.json").read_text())
    assert found["result"] == json.loads((folder / "result.json").read_text())["result"]
    status = json.loads((folder / "status.json").read_text())
    for name in ("state", "created", "started", "finished", "heartbeat", "process", "progress", "attempt", "error"):
        assert found[name] == status[name], name
    assert [each["name"] for each in found["artifacts"]] == [
        "equity.csv", "fills.csv", "metrics.json", "report.html", "trades.csv",
    ]  # fmt: skip
    assert (found["report"], found["log"]) == (str(folder / "report.html"), str(folder / "log.txt"))
    assert [each["text"] for each in found["notes"]] == ["a note"]
    assert (found["tags"], found["pinned"], found["rerun_of"]) == ([], False, "")


def test_a_note_does_not_change_what_a_run_is(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = ids(desk, "data")[0]
    said(capsys, "note", run, "a note")
    assert "Equal: all 2 files" in said(capsys, "rerun", run)
    assert ids(desk, "data") == [run]


def test_pruning_says_first_and_does_when_told(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, second = ids(desk, "backtest")
    said(capsys, "pin", first)
    told = said(capsys, "prune", "--type", "backtest")
    assert "1 run would go and " in told
    assert "add --yes" in told
    assert f"Spared: {first}, since it is pinned." in told
    assert len(ids(desk)) == 3
    plan = document(capsys, "prune", "--type", "backtest")
    assert [each["run"] for each in plan["remove"]] == [second]
    assert (plan["removed"], plan["freed"]) == ([], 0)
    assert plan["bytes"] == sum(path.stat().st_size for path in (desk / "runs" / second).iterdir())
    assert "Removed 1 run: " in said(capsys, "prune", "--type", "backtest", "--yes")
    assert ids(desk, "backtest") == [first]
    assert "No run is to be removed." in said(capsys, "prune", "--type", "backtest", "--yes")
    said(capsys, "unpin", first)
    done = document(capsys, "prune", "--type", "backtest", "--yes")
    assert done["removed"] == [first]
    assert ids(desk, "backtest") == []


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "Say which runs to prune"),
        (["--older-than", "yesterday"], "--older-than is 'yesterday'"),
        (["--state", "running"], "no state of a run that is over named 'running'"),
        (["--type", "trane"], "'train'"),
        (["--keep", "-1"], "--keep"),
    ],
)
def test_a_rule_that_is_none_is_refused(
    desk: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    assert words in said(capsys, "prune", *arguments, "--yes", code=2)
    assert len(ids(desk)) == 3


def test_rules_can_be_combined(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert document(capsys, "prune", "--older-than", "1h")["remove"] == []
    assert len(document(capsys, "prune", "--older-than", "0h", "--keep", "1")["remove"]) == 2
    assert document(capsys, "prune", "--failed")["remove"] == []
    main(["data", "check", "data/nothing.csv"])
    (desk / "data" / "b.csv").write_text(prices().replace("100.0,", "-1,"))
    main(["backtest", "data/b.csv", "--strategy", "buy_and_hold"])
    capsys.readouterr()
    failed = [each["run"] for each in document(capsys, "prune", "--failed")["remove"]]
    states = {each["run"]: each["state"] for each in document(capsys, "list")}
    assert failed == [run for run, state in states.items() if state == State.FAILED.value]
    assert failed


def test_a_comparison_shows_what_differs(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    first, second = ids(desk, "backtest")
    told = said(capsys, "compare", first, second)
    assert "1 setting differs." in told
    assert "parameters.fast  3 (request)  5 (request)" in told
    assert "account.cash" not in told
    assert "Return since the start:" in told
    picture = Path(told.splitlines()[-1].removeprefix("Picture: "))
    assert picture.read_bytes().startswith(b"\x89PNG")
    everything = said(capsys, "compare", first, second, "--all", "--no-picture")
    assert "* parameters.fast" in everything
    assert "  account.cash" in everything
    assert "Picture" not in everything
    found = document(capsys, "compare", first, second, "--out", "here.png")
    assert [run["run"] for run in found["runs"]] == [first, second]
    assert found["runs"][0]["metrics"]["trades"] >= 0
    assert [row["key"] for row in found["settings"] if row["differs"]] == ["parameters.fast"]
    assert found["outputs"] == []
    assert (desk / "here.png").exists()


def test_runs_that_were_asked_the_same_are_compared_file_by_file(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    first = ids(desk, "backtest")[0]
    proof = document(capsys, "rerun", first, "--keep")
    assert (proof["verdict"], proof["exit"]) == ("equal", 0)
    told = said(capsys, "compare", first, proof["again"], "--no-picture")
    assert "No settings differ." in told
    assert "A and B were asked the same. Equal: all 5 files" in told
    found = document(capsys, "compare", first, proof["again"], "--no-picture")
    assert [each["verdict"] for each in found["outputs"]] == ["equal"]
    assert document(capsys, "show", proof["again"])["rerun_of"] == first


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["{0}"], "2 to 6 different runs"),
        (["{0}", "{0}"], "2 to 6 different runs"),
        (["{0}", "{2}"], "runs of one type"),
        (["{0}", "{1}", "--out", "here.jpg"], "ends in .png"),
        (["{0}", "{1}", "--out", "nowhere/here.png"], "in a folder that exists"),
        (["{0}", "{1}", "--out", "here.png", "--no-picture"], "nothing with --no-picture"),
        (["{0}", "nobody"], "no run named 'nobody'"),
    ],
)
def test_a_comparison_that_is_none_is_refused(
    desk: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    runs = [*ids(desk, "backtest"), *ids(desk, "data")]
    assert words in said(capsys, "compare", *(each.format(*runs) for each in arguments), code=2)


def test_a_rerun_tells_scripts_how_it_ended(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run = ids(desk, "data")[0]
    (desk / "data" / "a.csv").write_text(prices(ROWS - 1))
    told = said(capsys, "rerun", run, code=4)
    assert "data/a.csv has changed since the run" in told
    assert "add --changed-data" in told
    proof = document(capsys, "rerun", run, "--changed-data", code=6)
    assert (proof["verdict"], proof["exit"]) == ("different", 6)
    assert {each["file"] for each in proof["differences"]} == {"report.html", "result.json"}
    assert proof["again"] in ids(desk, "data")
    (desk / "data" / "a.csv").unlink()
    told = said(capsys, "rerun", run, code=4)
    assert "cannot be read any more" in told
    assert "--changed-data" not in told
