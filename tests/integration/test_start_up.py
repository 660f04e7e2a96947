"""What starting up does not import: everything that costs."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

HEAVY = {
    "cattrs",
    "exchange_calendars",
    "matplotlib",
    "msgspec",
    "numba",
    "numpy",
    "pandas",
    "pyarrow",
    "rich",
    "scipy",
    "skops",
    "sklearn",
    "talib",
    "typer",
}
ROOT = Path(__file__).parents[2]
PLUGINS = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["entry-points"]["tradecore"]


def loaded(statement: str) -> set[str]:
    """Top-level modules after the statement, in a fresh interpreter."""
    code = f"import sys; before = set(sys.modules); {statement}; print(*(set(sys.modules) - before), file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return {name.partition(".")[0] for name in done.stderr.splitlines()[-1].split()}


def test_the_probe_can_see_a_heavy_module() -> None:
    assert "numpy" in loaded("import numpy")


def test_tradecore_is_the_standard_library_only() -> None:
    assert loaded("import tradecore") - sys.stdlib_module_names == {"tradecore"}


def test_a_notebook_waits_for_no_library() -> None:
    code = "from tradecore_workbench import Workbench; dir(Workbench)"
    assert loaded(code) & (HEAVY - {"cattrs"}) == set()


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_the_overview_imports_nothing_heavy(option: str) -> None:
    code = f"from tradecore_cli.main import main; assert main(['{option}']) == 0"
    assert loaded(code) - sys.stdlib_module_names <= {"tradecore", "tradecore_cli"}


@pytest.mark.parametrize("module", PLUGINS.values())
def test_a_plugin_imports_no_sdk(module: str) -> None:
    assert loaded(f"import {module}") & HEAVY == set()


def test_listing_what_plugins_bring_imports_no_sdk() -> None:
    listed = "from tradecore_plugins.registry import Registry; r = Registry('/x'); [r.names(k) for k in r.kinds()]"
    assert loaded(listed) & HEAVY == set()
