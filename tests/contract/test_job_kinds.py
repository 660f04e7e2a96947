"""One contract for each job type: the files, columns and fields that its run folder must hold.

The jobs run one after another on a small invented market, each a second time to compare the bytes.
"""

import csv
import json
import random
import re
import shutil
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from tradecore.contracts.train import ModelRecord
from tradecore.jobs import State, Status
from tradecore.schemas import BARS as BAR_COLUMNS
from tradecore.schemas import (
    EQUITY,
    FILLS,
    FINDINGS,
    LEARNING,
    METRICS,
    MONTHS,
    PREDICTIONS,
    REVISIONS,
    SEARCH,
    TRADES,
    TRIALS,
    VALIDATION,
    WALK,
    WINDOWS,
    Schema,
)
from tradecore_kit.codec import decode, loads, read
from tradecore_workbench.execution import typed_request
from tradecore_workbench.kinds import KINDS
from tradecore_workbench.workbench import Workbench
from tradecore_workbench.workspace import make

OWN = {"request.json", "status.json", "result.json", "log.txt"}


@dataclass(frozen=True)
class Expected:
    """The artifacts of a job type: tables with their columns, and the other files."""

    tables: dict[str, Schema]
    others: set[str]

    @property
    def files(self) -> set[str]:
        """All of them, with the page that every run has."""
        return set(self.tables) | self.others | {"report.html"}


EXPECTED = {
    "data": Expected({"findings.csv": FINDINGS, "bars.csv": BAR_COLUMNS}, set()),
    "import": Expected({"findings.csv": FINDINGS}, {"manifest.json"}),
    "update": Expected({"findings.csv": FINDINGS, "revisions.csv": REVISIONS}, {"manifest.json"}),
    "train": Expected(
        {"validation.csv": VALIDATION, "months.csv": MONTHS}, {"metrics.json", "record.json", "training.png"}
    ),
    "predict": Expected({"predictions.csv": PREDICTIONS}, {"predictions.json"}),
    "backtest": Expected(
        {"equity.csv": EQUITY, "trades.csv": TRADES, "fills.csv": FILLS}, {"metrics.json", "backtest.png"}
    ),
    "leaks": Expected({}, {"leaks.json"}),
    "promote": Expected({}, {"promotion.json"}),
    "optimize": Expected(
        {"trials.csv": TRIALS, "equity.csv": EQUITY, "trades.csv": TRADES},
        {"returns.parquet", "metrics.json", "optimize.png"},
    ),
    "walkforward": Expected(
        {"equity.csv": EQUITY, "trades.csv": TRADES, "fills.csv": FILLS, "windows.csv": WINDOWS},
        {"metrics.json", "walkforward.png"},
    ),
}
PERFORMANCE = {"backtest": METRICS, "optimize": METRICS, "walkforward": METRICS, "train": LEARNING, "predict": LEARNING}
JOBS = sorted(EXPECTED)


def market(rows: int = 700) -> str:
    """Hourly bars of a random walk with some momentum, 2026-01-01 on."""
    chance, close, drift = random.Random(11), 100.0, 0.0
    lines, start = ["time,open,high,low,close,volume"], datetime(2026, 1, 1, tzinfo=UTC)
    for row in range(rows):
        drift = 0.7 * drift + chance.gauss(0, 0.002)
        opening, close = close, close * (1 + drift + chance.gauss(0, 0.003))
        high, low = max(opening, close) * 1.001, min(opening, close) * 0.999
        time = (start + timedelta(hours=row)).strftime("%Y-%m-%dT%H:%M:%SZ")
        lines.append(f"{time},{opening:.4f},{high:.4f},{low:.4f},{close:.4f},{chance.randint(1000, 9999)}")
    return "\n".join(lines) + "\n"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> tuple[Workbench, dict[str, list[str]]]:
    """A workspace in which each job type ran twice; the ids by type."""
    workbench = Workbench(make(tmp_path_factory.mktemp("desk")))
    (workbench.folder / "data" / "walk.csv").write_text(market())
    bars = {"path": "data/walk.csv", "symbol": "WALK"}
    ids: dict[str, list[str]] = {}

    def carry_out(kind: str, **said: object) -> None:
        fields = {name: value for name, value in {"bars": bars, **said}.items() if value is not None}
        request = workbench.request(kind, fields)
        for _ in range(2):
            workbench.inline(request)
            ids.setdefault(kind, []).append(workbench.runs.recent(1)[0].job_id)

    carry_out("data", step="1d")
    carry_out("import", name="walk")
    half = workbench.folder / "data" / "half.csv"
    half.write_text("".join(line for line in market().splitlines(keepends=True)[:300]))
    for _ in range(2):
        # Each begins with the set as the first one found it.
        shutil.rmtree(workbench.folder / "data" / "half", ignore_errors=True)
        workbench.inline(workbench.request("import", {"bars": {**bars, "path": "data/half.csv"}, "name": "half"}))
        workbench.inline(workbench.request("update", {"bars": bars, "base": "half"}))
        ids.setdefault("update", []).append(workbench.runs.recent(1)[0].job_id)
    carry_out("train", **{"bars": {**bars, "end": "2026-01-20"}, "training.validation": 0.4})
    model = workbench.models.names()[0]
    carry_out("predict", model=model)
    predictions = workbench.runs.location(ids["predict"][0], "predictions.csv")
    carry_out(
        "backtest",
        bars={**bars, "start": "2026-01-21"},
        strategy="predicted_move",
        predictions=predictions,
        **{"parameters.k_sigma": 0.0, "parameters.k_atr": 0.0},
    )
    carry_out(
        "optimize",
        strategy="sma_cross",
        min_trades=3,
        **{"over.fast": "3:9:3", "over.slow": [20, 40], "over.short": ""},
    )
    carry_out(
        "walkforward",
        strategy="predicted_move",
        min_trades=1,
        learn=True,
        **{"windows.train": "10 days", "windows.test": "5 days", "over.k_atr": "0,0.2", "parameters.hold": 7},
    )
    carry_out("promote", bars=None, model=model)
    carry_out("leaks", rows=40, features=["change(3)", "talib.rsi(14)"])
    return workbench, ids


BESIDE = {
    "backtest": ["benchmark"],
    "optimize": ["benchmark"],
    "walkforward": ["benchmark", "facts", "bootstrap"],
    "train": ["folds", "train", "intervals", "importances", "calibration"],
}


def folder(desk: tuple[Workbench, dict[str, list[str]]], kind: str, again: int = 0) -> Path:
    return Path(desk[0].runs.location(desk[1][kind][again]))


def plain(path: Path) -> dict[str, object]:
    content = loads(path.read_bytes(), path.name)
    assert isinstance(content, dict)
    return content


def test_every_job_type_has_its_contract() -> None:
    assert set(EXPECTED) == set(KINDS)


@pytest.mark.parametrize("kind", JOBS)
def test_the_files_are_these(desk: tuple[Workbench, dict[str, list[str]]], kind: str) -> None:
    expected = EXPECTED[kind]
    assert {path.name for path in folder(desk, kind).iterdir()} == OWN | expected.files


@pytest.mark.parametrize("kind", JOBS)
def test_tables_have_their_columns_and_rows(desk: tuple[Workbench, dict[str, list[str]]], kind: str) -> None:
    for name, schema in EXPECTED[kind].tables.items():
        with (folder(desk, kind) / name).open(newline="", encoding="utf-8") as stream:
            header, *rows = csv.reader(stream)
        required = [field.name for field in schema.fields if not field.optional]
        fixed = [column for column in header if not (schema.varying and re.search(schema.varying, column))]
        assert [column for column in schema.names if column in header] == fixed, name
        assert set(required) <= set(header), name
        assert all(len(row) == len(header) for row in rows), name
        assert rows or schema in (FINDINGS, REVISIONS), name


@pytest.mark.parametrize("kind", JOBS)
def test_the_request_can_be_run_again(desk: tuple[Workbench, dict[str, list[str]]], kind: str) -> None:
    content = plain(folder(desk, kind) / "request.json")
    assert {"schema", "type", "provenance"} <= set(content)
    assert ("bars" in content) == (kind != "promote")
    found, request = typed_request(content, "request.json")
    assert found.name == kind
    assert request.provenance.versions["tradecore"]
    assert all(
        origin in ("default", "configs/active.json", "request", "data/half/manifest.json")
        for origin in request.provenance.origins.values()
    )
    if kind == "promote":
        return
    specs = request.bars if isinstance(request.bars, tuple) else (request.bars,)
    expected = sha256((desk[0].folder / "data" / "walk.csv").read_bytes()).hexdigest()
    assert [spec.sha256 for spec in specs] == [expected]


@pytest.mark.parametrize("kind", JOBS)
def test_the_status_has_its_fields(desk: tuple[Workbench, dict[str, list[str]]], kind: str) -> None:
    path = folder(desk, kind) / "status.json"
    assert set(plain(path)) == {item.name for item in fields(Status)}
    status = read(Status, path.read_bytes(), "status.json")
    assert (status.type, status.state, status.error) == (kind, State.SUCCEEDED, None)
    assert "" < status.created <= status.started <= status.heartbeat <= status.finished
    assert status.progress.step
    assert status.process is not None


@pytest.mark.parametrize("kind", JOBS)
def test_the_result_has_its_fields_and_a_true_manifest(desk: tuple[Workbench, dict[str, list[str]]], kind: str) -> None:
    content = plain(folder(desk, kind) / "result.json")
    assert set(content) == {"schema", "type", "result", "manifest"}
    assert content["type"] == kind
    result = decode(KINDS[kind].result, content["result"], "result.json")
    assert result == desk[0].result(desk[1][kind][0])
    assert len(result.sentences) > 0
    artifacts = sorted(path for path in folder(desk, kind).iterdir() if path.name not in OWN)
    assert content["manifest"] == [
        {"name": path.name, "bytes": path.stat().st_size, "sha256": sha256(path.read_bytes()).hexdigest()}
        for path in artifacts
    ]


@pytest.mark.parametrize("kind", sorted(PERFORMANCE))
def test_metrics_have_their_fields(desk: tuple[Workbench, dict[str, list[str]]], kind: str) -> None:
    result, names = desk[0].result(desk[1][kind][0]), set(PERFORMANCE[kind].names)
    assert set(result.metrics) == names
    if "metrics.json" in EXPECTED[kind].others:
        content = plain(folder(desk, kind) / "metrics.json")
        assert content["metrics"] == result.metrics
        assert set(content) == {"schema", "metrics", *BESIDE[kind]}
    if kind == "train":
        assert set(result.folds) == set(result.train) == names
        assert result.model.sigma == result.folds["sigma"]
    if kind in ("backtest", "optimize", "walkforward"):
        assert set(result.benchmark) == names
        assert result.metrics["trades"] > 0


@pytest.mark.parametrize("kind", JOBS)
def test_a_second_run_has_the_same_bytes(desk: tuple[Workbench, dict[str, list[str]]], kind: str) -> None:
    first, second = folder(desk, kind), folder(desk, kind, again=1)
    names = {path.name for path in first.iterdir()} - {"status.json", "log.txt"}
    assert names == {path.name for path in second.iterdir()} - {"status.json", "log.txt"}
    for name in sorted(names):
        assert (first / name).read_bytes() == (second / name).read_bytes(), name


def test_what_is_left_of_the_best_has_its_fields(desk: tuple[Workbench, dict[str, list[str]]]) -> None:
    result = desk[0].result(desk[1]["optimize"][0])
    assert set(result.inference) == set(SEARCH.names)
    assert result.axes == ("fast", "slow", "short")
    assert result.inference["trials"] == result.trials == 12
    assert result.inference["before"] == result.before == 0


@pytest.mark.parametrize("kind", JOBS)
def test_the_page_knows_no_run_and_no_folder_of_this_machine(
    desk: tuple[Workbench, dict[str, list[str]]], kind: str
) -> None:
    page = (folder(desk, kind) / "report.html").read_text("utf-8")
    assert desk[1][kind][0] not in page
    assert str(desk[0].folder) not in page
    assert desk[0].result(desk[1][kind][0]).sentences[0].partition("<")[0].partition("&")[0][:20] in page
    manifest = plain(folder(desk, kind) / "result.json")["manifest"]
    assert isinstance(manifest, list)
    assert all(entry["sha256"] in page for entry in manifest if entry["name"] != "report.html")


def test_what_the_windows_say_has_its_fields(desk: tuple[Workbench, dict[str, list[str]]]) -> None:
    result = desk[0].result(desk[1]["walkforward"][0])
    assert set(result.facts) == set(WALK.names)
    assert result.axes == ("k_atr",)
    assert result.sets == 2
    assert result.facts["windows"] == len(result.windows) > 1
    assert result.sentences[0].startswith(result.verdict.upper())


def test_the_trained_model_is_on_record(desk: tuple[Workbench, dict[str, list[str]]]) -> None:
    workbench, ids = desk
    (name,) = workbench.models.names()
    record = workbench.models.record(name)
    assert record.run == ids["train"][0]
    assert sha256(workbench.models.content(name)).hexdigest() == record.sha256
    stored = json.loads((workbench.folder / "models" / name / "record.json").read_text())
    assert set(stored) == {item.name for item in fields(ModelRecord)}
    kept = json.loads((folder(desk, "train") / "record.json").read_text())
    assert {**kept, "run": ids["train"][0]} == stored, "the artifact has no run, so that a second run has its bytes"
    assert "run" not in kept
