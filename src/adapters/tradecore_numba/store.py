"""Object code on disk: one file a kernel and shape of arguments, shared by all processes of one user."""

import json
import os
import sys
import warnings
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from tradecore_kit.atomic import write_bytes

MOST_FILES, MOST_BYTES = 200, 256_000_000
SUFFIX = ".kernel"


def cache_folder() -> Path:
    """`TRADECORE_CACHE`, else `tradecore/kernels` in the user's cache folder."""
    told = os.environ.get("TRADECORE_CACHE")
    if told:
        return Path(told).expanduser() / "kernels"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches" / "tradecore" / "kernels"
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "tradecore" / "kernels"


@dataclass(slots=True)
class Store:
    """Reads and writes kernels; where the folder is not ours or cannot be written it says so once and keeps none."""

    folder: Path
    said: bool = False

    def holds(self, name: str) -> bool:
        """Whether there is a kernel of this name."""
        return self._safe() and (self.folder / (name + SUFFIX)).is_file()

    def read(self, name: str) -> tuple[dict[str, Any], bytes] | None:
        """Header and object code; None for what is not there, or damaged."""
        if not self._safe():
            return None
        path = self.folder / (name + SUFFIX)
        try:
            head, _, code = path.read_bytes().partition(b"\n")
            header: dict[str, Any] = json.loads(head)
        except (OSError, ValueError):
            return None
        if header.get("sha256") != sha256(code).hexdigest():
            return None
        with suppress(OSError):
            os.utime(path)
        return header, code

    def write(self, name: str, header: dict[str, Any], code: bytes) -> None:
        """Keeps a kernel, whole or not at all, and drops the ones that were not used for longest."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            if not self._safe():
                self._say("it belongs to somebody else or others may write to it")
                return
            head = json.dumps({**header, "sha256": sha256(code).hexdigest()}).encode()
            write_bytes(self.folder / (name + SUFFIX), head + b"\n" + code)
            self._prune()
        except OSError as error:
            self._say(error.strerror or str(error))

    def _safe(self) -> bool:
        """Whether nobody else can have put code there for us to run."""
        try:
            facts = self.folder.stat()
        except OSError:
            return False
        if not hasattr(os, "getuid"):
            return True
        return facts.st_uid == os.getuid() and not facts.st_mode & 0o022

    def _prune(self) -> None:
        found: list[tuple[float, int, Path]] = []
        for path in self.folder.glob(f"*{SUFFIX}"):
            try:
                facts = path.stat()
            except FileNotFoundError:
                continue
            found.append((facts.st_mtime, facts.st_size, path))
        size = 0
        for place, (_, bytes_, path) in enumerate(sorted(found, reverse=True)):
            size += bytes_
            if place >= MOST_FILES or size > MOST_BYTES:
                path.unlink(missing_ok=True)

    def _say(self, problem: str) -> None:
        if not self.said:
            self.said = True
            warnings.warn(
                f"Compiled kernels are not kept in {self.folder}: {problem}. Every process compiles again; "
                "name another folder with TRADECORE_CACHE.",
                stacklevel=2,
            )
