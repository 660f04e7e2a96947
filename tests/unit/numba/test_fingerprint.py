"""A kernel's key changes with what is compiled in, and with nothing else."""

from types import FunctionType
from typing import Any

import pytest

from tradecore_numba.fingerprint import fingerprint

PLAIN = """
import math
LEVEL = 2.0
def helper(x, by=1.0):
    return x * LEVEL + by
def decide(x):
    "What it does."
    return math.sqrt(helper(x)) if x > 0.5 else 0.0
"""


def key(source: str) -> str:
    scope: dict[str, Any] = {"__name__": "theirs"}
    exec(source, scope)  # noqa: S102 - a test's own text
    decide: FunctionType = scope["decide"]
    return fingerprint([decide])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("LEVEL = 2.0", "# a comment\n\nLEVEL = 2.0"),
        ("What it does.", "What it does, told better."),
        ("return x *", "return  x  *"),
        ("import math", "import math\nUNUSED = 5"),
    ],
)
def test_what_computes_the_same_has_the_same_key(old: str, new: str) -> None:
    assert key(PLAIN.replace(old, new)) == key(PLAIN)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("x > 0.5", "x > 0.6"),
        ("x > 0.5", "x < 0.5"),
        ("LEVEL + by", "LEVEL - by"),
        ("LEVEL = 2.0", "LEVEL = 2"),
        ("by=1.0", "by=1.5"),
        ("math.sqrt", "math.exp"),
    ],
)
def test_an_edit_of_code_constant_default_or_helper_changes_the_key(old: str, new: str) -> None:
    assert key(PLAIN.replace(old, new)) != key(PLAIN)
