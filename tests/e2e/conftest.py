"""A scratch workspace with a synthetic market, and the command line as a real process."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from scratch import Ran, Tradecore, hours, market, write_bars


@pytest.fixture(scope="session")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace whose configuration knows the zone and the calendar of its files."""
    root = tmp_path_factory.mktemp("workspace")
    (root / "configs").mkdir()
    settings = {"data": {"zone": "America/New_York", "calendar": "XNYS"}}
    (root / "configs" / "active.json").write_text(json.dumps(settings), encoding="utf-8")
    return root


@pytest.fixture(scope="session")
def bars(workspace: Path) -> Path:
    """Sixty sessions of hourly bars of ACME."""
    return write_bars(workspace / "ACME.csv", market(hours()))


@pytest.fixture(scope="session")
def tradecore(workspace: Path) -> Tradecore:
    """Runs the command line in the workspace."""

    def run(*arguments: str | Path, cwd: Path = workspace) -> Ran:
        environment = {**os.environ, "COLUMNS": "200", "NO_COLOR": "1"}
        environment.pop("TRADECORE_WORKSPACE", None)
        done = subprocess.run(
            [sys.executable, "-m", "tradecore_cli.main", *map(str, arguments)],
            cwd=cwd,
            env=environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    return run
