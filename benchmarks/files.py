"""Reading files of bars beside the libraries that read them fastest, each reading in a process of its own."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.contest import Ground, Say
from benchmarks.processes import ROOT
from benchmarks.table import grid, ratio

CSV, PARQUET, SET = "prices.csv", "prices.parquet", "prices"
CLOCK = "CPU seconds"
MOST = 1.3
# By kind of file: what reads it, ours first. Everything ends with numbers in 64 bits and times in nanoseconds.
READERS = {
    CSV: ("tradecore", "pandas", "pandas, engine pyarrow", "pyarrow"),
    PARQUET: ("tradecore", "pandas", "pyarrow"),
    SET: ("tradecore, ready to run",),
}


@dataclass(slots=True)
class Reading:
    """One reader of one file; `cpu` and `wall` are seconds, one a run."""

    file: str
    reader: str
    cpu: list[float] = field(default_factory=list)
    wall: list[float] = field(default_factory=list)
    error: str = ""


def hold(ground: Ground, rows: int, say: Say) -> list[Reading]:
    """Every reader in turns."""
    folder = ground.folder / "files"
    say(f"Files: writing {rows:,} rows")
    written(folder, rows)
    readings = [Reading(file, reader) for file, readers in READERS.items() for reader in readers]
    for turn in range(ground.repeat):
        for one in readings:
            say(f"Files: run {turn + 1}, {one.reader}, {one.file}")
            measure(one, folder)
    return readings


def measure(one: Reading, folder: Path) -> None:
    """One run in a fresh process, whose second reading counts: the first finds the library and the file's pages."""
    command = [sys.executable, "-m", "benchmarks.files", one.file, one.reader, str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        one.error = done.stderr.strip().rpartition("\n")[2]
        return
    found: dict[str, float] = json.loads(done.stdout)
    one.cpu.append(found["cpu"])
    one.wall.append(found["wall"])


def section(readings: Sequence[Reading], rows: int) -> str:
    """The table: seconds, and how many times those of the fastest other reader of the file."""
    lines: list[tuple[str, str, str, str, str]] = []
    for one in readings:
        others = [median(each.cpu) for each in readings if each.file == one.file and each is not one and each.cpu]
        own = median(one.cpu) if one.cpu else float("nan")
        beside = ratio(own / min(others)) if others and one.reader.startswith("tradecore") else ""
        wall = f"{median(one.wall):.3f}" if one.wall else one.error
        lines.append((one.file, one.reader, f"{own:.3f}", wall, beside))
    head = ("file", "reader", CLOCK, "seconds by the clock", "times the fastest other")
    return f"## Files of {rows:,} bars\n\n{grid(head, lines)}\n\nTarget: at most {MOST:g} times the fastest for CSV."


def record(readings: Sequence[Reading]) -> list[dict[str, Any]]:
    """Every single run."""
    return [asdict(one) for one in readings]


def written(folder: Path, rows: int) -> None:
    """The same prices as CSV, as Parquet, and as a prepared set that is written directly."""
    import numpy as np
    import pyarrow as pa
    import pyarrow.csv
    import pyarrow.parquet

    (folder / "configs").mkdir(parents=True, exist_ok=True)
    chance = np.random.default_rng(1)
    close = np.abs(np.round(100 + np.cumsum(chance.normal(0, 0.01, rows)), 2)) + 5
    opening = np.concatenate([close[:1], close[:-1]])
    stamps = np.datetime64("2010-01-04T00:00:00", "s") + np.arange(rows) * np.timedelta64(60, "s")
    prices = {"open": opening, "high": np.maximum(opening, close), "low": np.minimum(opening, close), "close": close}
    table = pa.table({"time": pa.array(stamps), **prices, "volume": chance.integers(100, 9999, rows)})
    pyarrow.csv.write_csv(table, folder / CSV)
    pyarrow.parquet.write_table(table, folder / PARQUET)
    keep(folder, stamps.astype("datetime64[ns]").astype(np.int64), {**prices, "volume": table["volume"]})


def keep(folder: Path, time: Any, prices: dict[str, Any]) -> None:  # noqa: ANN401
    """A set with the facts of a market that never closes."""
    import numpy as np

    from tradecore.bars import DAY, MINUTE, Bars
    from tradecore.contracts.sets import SetManifest, SetSource
    from tradecore_plugins.registry import Registry

    rows, days = len(time), time // DAY
    following = np.append(days[1:], days[-1])
    facts = {"available": time + MINUTE, "session": days, "nights": following - days}
    more = {"split": np.ones(rows), "dividend": np.zeros(rows)}
    columns = {name: np.asarray(column, np.float64) for name, column in prices.items()}
    bars = Bars(time, {**columns, **facts, **more}, "PRICES", MINUTE)
    manifest = SetManifest(SET, "PRICES", "1min", rows=rows, sources=(SetSource(CSV, "00" * 32, rows, rows),))
    with Registry(str(folder)).data_store("parquet").opened(SET) as place:
        place.commit(place.write(manifest, bars))


def reader_of(file: str, reader: str, folder: Path) -> Callable[[], object]:
    """A function that reads the file."""
    path = str(folder / file)
    if reader.startswith("tradecore"):
        return ours(file, folder)
    if reader == "pyarrow":
        import pyarrow.csv
        import pyarrow.parquet

        return (lambda: pyarrow.csv.read_csv(path)) if file == CSV else (lambda: pyarrow.parquet.read_table(path))
    import pandas as pd

    if file == PARQUET:
        return lambda: pd.read_parquet(path)
    if reader == "pandas":
        return lambda: pd.read_csv(path, parse_dates=["time"])
    return lambda: pd.read_csv(path, engine="pyarrow")


def ours(file: str, folder: Path) -> Callable[[], object]:
    """Files as a source hands them over, before any look at their rows; a set as a run takes it."""
    from tradecore.contracts.bars import BarsSpec
    from tradecore.usecases.bars import load_bars
    from tradecore_plugins.registry import Registry

    catalog = Registry(str(folder))
    if file == SET:
        return lambda: load_bars(BarsSpec(SET, source="set"), catalog)
    source = catalog.bar_source("csv" if file == CSV else "parquet")
    return lambda: source.read(BarsSpec(file, zone="UTC"))


def main(file: str, reader: str, folder: str) -> None:
    """Reads twice and prints what the second time took."""
    read = reader_of(file, reader, Path(folder))
    read()
    wall, cpu = time.perf_counter(), time.process_time()
    kept = read()
    found = {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}
    del kept
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    main(*sys.argv[1:])
