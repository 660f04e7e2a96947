"""Rehearsals of a session, each in a process of its own, told as they end."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tradecore.contracts.live import SessionRequest
from tradecore.contracts.rehearsal import Rehearsed
from tradecore.errors import AccountRefused, SessionError
from tradecore.live.charge import ACCOUNT, CONFIGURATION
from tradecore_kit.codec import decode
from tradecore_workbench.adapters import Adapters

FAILED = 6


def rehearsed(adapters: Adapters, session: str, scenario: str) -> Iterator[Rehearsed]:
    """Plays scenarios (`all`, or a name) on the session's own file and yields what came of each.

    Raises UnknownName for a session that there is not, AccountRefused for one that is not on paper, SessionError for
    what else keeps it from being rehearsed. The session itself, its log and its account are not touched.
    """
    where = f"live/{session}/session.json"
    decode(SessionRequest, adapters.sessions.request(session), where)
    words = ["--workspace", str(adapters.folder), "--session", session, "--scenario", scenario]
    command = [sys.executable, "-m", "tradecore_live.rehearsal", *words]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:  # noqa: S603 - this interpreter, a list of our own
        try:
            assert process.stdout is not None
            for line in process.stdout:
                yield decode(Rehearsed, json.loads(line), "rehearsal")
        finally:
            if process.poll() is None:
                process.terminate()
        _, said = process.communicate()
    if process.returncode in (0, FAILED):
        return
    told = said.strip().splitlines()[-1].removeprefix("tradecore_live: ") if said.strip() else "its process has ended"
    if process.returncode in (ACCOUNT, CONFIGURATION):
        raise AccountRefused(told) if process.returncode == ACCOUNT else SessionError(session, told.rstrip("."))
    raise SessionError(session, f"could not be rehearsed: {told.rstrip('.')}")


def log_of(outcome: Rehearsed, workspace: Path) -> str:
    """Where the log of a rehearsal lies, from the workspace."""
    log = Path(outcome.log)
    return str(log.relative_to(workspace)) if log.is_relative_to(workspace) else str(log)
