"""The package that docs/plugins.md builds: made from its own blocks, found by its entry point, and traded."""

import os
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tradecore_plugins.registry import Registry

TEXT = (Path(__file__).parents[2] / "docs/plugins.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```$", TEXT, re.DOTALL | re.MULTILINE)


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """The folder of the package, with what an installer would have written beside it: a dist-info."""
    strategy, plugin = (block for kind, block in BLOCKS if kind == "python")
    (pyproject,) = (block for kind, block in BLOCKS if kind == "toml")
    folder = tmp_path / "breakout-plugin"
    (folder / "my_package").mkdir(parents=True)
    (folder / "my_package/__init__.py").touch()
    (folder / "my_package/breakout.py").write_text(strategy, encoding="utf-8")
    (folder / "my_package/plugin.py").write_text(plugin, encoding="utf-8")
    (folder / "pyproject.toml").write_text(pyproject, encoding="utf-8")
    told = tomllib.loads(pyproject)
    name, version = told["project"]["name"], told["project"]["version"]
    info = folder / f"{name.replace('-', '_')}-{version}.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
    points = told["project"]["entry-points"]["tradecore"]
    (info / "entry_points.txt").write_text("[tradecore]\n" + "".join(f"{k} = {v}\n" for k, v in points.items()))
    return folder


def test_the_files_that_the_page_draws_are_those_that_it_shows(package: Path) -> None:
    (drawn,) = (block for kind, block in BLOCKS if not kind and "pyproject.toml" in block)
    root, *inside = re.findall(r"[\w-]+(?:\.\w+|/)", drawn)
    files = {path.name for path in package.rglob("*") if path.is_file() and path.parent.suffix != ".dist-info"}
    assert root.rstrip("/") == package.name
    assert {name for name in inside if not name.endswith("/")} == files


def test_its_project_file_can_be_built(package: Path) -> None:
    told = tomllib.loads((package / "pyproject.toml").read_text(encoding="utf-8"))
    assert told["build-system"]["build-backend"].partition(".")[0] in told["build-system"]["requires"]
    assert told["project"]["dependencies"] == ["tradecore"]
    # Without this the builder looks for a package named like the project.
    for name in told["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]:
        assert (package / name / "__init__.py").is_file()


def test_its_strategy_is_registered_and_makes_decisions(package: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(package)
    registry = Registry(str(package.parent))
    assert [each.problem for each in registry.plugins if each.name == "my_package"] == [""]
    assert registry.owner("strategy", "breakout") == "my_package"
    strategy = registry.strategy("breakout")(window=100)
    assert [str(feature) for feature in strategy.features()] == ["sma(100)", "atr(14)"]


def test_the_command_that_the_page_shows_runs_it(package: Path, tmp_path: Path) -> None:
    (command,) = re.findall(r"`(tradecore backtest prices.csv [^`]*)`", TEXT)
    (tmp_path / "configs").mkdir()
    closes = [100.0 + place % 40 * (1 if place // 40 % 2 else -1) * 0.1 for place in range(300)]
    rows = [f"{1_704_067_200 + place * 3600},{c},{c + 0.2},{c - 0.2},{c},1000\n" for place, c in enumerate(closes)]
    (tmp_path / "prices.csv").write_text("time,open,high,low,close,volume\n" + "".join(rows))
    paths = os.pathsep.join([str(package), *filter(None, [os.environ.get("PYTHONPATH")])])
    environment = {**os.environ, "PYTHONPATH": paths, "NO_COLOR": "1"}
    environment.pop("TRADECORE_WORKSPACE", None)
    arguments = [sys.executable, "-m", "tradecore_cli.main", *shlex.split(command)[1:]]
    done = subprocess.run(
        arguments, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("breakout ")
    assert re.search(r"Decisions: .*\d+ (no breakout|breakout)", done.stdout)
