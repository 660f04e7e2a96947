"""The distribution in examples/: built, installed beside tradecore, passed by its own tests, traded and learned."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
EXAMPLE = ROOT / "examples/tradecore-example"
SESSION = """
from tradecore_workbench import Workbench

desk = Workbench()
apple = {"bars": "prices.csv", "symbol": "AAPL"}
traded = desk.backtest(**apple, strategy="buy_the_dip", depth=0.3, hold=5)
assert traded.metrics["trades"] > 3, traded
searched = desk.optimize(**apple, strategy="buy_the_dip", depth=[0.2, 0.3], min_trades=1)
assert len(searched.trials) == 2
learned = desk.train(**apple, learner="binned_average", features=["position_in_range(10)"], horizon=2)
assert learned.result.model.learner == "binned_average"
predicted = desk.predict(**apple, model=learned)
assert len(predicted.predictions) > 10
assert not desk.leaks(**apple, model=learned, strategy="buy_the_dip", rows=10).result.leaks
"""


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that its wheel was unpacked into, as an installer does it."""
    folder = tmp_path_factory.mktemp("example")
    source = folder / "source"
    shutil.copytree(EXAMPLE, source, ignore=shutil.ignore_patterns("__pycache__", "dist", ".*"))
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=source, check=True, capture_output=True)
    (wheel,) = folder.glob("tradecore_example-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    (tmp_path / "configs").mkdir()
    closes = [100.0 + place % 40 * (1 if place // 40 % 2 else -1) * 0.1 for place in range(400)]
    rows = [f"{1_704_067_200 + place * 3600},{c},{c + 0.2},{c - 0.2},{c},1000\n" for place, c in enumerate(closes)]
    (tmp_path / "prices.csv").write_text("time,open,high,low,close,volume\n" + "".join(rows))
    return tmp_path


def run(installed: Path, folder: Path, *arguments: str) -> str:
    paths = os.pathsep.join([str(installed), *filter(None, [os.environ.get("PYTHONPATH")])])
    environment = {**os.environ, "PYTHONPATH": paths, "NO_COLOR": "1"}
    environment.pop("TRADECORE_WORKSPACE", None)
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_it_passes_its_own_tests(installed: Path, tmp_path: Path) -> None:
    shutil.copytree(EXAMPLE / "tests", tmp_path / "tests", ignore=shutil.ignore_patterns("__pycache__"))
    said = run(installed, tmp_path, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests")
    assert " passed" in said
    assert "skipped" not in said


def test_the_command_line_trades_and_learns_with_it(installed: Path, workspace: Path) -> None:
    assert "tradecore-example 0.1.0" in run(installed, workspace, "-m", "tradecore_cli.main", "plugins")
    options = ("prices.csv", "--strategy", "buy_the_dip", "--set", "depth=0.3")
    traded = run(installed, workspace, "-m", "tradecore_cli.main", "backtest", *options)
    assert traded.startswith("buy_the_dip ")
    options = ("prices.csv", "--learner", "binned_average", "--feature", "position_in_range(10)", "--horizon", "2")
    assert "binned_average on 1 features" in run(installed, workspace, "-m", "tradecore_cli.main", "train", *options)


def test_a_notebook_trades_and_learns_with_it(installed: Path, workspace: Path) -> None:
    run(installed, workspace, "-c", SESSION)
