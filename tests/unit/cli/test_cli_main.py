"""The overview and what it must not import."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tradecore_cli import main as entry

COMMANDS = Path(entry.__file__).parent / "commands"
HEAVY = {"rich", "typer", "pluggy", "cattrs", "pydantic", "msgspec"}
HEAVY |= {"numpy", "pandas", "sklearn", "numba", "matplotlib", "pyarrow", "exchange_calendars"}


def imported_by(*arguments: str) -> set[str]:
    """Top-level modules that are loaded after the command line has answered."""
    code = (
        "import sys; from tradecore_cli.main import main; main(sys.argv[1:]); "
        "print('\\nMODULES', *{name.partition('.')[0] for name in sys.modules})"
    )
    done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True)
    return set(done.stdout.rpartition("MODULES")[2].split())


def test_overview_imports_nothing_but_the_standard_library() -> None:
    assert not imported_by("--help") & HEAVY


def test_help_of_a_command_loads_no_sdk_and_no_rich() -> None:
    assert not imported_by("train", "--help") & (HEAVY - {"typer"})


def test_every_command_has_a_module_and_every_module_is_a_command() -> None:
    modules = {path.stem for path in COMMANDS.glob("*.py")} - {"__init__"}
    assert modules == set(entry.COMMANDS)


def test_overview_names_every_command() -> None:
    listed = re.findall(r"^  ([a-z]+) {2,}\S", entry.overview(), re.MULTILINE)
    assert listed == list(entry.COMMANDS)


def test_no_argument_is_the_overview(capsys: pytest.CaptureFixture[str]) -> None:
    assert entry.main([]) == 0
    assert capsys.readouterr().out == entry.overview()


def test_version(capsys: pytest.CaptureFixture[str]) -> None:
    assert entry.main(["--version"]) == 0
    assert re.fullmatch(r"tradecore \d+\.\d+.*\n", capsys.readouterr().out)


@pytest.mark.parametrize(
    ("arguments", "parts"),
    [
        (["tran"], ["'tran'", "Did you mean 'train'?", "tradecore --help"]),
        (["--json", "runs"], ["Options follow the command"]),
        (["runs", "lst"], ["'lst'", "Did you mean 'list'?"]),
        (["runs"], ["list, show", "tradecore runs --help"]),
        (["train"], ["FILE", "tradecore train --help"]),
        (["train", "x.csv", "--horizn", "5"], ["--horizn", "Did you mean '--horizon'?"]),
        (["train", "x.csv", "--horizon", "five"], ["--horizon", "a whole number"]),
        (["backtest", "x.csv"], ["--strategy"]),
        (["backtest", "x.csv", "--strategy", "follow", "--engine", "fast"], ["--engine", "interpreted", "compiled"]),
        (["data", "check", "x.csv", "--label", "middle"], ["--label", "start", "end"]),
        (["schema", "equty"], ["Did you mean 'equity'?"]),
    ],
)
def test_a_wrong_command_line_is_refused_in_one_line(
    arguments: list[str], parts: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert entry.main(arguments) == 2
    written = capsys.readouterr()
    assert written.out == ""
    assert written.err.count("\n") == 1
    assert written.err.startswith("tradecore: ")
    for part in parts:
        assert part in written.err
