"""How much memory this process holds, and held at most."""

import resource
import sys
from pathlib import Path

# What getrusage counts memory in.
UNIT = 1 if sys.platform == "darwin" else 1024
STATUS, CLEAR = Path("/proc/self/status"), Path("/proc/self/clear_refs")


def _read(name: str) -> int:
    lines = STATUS.read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{name}:"))


def _most() -> int:
    # It never goes down, and on Linux it begins with the parent's.
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * UNIT


def resident() -> int:
    """Bytes in memory now; without /proc the most so far."""
    return _read("VmRSS") if STATUS.exists() else _most()


def forget_peak() -> None:
    """Counts the peak from here on, where the system can."""
    if CLEAR.exists():
        CLEAR.write_text("5", encoding="ascii")


def peak() -> int:
    """The most bytes in memory since `forget_peak`."""
    return _read("VmHWM") if STATUS.exists() else _most()
