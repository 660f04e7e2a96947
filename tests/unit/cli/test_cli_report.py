"""A run as a person or a machine reads it."""

import json
from dataclasses import replace

import pytest

from tradecore.contracts.bars import BarsSpec
from tradecore.contracts.predict import PredictRequest
from tradecore.contracts.train import TrainRequest
from tradecore.errors import UnknownName
from tradecore.jobs import Failure, ProgressReport, RunRecord, State, Status
from tradecore.views.listing import line_of
from tradecore_cli.commands.runs import files_of, newest, row, states_of, types_of
from tradecore_cli.report import as_json, failure, failure_code, reason, took
from tradecore_workbench.checks import specs

DONE = Status(
    "train",
    State.SUCCEEDED,
    "2026-01-02T03:04:05.000000Z",
    "2026-01-02T03:04:06.000000Z",
    "2026-01-02T03:05:08.500000Z",
)
RECORD = RunRecord(
    "20260102-030405-train-1a2b",
    "/desk/runs/20260102-030405-train-1a2b",
    DONE,
    {
        "type": "train",
        "result": {"metrics": {"n": 7}},
        "manifest": [{"name": "model.txt", "bytes": 1234, "sha256": "0"}],
    },
)


def failed(error: Failure | None, step: str = "fitting") -> RunRecord:
    state = State.FAILED if error else State.CANCELLED
    status = replace(DONE, state=state, error=error, progress=ProgressReport(step))
    return replace(RECORD, status=status, result={})


LOST = failed(Failure("ProcessLost", f"The process is gone at step fitting. No partial results in {RECORD.folder}."))
DIRTY = failed(Failure("DirtyData", "prices.csv has errors.", "prices.csv"))


def test_a_run_is_one_json_document() -> None:
    document = as_json(RECORD)
    assert json.loads(json.dumps(document, allow_nan=False)) == document
    assert document["result"] == {"metrics": {"n": 7}}
    assert [each["name"] for each in document["artifacts"]] == ["model.txt"]
    assert document["error"] is None
    assert (document["state"], document["attempt"], document["ahead"]) == ("SUCCEEDED", 1, 0)
    away = replace(RECORD, status=replace(DONE, state=State.RUNNING), known=False)
    assert as_json(away)["state"] == "UNKNOWN"
    assert as_json(DIRTY)["error"] == {"type": "DirtyData", "message": "prices.csv has errors.", "where": "prices.csv"}
    assert as_json(DIRTY)["result"] is None


def test_a_lost_run_says_at_which_step() -> None:
    assert reason(LOST) == f"The process is gone at step fitting. No partial results in {RECORD.folder}."
    assert failure(LOST) == reason(LOST)
    assert failure(DIRTY).endswith(f"Run folder: {RECORD.folder}")
    assert reason(DIRTY) == "prices.csv has errors."
    resume = f"Go on with: tradecore runs resume {RECORD.job_id}"
    assert reason(failed(None)) == f"The run is CANCELLED. It was at: fitting. {resume}"


def test_a_failed_run_ends_its_command_with_the_code_of_its_error() -> None:
    assert failure_code(DIRTY) == 4
    assert failure_code(LOST) == 6
    assert failure_code(failed(None)) == 6


def test_how_long_it_took_is_known_when_it_is_over() -> None:
    assert took(DONE) == "62.5 s"
    assert took(replace(DONE, finished="")) == ""


def test_the_list_says_what_went_wrong_and_where_a_run_is() -> None:
    request = {"bars": {"path": "data/ACME.csv.gz"}, "model": "first"}
    line = line_of(RECORD.job_id, "", DONE, request, {"result": {"metrics": {"skill": 0.0123}}})
    told = (RECORD.job_id, "SUCCEEDED", "2026-01-02 03:04", "62.5 s", "ACME", "first", "skill +1.2%")
    assert row(line) == told
    assert row(line_of(RECORD.job_id, "", DIRTY.status, request, {}))[-1] == "prices.csv has errors."
    running = replace(DONE, state=State.RUNNING, finished="", progress=ProgressReport("fitting"), attempt=2)
    assert row(line_of(RECORD.job_id, "", running, {}, {}))[1:] == (
        "RUNNING, attempt 2",
        "2026-01-02 03:04",
        "",
        "",
        "",
        "fitting",
    )


def test_filters_are_checked_before_anything_is_listed() -> None:
    assert states_of(["failed", "Unknown"]) == ("FAILED", "UNKNOWN")
    assert types_of(["train"]) == ("train",)
    with pytest.raises(UnknownName, match="Did you mean 'FAILED'"):
        states_of(["FAILD"])
    with pytest.raises(UnknownName, match="Did you mean 'backtest'"):
        types_of(["backtests"])


def test_the_files_of_a_run_are_listed_with_their_sizes() -> None:
    assert files_of(RECORD) == "Files: model.txt (1,234 bytes)."


def test_the_newest_run_is_the_first_of_the_list() -> None:
    assert newest([RECORD]) == RECORD.job_id
    with pytest.raises(UnknownName, match="run"):
        newest([])


def test_every_file_of_bars_of_a_request_is_checked() -> None:
    spec = BarsSpec("prices.csv", calendar="XNYS")
    assert specs(TrainRequest(spec)) == [spec]
    assert specs(PredictRequest(spec, "first")) == [spec]
