"""Fingerprints of code change with every edit and with nothing else."""

import sys
from pathlib import Path

import pytest

from tradecore_workbench.code import ALWAYS, code_of


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "a_package_for_tests"
    (folder / "below").mkdir(parents=True)
    (folder / "__init__.py").write_text("x = 1\n")
    (folder / "below" / "deep.py").write_text("y = 2\n")
    (tmp_path / "a_module_for_tests.py").write_text("z = 3\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    return folder


def of(name: str) -> str:
    return code_of([name]).get(name, "")


def test_what_has_a_hand_in_every_run_is_always_there() -> None:
    found = code_of([])
    assert tuple(found) == ALWAYS
    assert all(len(digest) == 16 for digest in found.values())
    assert code_of(["tradecore"]) == found


def test_every_edit_counts_and_nothing_else(package: Path) -> None:
    first = of(package.name)
    (package / "__pycache__").mkdir()
    (package / "__pycache__" / "deep.cpython-311.pyc").write_bytes(b"x")
    (package / "data.csv").write_text("1")
    assert of(package.name) == first
    (package / "below" / "deep.py").write_text("y = 2  # the same\n")
    second = of(package.name)
    assert second != first
    (package / "below" / "deep.py").rename(package / "below" / "renamed.py")
    assert of(package.name) not in (first, second)


def test_what_is_moved_from_one_file_to_the_next_counts(package: Path) -> None:
    first = of(package.name)
    (package / "__init__.py").write_text("x = 1\ny")
    (package / "below" / "deep.py").write_text(" = 2\n")
    assert of(package.name) != first


def test_a_module_is_a_file(package: Path) -> None:
    first = of("a_module_for_tests")
    assert first
    (package.parent / "a_module_for_tests.py").write_text("z = 4\n")
    assert of("a_module_for_tests") != first


@pytest.mark.parametrize("name", ["no_such_package_anywhere", "__main__", "sys", "math"])
def test_what_is_no_python_file_is_left_out(name: str) -> None:
    assert name not in code_of([name])
    assert "tradecore" in sys.modules
