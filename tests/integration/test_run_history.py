"""Runs are repeated with proof, compared and pruned, on folders as the jobs leave them."""

import json
import shutil
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from tradecore.contracts.predict import PredictRequest
from tradecore.errors import InvalidValue, JobError, ModelError, TradecoreError, UnknownName, UnreadableFile
from tradecore.instants import format_instant
from tradecore.jobs import State
from tradecore.notes import Notes, tagged
from tradecore.proof import Verdict
from tradecore.pruning import PruneRule
from tradecore.views.compared_runs.model import differing
from tradecore_testing.markets import walking_market
from tradecore_workbench import comparing, pruning
from tradecore_workbench.rerunning import rerun
from tradecore_workbench.workbench import Workbench
from tradecore_workbench.workspace import make

BARS = {"path": "data/walk.csv", "symbol": "WALK"}


class Here(Workbench):
    """A workbench that works off in this process what it is asked to submit."""

    def submit(self, request: Any, notes: Notes | None = None) -> str:
        made = self.made
        create = self.runs.create

        def created(plain: Any, status: Any) -> str:
            job_id = create(plain, status)
            made.append(job_id)
            if notes is not None:
                self.runs.annotate(job_id, lambda _: notes)
            return job_id

        self.runs.create = created  # type: ignore[method-assign]
        try:
            self.inline(request)
        except TradecoreError:
            assert self.runs.status(made[-1]).state is State.FAILED
        finally:
            self.runs.create = create  # type: ignore[method-assign]
        return made[-1]

    @property
    def made(self) -> list[str]:
        return self.__dict__.setdefault("_made", [])


def written(folder: Path, rows: int = 500) -> None:
    bars = walking_market(rows)
    names = ("open", "high", "low", "close", "volume")
    lines = ["time," + ",".join(names)]
    lines += [
        ",".join([format_instant(time), *(repr(float(bars[name][k])) for name in names)])
        for k, time in enumerate(bars.time)
    ]
    (folder / "data" / "walk.csv").write_text("\n".join(lines) + "\n")


@pytest.fixture
def desk(tmp_path: Path) -> Here:
    desk = Here(make(tmp_path / "desk"))
    written(desk.folder)
    return desk


def carried_out(desk: Here, kind: str, **said: object) -> str:
    fields = {"bars": BARS, "report.pictures": False, **said}
    job_id = desk.submit(desk.request(kind, {name: value for name, value in fields.items() if value is not None}))
    assert desk.runs.status(job_id).state is State.SUCCEEDED, desk.runs.status(job_id).error
    return job_id


def backtest(desk: Here, fast: int = 5, **more: object) -> str:
    return carried_out(desk, "backtest", strategy="sma_cross", **{"parameters.fast": fast}, **more)


def train(desk: Here) -> str:
    return carried_out(desk, "train", model="mine", check_leaks=False, **{"training.features": ["change(1)"]})


def rewritten(desk: Here, job_id: str, name: str, change: Callable[[str], str], *, admitted: bool = True) -> None:
    """An artifact as another version would have made it; unless `admitted`, the manifest does not know of it."""
    path = Path(desk.runs.location(job_id, name))
    path.write_text(change(path.read_text()))
    if admitted:
        file = path.parent / "result.json"
        result = json.loads(file.read_text())
        for entry in result["manifest"]:
            if entry["name"] == name:
                entry["sha256"] = sha256(path.read_bytes()).hexdigest()
        file.write_text(json.dumps(result))


def ids(desk: Here) -> list[str]:
    return [record.job_id for record in desk.runs.recent()]


def test_a_run_that_gives_the_same_is_proven_and_leaves_nothing_behind(desk: Here) -> None:
    job_id = backtest(desk)
    seen: list[str] = []
    proof = rerun(desk, job_id, None, seen.append)
    assert (proof.verdict, proof.again, proof.files, proof.differences) == (Verdict.EQUAL, "", 5, ())
    assert seen
    assert ids(desk) == [job_id]


def test_it_is_kept_when_asked_and_says_what_it_is(desk: Here) -> None:
    job_id = backtest(desk)
    proof = rerun(desk, job_id, keep=True)
    notes = desk.runs.notes(proof.again)
    assert notes.rerun_of == job_id
    assert notes.notes[0].text.startswith(f"Rerun of {job_id}. Equal: all 5 files")
    assert sorted(ids(desk)) == sorted([job_id, proof.again])
    assert rerun(desk, proof.again).verdict is Verdict.EQUAL


def test_the_first_row_that_differs_is_named_with_both_values(desk: Here) -> None:
    job_id = backtest(desk)
    lines = Path(desk.runs.location(job_id, "trades.csv")).read_text().splitlines()
    column = lines[0].split(",").index("net")
    value = lines[3].split(",")[column]

    def other(text: str) -> str:
        rows = text.splitlines(keepends=True)
        rows[3] = rows[3].replace(value, "12.5")
        return "".join(rows)

    rewritten(desk, job_id, "trades.csv", other)
    proof = rerun(desk, job_id)
    assert proof.verdict is Verdict.DIFFERENT
    first = proof.differences[0]
    assert (first.file, first.row, first.line, first.column) == ("trades.csv", 3, 4, "net")
    assert (first.first, first.second) == ("12.5", value)
    assert proof.again in ids(desk), "what differs is kept to be looked at"
    assert "trades.csv differs in row 3" in desk.runs.notes(proof.again).notes[0].text


def test_a_file_that_was_edited_later_is_no_difference_of_the_run(desk: Here) -> None:
    job_id = backtest(desk)
    rewritten(desk, job_id, "trades.csv", lambda text: text + "x", admitted=False)
    Path(desk.runs.location(job_id, "fills.csv")).unlink()
    proof = rerun(desk, job_id)
    assert (proof.verdict, proof.edited) == (Verdict.EQUAL, ("fills.csv", "trades.csv"))


def test_files_that_only_one_of_them_made_are_named(desk: Here) -> None:
    job_id = backtest(desk)
    file = Path(desk.runs.location(job_id, "result.json"))
    result = json.loads(file.read_text())
    result["manifest"][0]["name"] = "of-old.csv"
    result["result"]["bars"] += 1
    file.write_text(json.dumps(result))
    proof = rerun(desk, job_id)
    assert (proof.missing, proof.added) == (("of-old.csv",), ("equity.csv",))
    assert [(each.file, each.place) for each in proof.differences] == [("result.json", "bars")]


@pytest.mark.parametrize("name", ["../../../etc/passwd", "/etc/passwd", "request.json"])
def test_a_manifest_leads_nowhere_else(desk: Here, name: str) -> None:
    job_id = backtest(desk)
    file = Path(desk.runs.location(job_id, "result.json"))
    result = json.loads(file.read_text())
    result["manifest"][0]["name"] = name
    file.write_text(json.dumps(result))
    proof = rerun(desk, job_id)
    assert (proof.missing, proof.edited) == ((name,), (name,))


def test_changed_data_is_the_reason_and_nothing_is_run(desk: Here) -> None:
    job_id = backtest(desk)
    written(desk.folder, 499)
    proof = rerun(desk, job_id)
    assert (proof.verdict, proof.again) == (Verdict.CHANGED, "")
    change = proof.changes[0]
    assert (change.what, change.name) == ("data", "data/walk.csv")
    assert change.now == sha256((desk.folder / "data" / "walk.csv").read_bytes()).hexdigest() != change.then
    assert ids(desk) == [job_id]
    again = rerun(desk, job_id, changed_data=True)
    assert again.verdict is Verdict.DIFFERENT
    assert (again.differences[0].file, again.differences[0].second) == ("equity.csv", "nothing")
    assert again.changes == proof.changes


def test_data_that_is_gone_is_the_reason(desk: Here) -> None:
    job_id = backtest(desk)
    (desk.folder / "data" / "walk.csv").unlink()
    proof = rerun(desk, job_id)
    assert proof.verdict is Verdict.CHANGED
    assert "does not exist" in proof.changes[0].problem
    with pytest.raises(UnreadableFile):
        rerun(desk, job_id, changed_data=True)


def test_versions_and_code_that_have_changed_are_named_though_the_result_is_equal(desk: Here) -> None:
    job_id = backtest(desk)
    file = Path(desk.runs.location(job_id, "request.json"))
    request = json.loads(file.read_text())
    assert {"tradecore", "tradecore_csv", "tradecore_report"} <= set(request["provenance"]["code"])
    assert "tradecore_talib" not in request["provenance"]["code"], "what has no hand in it"
    request["provenance"]["versions"]["numpy"] = "0.1"
    request["provenance"]["code"]["tradecore_csv"] = "0" * 16
    file.write_text(json.dumps(request))
    proof = rerun(desk, job_id)
    found = {(change.what, change.name, change.then) for change in proof.changes}
    assert found == {("version", "numpy", "0.1"), ("code", "tradecore_csv", "0" * 16)}
    assert [each.file for each in proof.differences] == ["report.html"], "which shows them"


def test_a_training_can_be_run_again_and_leaves_the_registry_alone(desk: Here) -> None:
    job_id = train(desk)
    assert rerun(desk, job_id).verdict is Verdict.EQUAL
    assert desk.models.record("mine").run == job_id
    shutil.rmtree(desk.folder / "models" / "mine")
    assert rerun(desk, job_id).verdict is Verdict.EQUAL
    assert desk.models.names() == []


def test_a_rerun_that_fails_says_why_and_is_kept(desk: Here) -> None:
    train(desk)
    job_id = carried_out(desk, "predict", model="mine", in_sample=True)
    (desk.folder / "models" / "mine" / "model.skops").write_bytes(b"something else")
    proof = rerun(desk, job_id)
    assert proof.verdict is Verdict.FAILED
    assert "is not the file that was saved" in proof.problem
    assert desk.runs.status(proof.again).state is State.FAILED


def test_a_model_that_is_gone_or_another_by_now_is_the_reason_and_nothing_is_run(desk: Here) -> None:
    train(desk)
    job_id = carried_out(desk, "predict", model="mine", in_sample=True)
    shutil.rmtree(desk.folder / "models" / "mine")
    gone = rerun(desk, job_id)
    assert (gone.verdict, gone.again) == (Verdict.CHANGED, "")
    assert "model mine cannot be read any more: There is no model named 'mine'" in gone.sentences[1]
    carried_out(desk, "train", model="mine", **{"training.parameters.alpha": 50.0})
    other = rerun(desk, job_id)
    assert (other.verdict, other.again) == (Verdict.CHANGED, "")
    assert "model mine has changed since the run" in other.sentences[1]
    run = desk.runs.record(job_id)
    with pytest.raises(ModelError, match="not the one that the request was made with"):
        desk.inline(desk.request("predict", {"bars": BARS, "model": "mine", "model_sha256": "0" * 64}))
    assert rerun(desk, job_id, changed_data=True).verdict is Verdict.DIFFERENT
    assert desk.runs.record(job_id).result == run.result


def test_what_was_decided_about_a_model_since_is_no_difference(desk: Here) -> None:
    train(desk)
    predicted = carried_out(desk, "predict", model="mine", in_sample=True)
    promoted = carried_out(desk, "promote", model="mine", bars=None, override="a rehearsal")
    again = carried_out(desk, "predict", model="mine", in_sample=True)
    desk.retire("mine", "the rehearsal is over")
    for job_id in (predicted, promoted, again):
        assert rerun(desk, job_id).verdict is Verdict.EQUAL
    assert desk.models.standing("mine").state == "retired"


def test_a_run_without_a_result_cannot_be_proven(desk: Here) -> None:
    job_id = desk.submit(PredictRequest(desk.request("data", {"bars": BARS}).bars, "nothing"))
    with pytest.raises(JobError, match="it has no result to compare with"):
        rerun(desk, job_id)


def test_a_rerun_is_a_job_of_its_own(tmp_path: Path) -> None:
    desk = Workbench(make(tmp_path / "desk"))
    written(desk.folder)
    first = desk.submit(desk.request("train", {"bars": BARS, "model": "mine", "check_leaks": False}))
    assert desk.wait(first).status.state is State.SUCCEEDED
    steps: list[str] = []
    proof = rerun(desk, first, lambda status: steps.append(status.progress.step), keep=True)
    assert proof.verdict is Verdict.EQUAL, proof
    assert "writing results" in steps
    assert desk.runs.status(proof.again).process != desk.runs.status(first).process
    assert desk.models.record("mine").run == first


def test_runs_are_compared_as_they_lie_in_their_folders(desk: Here) -> None:
    first, second = backtest(desk, 5), backtest(desk, 9, **{"account.cash": 5000.0})
    view = comparing.compare(desk, [first, second])
    assert {row.key: row.values for row in differing(view.settings)} == {
        "parameters.fast": ("5", "9"), "account.cash": ("100,000", "5,000"),
    }  # fmt: skip
    assert [len(curve.time) for curve in view.curves] == [500, 500]
    assert view.curves[0].gained[-1] == pytest.approx(view.runs[0].numbers["total_return"])
    assert min(view.curves[1].drawdown) == pytest.approx(view.runs[1].numbers["max_drawdown"])
    drawn = comparing.draw(desk, view)
    assert drawn == desk.folder / "runs" / f"comparison-{first[-4:]}-{second[-4:]}.png"
    assert drawn.read_bytes().startswith(b"\x89PNG")
    assert ids(desk) == [second, first], "a picture beside the runs is none"
    elsewhere = comparing.draw(desk, view, desk.folder / "here.png")
    assert elsewhere is not None
    assert elsewhere.read_bytes() == drawn.read_bytes()


def test_runs_without_a_curve_are_compared_by_their_numbers(desk: Here) -> None:
    first, second = carried_out(desk, "data"), carried_out(desk, "data", step="2h")
    view = comparing.compare(desk, [first, second])
    assert {row.key: row.values for row in differing(view.metrics)} == {"resampled": ("0", "285")}
    assert comparing.draw(desk, view) is None
    with pytest.raises(InvalidValue, match="one type"):
        comparing.compare(desk, [first, backtest(desk)])


def test_errors_of_a_model_of_prices_are_prices(desk: Here) -> None:
    bars = carried_out(desk, "train", check_leaks=False, **{"training.features": ["change(1)"]})
    prices = carried_out(
        desk, "train", check_leaks=False, **{"training.features": ["change(1)"], "training.target": "price"}
    )
    view = comparing.compare(desk, [bars, prices])
    values = next(row.values for row in view.metrics if row.key == "mean absolute error")
    assert values[0].endswith("%")
    assert not values[1].endswith("%")


def test_pruning_spares_what_something_still_needs(desk: Here) -> None:
    trained = train(desk)
    predicted = carried_out(desk, "predict", model="mine", in_sample=True)
    predictions = desk.runs.location(predicted, "predictions.csv")
    fed = {"strategy": "predicted_move", "predictions": predictions, "in_sample": True}
    traded = carried_out(desk, "backtest", **fed)
    unused, pinned = carried_out(desk, "data"), carried_out(desk, "data")
    desk.runs.annotate(pinned, lambda notes: tagged(notes, ("pinned",)))

    promoted = carried_out(desk, "promote", model="mine", bars=None, override="a rehearsal")

    everything = PruneRule(keep=0)
    found = pruning.planned(desk, everything)
    assert {run.job_id for run in found.remove} == {traded, predicted, unused}
    assert {each.run.job_id: each.reason for each in found.spared} == {
        pinned: "it is pinned", trained: "model mine was trained in it", promoted: "model mine was promoted in it",
    }  # fmt: skip
    assert found.bytes == sum(desk.runs.size(job_id) for job_id in (traded, predicted, unused))

    others = pruning.planned(desk, PruneRule(kinds=("predict",)))
    assert [each.reason for each in others.spared] == [f"run {traded} refers to it"]
    assert others.remove == ()

    desk.runs.annotate(traded, lambda notes: tagged(notes, ("pinned",)))
    done = pruning.carry_out(desk, found, everything)
    assert [run.job_id for run in done.removed] == [unused]
    assert set(done.failed) == {traded, predicted}, "pinned since, or used by what is"
    assert sorted(ids(desk)) == sorted([trained, predicted, traded, pinned, promoted])
    desk.retire("mine", "the rehearsal is over")
    assert promoted in {run.job_id for run in pruning.planned(desk, everything).remove}


def test_a_walk_keeps_what_it_trades_on_and_a_promotion_the_walk_that_speaks_for_it(desk: Here) -> None:
    train(desk)
    predicted = carried_out(desk, "predict", model="mine", in_sample=True)
    walk = {"strategy": "predicted_move", "windows.train": "150 bars", "windows.test": "100 bars", "min_trades": 0}
    fed = {**walk, "predictions": desk.runs.location(predicted, "predictions.csv"), "in_sample": True}
    on_file = carried_out(desk, "walkforward", **fed)
    found = pruning.planned(desk, PruneRule(kinds=("predict",)))
    assert (found.remove, [each.reason for each in found.spared]) == ((), [f"run {on_file} refers to it"])

    learned = carried_out(desk, "walkforward", learn=True, **walk, **{"training.features": ["change(1)"]})
    said = {"model": "mine", "bars": None, "override": "unchecked"}
    for wrong, error in ((predicted, InvalidValue), ("20260101-000000-walkforward-0000", UnknownName)):
        with pytest.raises(error):
            desk.inline(desk.request("promote", {"model": "mine", "walk": wrong}))
    promoted = carried_out(desk, "promote", walk=learned, **said)
    checks = {check.name: check for check in desk.result(promoted).checks}
    assert f"walked forward in run {learned}" in checks["out-of-sample evaluation"].found
    found = pruning.planned(desk, PruneRule(kinds=("walkforward",)))
    assert [run.job_id for run in found.remove] == [on_file]
    assert [each.reason for each in found.spared] == [f"run {promoted} refers to it"]
    assert rerun(desk, promoted).verdict is Verdict.EQUAL
    desk.retire("mine", "the rehearsal is over")
    assert learned in {run.job_id for run in pruning.planned(desk, PruneRule(keep=0)).remove}


def test_pruning_goes_on_when_one_run_cannot_be_removed(desk: Here) -> None:
    first, second = carried_out(desk, "data"), carried_out(desk, "data")
    rule = PruneRule(keep=0)
    found = pruning.planned(desk, rule)
    place = desk.runs.join(second)
    steps: list[tuple[int, int]] = []
    done = pruning.carry_out(desk, found, rule, lambda *step: steps.append(step))
    place.leave()
    assert [run.job_id for run in done.removed] == [first]
    assert "another process works on it" in done.failed[second]
    assert steps == [(1, 2), (2, 2)] or len(steps) == 1


def test_a_run_that_nobody_can_judge_stays(desk: Here) -> None:
    damaged, newer = carried_out(desk, "data"), carried_out(desk, "data")
    Path(desk.runs.location(damaged, "status.json")).write_text("{")
    Path(desk.runs.location(newer, "notes.json")).write_text('{"schema": 9}')
    found = pruning.planned(desk, PruneRule(keep=0))
    assert found.remove == ()
    reasons = {each.run.job_id: each.reason for each in found.spared}
    assert "damaged" in reasons[damaged] or "cannot be judged" in reasons[damaged]
    assert "newer tradecore" in reasons[newer]


@pytest.mark.parametrize(
    ("value", "found"),
    [
        ("runs/20260101-120000-predict-00ff/predictions.csv", {"20260101-120000-predict-00ff"}),
        ({"a": ["x", {"b": "20260101-120000-my-kind_2-00ff"}]}, {"20260101-120000-my-kind_2-00ff"}),
        ("20260101-120000-predict-00ffa and x20260101-120000-predict-00ff", set()),
        ([1, None, True, 2.5], set()),
    ],
)
def test_references_are_ids_in_any_text(value: object, found: set[str]) -> None:
    assert pruning.refers_to(value) == found


def test_pages_and_pictures_can_be_left_out(desk: Here) -> None:
    bare = carried_out(desk, "train", check_leaks=False, **{"report.html": False, "training.features": ["change(1)"]})
    files = {path.name for path in Path(desk.runs.location(bare)).iterdir()}
    assert not files & {"report.html", "training.png"}
    assert "validation.csv" in files


def test_a_hostile_symbol_is_text_on_the_page(desk: Here) -> None:
    job_id = carried_out(desk, "data", bars={**BARS, "symbol": "<script>alert(1)</script>&\u202e"})
    page = Path(desk.runs.location(job_id, "report.html")).read_text("utf-8")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;&amp;\\u202e" in page
    assert "<script" not in page
