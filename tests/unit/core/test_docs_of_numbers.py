"""The documents explain every metric and every column, and nothing that does not exist."""

import re
from pathlib import Path

from tradecore.schemas import ALL, LEARNING, METRICS, SEARCH, WALK, Field
from tradecore.usecases import backtest, report

DOCS = Path(__file__).parents[3] / "docs"
# Job types whose use case is no noun that a module could be named by.
JOBS = {"importing": "import", "updating": "update"}
ROW = re.compile(r"\| `(\w+)` \|")


def test_every_metric_is_explained_once_and_in_order() -> None:
    text = (DOCS / "metrics.md").read_text(encoding="utf-8")
    assert ROW.findall(text) == [*METRICS.names, *LEARNING.names, *SEARCH.names, *WALK.names]


def test_every_metric_has_a_definition() -> None:
    text = (DOCS / "metrics.md").read_text(encoding="utf-8")
    rows = [line.split("|") for line in text.splitlines() if ROW.match(line)]
    assert [row[1] for row in rows if len(row) != 6 or not row[2].strip()] == []


def line_of(field: Field) -> str:
    meaning = field.meaning.replace("|", r"\|")
    return f"| `{field.name}` | {field.kind}{', optional' if field.optional else ''} | {field.unit} | {meaning} |"


def test_every_column_is_documented_as_the_code_has_it() -> None:
    text = (DOCS / "schemas.md").read_text(encoding="utf-8")
    sections = dict(re.findall(r"^## (\w+)\n(.*?)(?=^## |\Z)", text, re.DOTALL | re.MULTILINE))
    tables = {name: schema for name, schema in ALL.items() if schema.tabular}
    assert list(sections) == list(tables)
    for name, schema in tables.items():
        assert f"{schema.meaning} Version {schema.version}." in sections[name]
        rows = [line for line in sections[name].splitlines() if ROW.match(line)]
        assert rows == [line_of(field) for field in schema.fields], name


def test_every_artifact_of_every_job_is_listed() -> None:
    usecases = Path(backtest.__file__).parent
    text = (DOCS / "run-folder.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"^\| (\w+) \| `([\w.]+)` \|", text, re.MULTILINE))
    written = {
        (JOBS.get(module.stem, module.stem), name)
        for module in usecases.glob("*.py")
        for name in re.findall(r'artifacts\.(?:table|record|open)\("([\w.]+)"', module.read_text(encoding="utf-8"))
    }
    assert listed == written | {("all", report.NAME)}
