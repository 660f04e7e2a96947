"""Processes share compiled kernels, and never one of code that has changed since."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

HELPER = "def lifted(x):\n    return x + 1.0\n"
STRATEGY = """
import helping
from typing import NamedTuple
from tradecore.strategy import Decision, NoState, decide

class Small(NamedTuple):
    by: float = 2.0
    def decide(self, state, bar, inputs, account):
        return Decision(helping.lifted(bar * self.by)), state

def kernel(strategy, state, bar):
    wish, _ = decide(strategy, state, bar, bar, bar)
    return wish.target, 1
"""
MAIN = """
import sys
from small import Small, kernel
from tradecore.strategy import NoState
from tradecore_numba.compiler import NumbaCompiler
compiler = NumbaCompiler()
known = compiler.cached(kernel, Small, (Small(), NoState(), 5.0))
value, _ = compiler.compile(kernel, Small)(Small(), NoState(), 5.0)
print(value, known, "numba" in sys.modules)
"""


@pytest.fixture
def code(tmp_path: Path) -> Path:
    """A folder with a strategy, the module that it uses and a program that runs it."""
    (tmp_path / "helping.py").write_text(HELPER)
    (tmp_path / "small.py").write_text(STRATEGY)
    (tmp_path / "main.py").write_text(MAIN)
    return tmp_path


def begin(code: Path) -> "subprocess.Popen[str]":
    where = {**os.environ, "TRADECORE_CACHE": str(code / "cache"), "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.Popen([sys.executable, str(code / "main.py")], env=where, stdout=subprocess.PIPE, text=True)


def said(process: "subprocess.Popen[str]") -> list[str]:
    text, _ = process.communicate(timeout=120)
    assert process.returncode == 0
    return text.split()


def test_a_second_process_loads_what_the_first_compiled_until_the_code_changes(code: Path) -> None:
    assert said(begin(code)) == ["11.0", "False", "True"]
    assert said(begin(code)) == ["11.0", "True", "False"]
    (code / "helping.py").write_text("# Why not.\n" + HELPER)
    assert said(begin(code)) == ["11.0", "True", "False"]
    (code / "helping.py").write_text(HELPER.replace("1.0", "3.0"))
    assert said(begin(code)) == ["13.0", "False", "True"]
    (code / "small.py").write_text(STRATEGY.replace("bar * self.by", "bar - self.by"))
    assert said(begin(code)) == ["6.0", "False", "True"]


def test_two_processes_that_compile_at_once_leave_one_good_kernel(code: Path) -> None:
    both = [begin(code), begin(code)]
    assert [said(one)[0] for one in both] == ["11.0", "11.0"]
    assert [path.suffix for path in (code / "cache" / "kernels").iterdir()] == [".kernel"]
    assert said(begin(code)) == ["11.0", "True", "False"]
