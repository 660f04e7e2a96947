"""Names from outside, checked before any path is built from them."""

import re
from pathlib import Path

from tradecore.errors import InvalidValue

NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}", re.ASCII)
ARTIFACT = re.compile(r"[a-z0-9][a-z0-9_-]{0,63}(\.[a-z0-9]{1,12})?", re.ASCII)
# Windows takes these for devices, whatever ending they have, and a folder may be copied there.
DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.ASCII)


def checked_name(name: str, what: str = "name") -> str:
    """The name itself; raises InvalidValue unless it is 1 to 64 of a-z, 0-9, _ and -, the first a letter or digit."""
    if NAME.fullmatch(name) is None:
        raise InvalidValue(what, name, "1 to 64 of a-z, 0-9, _ and -, beginning with a letter or a digit")
    _refuse_device(name, what)
    return name


def checked_artifact(name: str) -> str:
    """The file name itself; raises InvalidValue unless it is a name with at most one ending (`equity.csv`)."""
    if ARTIFACT.fullmatch(name) is None:
        raise InvalidValue("artifact", name, "a name of a-z, 0-9, _ and - with one ending, such as equity.csv")
    _refuse_device(name, "artifact")
    return name


def inside(folder: Path, name: str) -> Path:
    """`folder / name`; raises InvalidValue when that is a link, or lies anywhere else once links are followed."""
    path = folder / name
    if path.is_symlink() or path.resolve().parent != folder.resolve():
        raise InvalidValue("file", str(path), f"a file of its own in {folder}, not a link")
    return path


def _refuse_device(name: str, what: str) -> None:
    if DEVICE.fullmatch(name) is not None:
        raise InvalidValue(what, name, "any name that is not a device of Windows")
