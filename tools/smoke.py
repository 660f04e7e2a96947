"""Walks the installed command line through a tiny job, in the current folder, which should be empty."""

import json
import math
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

COMMAND = Path(sys.executable).parent / "tradecore"
ROWS = 80


def tradecore(*arguments: str) -> str:
    """What a command prints; its failure ends the walk."""
    sys.stdout.write(f"$ tradecore {' '.join(arguments)}\n")
    done = subprocess.run([COMMAND, *arguments], capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False)
    if done.returncode:
        sys.exit(f"exit code {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def write_bars(path: Path) -> None:
    """Daily bars of a price that goes up and down around 100."""
    rows = ["date,open,high,low,close,volume"]
    for n in range(ROWS):
        price = round(100 + 10 * math.sin(n / 7), 2)
        rows.append(f"{date(2024, 1, 1) + timedelta(days=n)},{price},{price + 1},{price - 1},{price},1000")
    path.write_text("\n".join(rows) + "\n")


def main() -> None:
    """Version, plugins, one backtest and its run folder."""
    version = tradecore("--version").split()
    assert version[0] == "tradecore", version
    Path("configs").mkdir()
    plugins: dict[str, Any] = json.loads(tradecore("plugins", "--strict", "--json"))
    assert {"buy_and_hold", "sma_cross"} <= set(plugins["strategies"]), plugins
    assert not plugins["broken"], plugins
    write_bars(Path("bars.csv"))
    options = ("--symbol", "TEST", "--zone", "UTC", "--set", "fast=5", "--set", "slow=15")
    tradecore("backtest", "bars.csv", "--strategy", "sma_cross", *options, "--json")
    # What begins with a dot is the queue and the index.
    [run] = (path for path in Path("runs").iterdir() if not path.name.startswith("."))
    names = {path.name for path in run.iterdir()}
    assert {"request.json", "status.json", "result.json", "log.txt", "equity.csv", "trades.csv"} <= names, names
    assert json.loads((run / "status.json").read_text())["state"] == "SUCCEEDED"
    sys.stdout.write(f"{version[1]}: one job in {run}, {len(names)} files\n")


if __name__ == "__main__":
    main()
