"""A workspace whose jobs misbehave when they are told to: they read their bars from a plugin made for it."""

import os
from pathlib import Path

import pytest

from tradecore_workbench.workbench import Workbench
from tradecore_workbench.workspace import make

PLUGIN = """
import os, signal, time
from tradecore_plugins import hookimpl

class Trouble:
    def __init__(self, workspace, act):
        self.workspace, self.act = workspace, act

    def fingerprint(self, spec):
        return "00" * 32

    def read(self, spec):
        print("about to act", flush=True)
        self.act(self.workspace)
        from tradecore_csv.bars import CsvBars
        return CsvBars(self.workspace).read(spec)

def gate(workspace):
    # Until somebody opens it.
    while not os.path.exists(os.path.join(workspace, "gate.open")):
        time.sleep(0.02)

def deaf(workspace):
    # What C code does that holds the interpreter: no handler of Python's ever runs.
    signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGTERM})
    time.sleep(120)

@hookimpl
def tradecore_bar_sources():
    acts = {"raises": lambda _: 1 / 0, "exits": lambda _: os._exit(7), "waits": lambda _: time.sleep(120)}
    acts |= {"deaf": deaf, "gate": gate}
    return {name: (lambda workspace, act=act: Trouble(workspace, act)) for name, act in acts.items()}
"""
ENTRY_POINTS = "[tradecore]\ntrouble = tradecore_trouble_for_tests\n"
METADATA = "Metadata-Version: 2.1\nName: tradecore-trouble-for-tests\nVersion: 1.0\n"

ROWS = [f"2026-01-0{day}T{hour}:00:00Z,10,11,9,10.5,100" for day in (5, 6, 7) for hour in (15, 16, 17, 18)]
CSV = "\n".join(["time,open,high,low,close,volume", *ROWS]) + "\n"


@pytest.fixture
def workbench(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workbench:
    """A workspace with one small file of bars and the troublesome plugin within reach of every process."""
    installed = tmp_path / "site"
    information = installed / "tradecore_trouble_for_tests-1.0.dist-info"
    information.mkdir(parents=True)
    (installed / "tradecore_trouble_for_tests.py").write_text(PLUGIN)
    (information / "entry_points.txt").write_text(ENTRY_POINTS)
    (information / "METADATA").write_text(METADATA)
    monkeypatch.syspath_prepend(str(installed))
    monkeypatch.setenv("PYTHONPATH", str(installed), prepend=os.pathsep)
    folder = make(tmp_path / "desk")
    (folder / "data" / "bars.csv").write_text(CSV)
    return Workbench(folder)
