"""Fingerprints of the code that a run's numbers depend on."""

from collections.abc import Iterable, Mapping
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

# What has a hand in every run.
ALWAYS = ("tradecore", "tradecore_kit", "tradecore_workbench")
DIGITS = 16


def code_of(packages: Iterable[str]) -> Mapping[str, str]:
    """The beginning of a SHA-256 over names and contents of the sources of each import package, sorted by name.

    A package that is not made of Python files is left out.
    """
    found = {name: _digest(name) for name in sorted({*ALWAYS, *packages})}
    return {name: digest for name, digest in found.items() if digest}


def _digest(package: str) -> str:
    digest = sha256()
    sources = sorted(_sources(package))
    for name, path in sources:
        content = path.read_bytes()
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return digest.hexdigest()[:DIGITS] if sources else ""


def _sources(package: str) -> Iterable[tuple[str, Path]]:
    # What was typed into a notebook lies in no file.
    spec = find_spec(package) if package != "__main__" else None
    if spec is None:
        return
    if spec.submodule_search_locations is None:
        if spec.origin is not None and spec.origin.endswith(".py"):
            yield Path(spec.origin).name, Path(spec.origin)
        return
    for folder in map(Path, spec.submodule_search_locations):
        yield from ((path.relative_to(folder).as_posix(), path) for path in folder.rglob("*.py"))
