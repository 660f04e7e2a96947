"""A run that is over, read as quickly as can be: many folders are looked at for a list.

Whatever is not as tradecore writes it is left to those who read with care and say what is wrong.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path
from typing import cast

from tradecore.contracts.common import SCHEMA
from tradecore.jobs import Failure, RunLine, State, Status
from tradecore.views.listing import line_of
from tradecore_kit.atomic import NO_LINK, read_bytes
from tradecore_kit.plain import MAX_BYTES

ENOUGH = 65_536
FLAGS: int = os.O_RDONLY | NO_LINK | getattr(os, "O_NONBLOCK", 0)

Plain = Mapping[str, object]
FINAL = {state.value: state for state in State if state.final}
KEYS = frozenset(field.name for field in fields(Status))
TEXTS = ("type", "created", "started", "finished")


def final_line(job_id: str, folder: str) -> RunLine | None:
    """The line of a run that is over; None for any other and for one whose status is not as it should be."""
    status = _final(facts(f"{folder}/status.json"))
    if status is None:
        return None
    result = facts(f"{folder}/result.json") if status.state is State.SUCCEEDED else {}
    return line_of(job_id, folder, status, facts(f"{folder}/request.json"), result)


def facts(path: str) -> Plain:
    """What a JSON file of this version or an older one holds; nothing where that cannot be told at a glance."""
    try:
        plain: object = json.loads(_content(path))
    except (OSError, ValueError, RecursionError):
        return {}
    if not isinstance(plain, dict):
        return {}
    found = cast("Plain", plain)
    version = found.get("schema", SCHEMA)
    return found if isinstance(version, int) and version <= SCHEMA else {}


def _content(path: str) -> bytes:
    """The same as `read_bytes`, at a third of its cost; nothing of what is too long."""
    descriptor = os.open(path, FLAGS)
    try:
        content = os.read(descriptor, ENOUGH)
        if len(content) < ENOUGH:
            return content
    finally:
        os.close(descriptor)
    content = read_bytes(Path(path), MAX_BYTES + 1)
    return content if len(content) <= MAX_BYTES else b""


def _final(plain: Plain) -> Status | None:
    state, error, attempt = FINAL.get(str(plain.get("state"))), _failure(plain.get("error")), plain.get("attempt", 1)
    texts = [plain.get(name, "") for name in TEXTS]
    if (
        state is None
        or not KEYS.issuperset(plain)
        or (error is None) != (plain.get("error") is None)
        or type(attempt) is not int
    ):
        return None
    if not texts[0] or not all(isinstance(text, str) for text in texts):
        return None
    kind, created, started, finished = cast("list[str]", texts)
    return Status(kind, state, created, started, finished, error=error, attempt=attempt)


def _failure(error: object) -> Failure | None:
    if not isinstance(error, dict):
        return None
    parts = [cast("Plain", error).get(name, "") for name in ("type", "message", "where")]
    return Failure(*cast("list[str]", parts)) if all(isinstance(part, str) for part in parts) else None
