"""The report of a run, made again from its folder: what the demo has no run of, and what has changed since."""

from io import BytesIO
from pathlib import Path

import pytest

from tradecore.errors import DataError, InvalidValue, JobError, UnreadableFile
from tradecore_workbench.kinds import KINDS
from tradecore_workbench.reports.of_run import MAKERS, report_of
from tradecore_workbench.run import Run
from tradecore_workbench.workbench import Workbench
from tradecore_workbench.workspace import make

HEAD = "time,open,high,low,close,volume"


@pytest.fixture
def desk(tmp_path: Path) -> Workbench:
    folder = make(tmp_path / "desk")
    for name, days in (("old", range(5, 9)), ("new", range(9, 12))):
        rows = (f"2026-01-{day:02}T{hour}:00:00Z,10,11,9,10.{hour},100" for day in days for hour in range(10, 18))
        (folder / "data" / f"{name}.csv").write_text("\n".join([HEAD, *rows]) + "\n")
    return Workbench(folder)


def page(run: Run) -> bytes:
    stream = BytesIO()
    run.workbench.catalog.reporter("matplotlib").page(report_of(run), stream)
    return stream.getvalue()


def imported(desk: Workbench) -> Run:
    return desk.import_(str(desk.folder / "data" / "old.csv"), name="acme", symbol="ACME")


def test_every_job_type_has_a_report() -> None:
    assert list(MAKERS) == list(KINDS)


def test_sets_and_leak_checks_show_what_they_showed(desk: Workbench) -> None:
    run = imported(desk)
    assert page(run) == run.report.read_bytes()
    update = desk.update(str(desk.folder / "data" / "new.csv"), base="acme")
    assert page(update) == update.report.read_bytes()
    assert page(run) != run.report.read_bytes(), "the set is shown as it is by now"
    leaks = desk.leaks("acme", rows=2)
    assert page(leaks) == leaks.report.read_bytes()


def test_what_is_gone_or_changed_is_told(desk: Workbench) -> None:
    bars = desk.folder / "data" / "old.csv"
    check = desk.data(str(bars))
    bars.write_text(bars.read_text().replace("10.10", "10.11"))
    with pytest.raises(DataError, match="changed"):
        report_of(check)
    imported(desk)
    search = desk.optimize("acme", strategy="sma_cross", over={"fast": "2,3", "slow": "4,5"}, min_trades=0)
    assert page(search) == search.report.read_bytes()
    search.file("trials.csv").unlink()
    with pytest.raises(UnreadableFile, match=r"runs/.*/trials.csv: it cannot be opened: No such file"):
        report_of(search)


def test_a_run_without_a_result_says_why(desk: Workbench) -> None:
    with pytest.raises(InvalidValue):
        desk.data(str(desk.folder / "data" / "old.csv"), step="1min")
    with pytest.raises(JobError, match="FAILED"):
        report_of(desk.run())
