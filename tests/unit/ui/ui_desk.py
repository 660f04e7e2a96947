"""A workspace with runs in every state, as their own processes would have left them, and what a page shows."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from time import time_ns
from typing import Any

from streamlit.testing.v1 import AppTest

from tradecore.jobs import Failure, ProcessMark, ProgressReport, State, ended, queued, started
from tradecore_kit.processes import mark_of
from tradecore_workbench.execution import plain_request
from tradecore_workbench.kinds import kind_of
from tradecore_workbench.workbench import Workbench
from tradecore_workbench.workspace import make

STATES = ("queued", "running", "failed", "lost", "cancelled")
ROWS = [
    f"2026-{month:02d}-{day:02d},{100 + day % 9},115,95,{101 + (day * 7) % 9},1000"
    for month in (1, 2, 3)
    for day in range(1, 29)
]
CSV = "\n".join(["date,open,high,low,close,volume", *ROWS]) + "\n"
ASKED: Mapping[str, object] = {
    "bars": [{"path": "data/ACME.csv", "zone": "UTC", "symbol": "ACME"}],
    "strategy": "sma_cross",
    "parameters": {"fast": 2, "slow": 5},
    "engine": "interpreted",
    "report": {"pictures": False},
}
Page = Callable[..., AppTest]


def made(folder: Path) -> Path:
    make(folder)
    (folder / "data" / "ACME.csv").write_text(CSV)
    return folder


def run_in(desk: Workbench, state: str, kind: str = "backtest", asked: Mapping[str, object] = ASKED) -> str:
    """A run in a state, as its own process would have left it."""
    request = desk.request(kind, asked)
    now, me = time_ns(), mark_of()
    job_id = desk.runs.create(plain_request(kind_of(kind), request), queued(kind, now, me))
    desk.runs.log(job_id, "It began.")
    if state == "queued":
        desk.runs.update(job_id, replace(desk.runs.status(job_id), ahead=2))
        return job_id
    nobody = ProcessMark(2**22 + 1, 1.0, me.host)
    at_work = started(desk.runs.status(job_id), now, nobody if state == "lost" else me, job_id)
    progress = ProgressReport("trading", 30, 120, "equity 101,000", "equity 101,000")
    desk.runs.update(job_id, replace(at_work, progress=progress))
    if state == "failed":
        failure = Failure("DirtyData", "data/ACME.csv has errors: *many* of <them>.", "data/ACME.csv")
        desk.runs.update(job_id, ended(at_work, State.FAILED, now, failure, job_id))
    if state == "cancelled":
        desk.runs.update(job_id, ended(at_work, State.CANCELLED, now, job_id=job_id))
    return job_id


def texts(at: AppTest) -> str:
    """Everything that is written on the page."""
    parts: list[Any] = [*at.markdown, *at.caption, *at.title, *at.error, *at.info, *at.warning, *at.subheader]
    return "\n".join(str(part.value) for part in parts).replace("\\", "")


def well(at: AppTest) -> AppTest:
    """Nothing was raised, and nothing that a page caught was a defect."""
    assert not at.exception, [each.value for each in at.exception]
    assert not [each.value for each in at.error if "defect" in each.value]
    return at
