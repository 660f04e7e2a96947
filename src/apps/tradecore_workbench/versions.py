"""The versions that a run's numbers depend on."""

import platform
from collections.abc import Mapping
from importlib.metadata import PackageNotFoundError, version

PACKAGES = (
    "tradecore",
    "exchange_calendars",
    "matplotlib",
    "numba",
    "numpy",
    "pandas",
    "pyarrow",
    "scikit-learn",
    "skops",
    "TA-Lib",
)


def versions() -> Mapping[str, str]:
    """The interpreter's and each installed package's version, by name."""
    found = {"python": platform.python_version()}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found
