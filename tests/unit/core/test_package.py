"""What `import tradecore` offers, and what it costs."""

import subprocess
import sys

import pytest

import tradecore


def test_every_name_is_the_one_of_its_module() -> None:
    for name in tradecore.__all__:
        assert getattr(tradecore, name).__name__ == name
    assert set(tradecore.__all__) <= set(dir(tradecore))


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'Barz'"):
        tradecore.Barz  # noqa: B018


def test_importing_the_package_imports_no_module_of_it() -> None:
    code = "import sys, tradecore; print([m for m in sys.modules if m.startswith('tradecore.') or m == 'dataclasses'])"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "[]"
