"""Prepared data sets as folders: a manifest, and beside it the bars as Parquet."""

from array import array
from collections.abc import Generator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import fields, replace
from difflib import get_close_matches
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from tradecore.bars import COLUMNS, Bars
from tradecore.config import fingerprint
from tradecore.contracts.bars import BarsSpec
from tradecore.contracts.sets import SetManifest
from tradecore.errors import InvalidValue, UnknownName, UnreadableFile
from tradecore.ports.bar_source import RawBars
from tradecore.steps import parse_step
from tradecore.table import Column, Table
from tradecore_kit.atomic import make_folder, read_bytes, write_bytes
from tradecore_kit.bar_files.arrow import values
from tradecore_kit.codec import dumps, encode, read
from tradecore_kit.locks import alone
from tradecore_kit.names import NAME, checked_name, inside
from tradecore_parquet.writer import write_table

MANIFEST = "manifest.json"
BARS = "bars-{}.parquet"
DIGITS = 16
WHOLE = ("available", "session", "nights")
# What a manifest says that changes no bar: where they came from, and in which file they lie.
BESIDE = ("sources", "file", "name")
# Replaced again and again while somebody reads: rather a damaged set than a wait without end.
TRIES = 20
ACCEPTED = "a set as tradecore data import made it; import its files again"


class ParquetSets:
    """DataStore and BarSource over `data/NAME/` of a workspace.

    The bars lie in a file named by their hash, and the manifest, which is replaced last, says in which: so a set
    changes in one step, whenever a process dies.
    """

    def __init__(self, workspace: str) -> None:
        self._folder = Path(workspace) / "data"

    def names(self) -> Sequence[str]:
        """Folders that hold a manifest."""
        if not self._folder.is_dir():
            return ()
        found = (path.parent.name for path in self._folder.glob(f"*/{MANIFEST}"))
        return sorted(name for name in found if NAME.fullmatch(name))

    def manifest(self, name: str) -> SetManifest:
        """See DataStore."""
        folder = self._place(name)
        found = _manifest(folder)
        if found is None:
            raise UnknownName("data set", name, self.names())
        return found

    @contextmanager
    def opened(self, name: str) -> Generator["OpenParquetSet"]:
        """The set, under a lock on its folder."""
        folder = self._place(name)
        if folder.exists() and not folder.is_dir():
            raise InvalidValue("data set", name, f"a name that is free: there is a file {folder}")
        make_folder(folder)
        with alone(folder):
            held = _manifest(folder)
            if held is None and (strange := [path.name for path in folder.iterdir() if not _ours(path)]):
                raise InvalidValue("data set", name, f"a name that is free: its folder holds {min(strange)}")
            _tidy(folder, held)
            yield OpenParquetSet(folder, held)

    def read(self, spec: BarsSpec) -> RawBars:
        """The bars of the set that the spec's path names, with its manifest; see BarSource."""
        held, content = self._content(spec.path)
        bars = bars_of(held, content, spec.path)
        line: Any = np.arange(1, len(bars) + 1)
        table = Table(bars.time, {**bars.columns, "line": line})
        return RawBars(held.symbol, table, (), held.actions, held.zone, held)

    def fingerprint(self, spec: BarsSpec) -> str:
        """SHA-256 over the bars as they are on disk and what the manifest says of them."""
        held, content = self._content(spec.path)
        said = {item.name: encode(getattr(held, item.name)) for item in fields(held) if item.name not in BESIDE}
        return fingerprint({**said, "sha256": sha256(content).hexdigest()})

    def _content(self, name: str) -> tuple[SetManifest, bytes]:
        """Manifest and bars that belong together, whoever replaces them meanwhile."""
        missing = ""
        for _ in range(TRIES):
            try:
                held = self.manifest(name)
            except UnknownName as error:
                raise UnreadableFile(name, f"is no data set{_nearest(name, self.names())}", "a set's name") from error
            with suppress(FileNotFoundError):
                return held, read_bytes(inside(self._place(name), held.file))
            missing = held.file
        raise UnreadableFile(name, f"lacks its bars {missing}", ACCEPTED)

    def _place(self, name: str) -> Path:
        return inside(self._folder, checked_name(name, "data set"))


class OpenParquetSet:
    """One set while it is locked."""

    def __init__(self, folder: Path, held: SetManifest | None) -> None:
        self._folder, self.held = folder, held

    def bars(self) -> Bars:
        """The held bars."""
        if self.held is None:
            raise UnknownName("data set", self._folder.name, ())
        try:
            content = read_bytes(inside(self._folder, self.held.file))
        except FileNotFoundError as error:
            raise UnreadableFile(self._folder.name, f"lacks its bars {self.held.file}", ACCEPTED) from error
        return bars_of(self.held, content, self._folder.name)

    def packed(self, manifest: SetManifest, bars: Bars) -> SetManifest:
        """The manifest with file and hashes."""
        return packed(manifest, bars)[1]

    def write(self, manifest: SetManifest, bars: Bars) -> SetManifest:
        """The bars under the name that their hash gives them."""
        content, complete = packed(manifest, bars)
        write_bytes(self._folder / complete.file, content)
        return complete

    def commit(self, manifest: SetManifest) -> None:
        """The manifest, then nothing else stays."""
        write_bytes(self._folder / MANIFEST, dumps(encode(manifest), MANIFEST))
        self.held = manifest
        _tidy(self._folder, manifest)


def packed(manifest: SetManifest, bars: Bars) -> tuple[bytes, SetManifest]:
    """The bars as they lie on disk, and the manifest with their file and hashes."""
    stream = BytesIO()
    write_table(Table(bars.time, {name: bars[name] for name in COLUMNS}), stream)
    content = stream.getvalue()
    digest = sha256(content).hexdigest()
    *earlier, last = manifest.sources
    sources = (*earlier, replace(last, content=digest))
    return content, replace(manifest, sources=sources, sha256=digest, file=BARS.format(digest[:DIGITS]))


def bars_of(held: SetManifest, content: bytes, name: str) -> Bars:
    """The bars of a set; raises UnreadableFile when they are not those that the manifest tells of."""
    if sha256(content).hexdigest() != held.sha256:
        raise UnreadableFile(name, f"is damaged: {held.file} is not what was written", ACCEPTED)
    table: Any = pq.ParquetFile(pa.BufferReader(content)).read()
    columns = {column: _column(table, column) for column in COLUMNS}
    return Bars(_column(table, "time"), columns, held.symbol, parse_step(held.step), held.anchor)


def _column(table: Any, name: str) -> Column:  # noqa: ANN401 - a pyarrow.Table
    """As what is inspected has them: buffers of the standard library, whose values are plain numbers."""
    made = array("q" if name in ("time", *WHOLE) else "d")
    found: Any = values(table.column(name), 0)
    made.frombytes(memoryview(found).cast("B"))
    return made


def _manifest(folder: Path) -> SetManifest | None:
    try:
        return read(SetManifest, read_bytes(inside(folder, MANIFEST)), f"data/{folder.name}/{MANIFEST}")
    except (FileNotFoundError, NotADirectoryError):
        return None


def _tidy(folder: Path, held: SetManifest | None) -> None:
    """Removes bars that no manifest names any more, or never did since a process died."""
    kept = (MANIFEST, held.file) if held else ()
    for path in folder.iterdir():
        if _ours(path) and path.name not in kept:
            path.unlink(missing_ok=True)


def _ours(path: Path) -> bool:
    """A manifest, bars, or what was being written of either when a process died."""
    return path.name == MANIFEST or path.name.startswith(("bars-", ".bars-", f".{MANIFEST}."))


def _nearest(name: str, names: Sequence[str]) -> str:
    near = get_close_matches(name, names, n=1, cutoff=0.4)
    return f"; the nearest is {near[0]!r}" if near else ""
