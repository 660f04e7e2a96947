"""Every contract of import-linter breaks when its arrow is crossed, alone, and fails when it matches nothing."""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SHELVES = ("src", "src/adapters", "src/apps", "src/testing")
CONTRACTS = {
    contract["id"]: contract
    for contract in tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
}
# A contract, the file that crosses its arrow, and the import that does it.
PLANTED = {
    "core": ("src/tradecore/table.py", "import numpy"),
    "layers": ("src/adapters/tradecore_csv/cells.py", "import tradecore_talib.studies"),
    "apps": ("src/apps/tradecore_cli/text.py", "from tradecore_csv import cells"),
    "hooks": ("src/adapters/tradecore_csv/cells.py", "from tradecore_plugins import hookimpl"),
    "arch": ("src/adapters/tradecore_csv/cells.py", "import arch.bootstrap"),
    "calendars": ("src/adapters/tradecore_csv/cells.py", "import exchange_calendars"),
    "cattrs": ("src/adapters/tradecore_kit/names.py", "from cattrs import Converter"),
    "ibkr": ("src/adapters/tradecore_ibkr/link.py", "import ib_insync"),
    "learners": ("src/adapters/tradecore_talib/studies.py", "import sklearn.linear_model"),
    "matplotlib": ("src/adapters/tradecore_csv/cells.py", "import matplotlib.pyplot"),
    "msgspec": ("src/adapters/tradecore_kit/codec.py", "import msgspec"),
    "numba": ("src/adapters/tradecore_talib/studies.py", "from numba import njit"),
    "pluggy": ("src/adapters/tradecore_csv/plugin.py", "import pluggy"),
    "psutil": ("src/adapters/tradecore_files/runs.py", "import psutil"),
    "pyarrow": ("src/adapters/tradecore_files/runs.py", "import pyarrow.csv"),
    "pytest": ("src/apps/tradecore_cli/text.py", "import pytest"),
    "pages": ("src/apps/tradecore_workbench/job.py", "import streamlit"),
    "talib": ("src/adapters/tradecore_sklearn/recipes.py", "import talib"),
    "terminal": ("src/apps/tradecore_workbench/job.py", "import rich.console"),
}
# What a contract is about, by its type: without it, it has nothing left to hold.
SUBJECT = {"standard_library": "packages", "layers": "layers", "forbidden": "source_modules", "home": "packages"}


@pytest.fixture
def house(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(ROOT / "tools", tmp_path / "tools", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def lint(house: Path, *options: str) -> tuple[int, str]:
    path = os.pathsep.join(str(house / shelf) for shelf in SHELVES)
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()", "--no-cache"]
    environment = {**os.environ, "PYTHONPATH": path, "COLUMNS": "200", "NO_COLOR": "1"}
    done = subprocess.run([*command, *options], cwd=house, env=environment, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def broken(output: str) -> list[str]:
    return [name for name, contract in CONTRACTS.items() if f"{contract['name']} BROKEN" in output]


def test_the_house_as_it_stands_keeps_them_all(house: Path) -> None:
    code, output = lint(house)
    assert code == 0, output
    assert f"Contracts: {len(CONTRACTS)} kept, 0 broken." in output


def test_every_contract_has_its_violation() -> None:
    assert set(PLANTED) == set(CONTRACTS)


@pytest.mark.parametrize("name", PLANTED)
def test_a_crossed_arrow_breaks_its_contract_alone(house: Path, name: str) -> None:
    file, statement = PLANTED[name]
    with (house / file).open("a") as stream:
        stream.write(f"\n{statement}\n")
    code, output = lint(house)
    assert code == 1, output
    assert broken(output) == [name], output


@pytest.mark.parametrize("name", CONTRACTS)
def test_a_contract_about_nothing_fails(house: Path, name: str) -> None:
    emptied(house, name, SUBJECT[CONTRACTS[name]["type"]])
    code, output = lint(house, "--contract", name)
    assert code != 0, output
    assert "KEPT" not in output


@pytest.mark.parametrize("name", [name for name, contract in CONTRACTS.items() if contract["type"] == "home"])
def test_a_home_that_is_gone_fails(house: Path, name: str) -> None:
    emptied(house, name, "homes")
    code, output = lint(house, "--contract", name)
    assert code != 0, output
    assert "KEPT" not in output


def emptied(house: Path, name: str, key: str) -> None:
    """Leaves a name that nothing bears in a list of one contract."""
    text = (house / "pyproject.toml").read_text()
    start = text.index(f'id = "{name}"')
    changed, count = re.subn(rf"^{key} = \[[^\]]*\]", f'{key} = ["absent"]', text[start:], count=1, flags=re.MULTILINE)
    assert count == 1
    (house / "pyproject.toml").write_text(text[:start] + changed)
