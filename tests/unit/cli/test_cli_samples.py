"""Where the demo's prices come from."""

from importlib import invalidate_caches
from pathlib import Path

import pytest

from tradecore.errors import DataError
from tradecore_cli.demo import samples
from tradecore_cli.demo.samples import find_samples


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package of that name that would fail if it were imported."""
    name = "prices_of_the_demo"
    folder = tmp_path / name
    (folder / "samples").mkdir(parents=True)
    (folder / "__init__.py").write_text("raise RuntimeError('imported')", encoding="utf-8")
    monkeypatch.setattr(samples, "PACKAGE", name)
    monkeypatch.syspath_prepend(tmp_path)
    invalidate_caches()
    return folder


def test_the_files_are_found_without_importing_the_package(package: Path) -> None:
    for name in ("hourly-prices.csv", "minute-prices.csv"):
        (package / "samples" / name).touch()
    found = find_samples()
    assert found.hourly == package / "samples" / "hourly-prices.csv"
    assert found.minutes == package / "samples" / "minute-prices.csv"


def test_a_package_without_the_files_is_named(package: Path) -> None:
    with pytest.raises(DataError, match=r"samples does not hold the demo's prices.*tradecore\[demo\]"):
        find_samples()


def test_without_the_package_the_way_to_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(samples, "PACKAGE", "no_such_package_of_prices")
    with pytest.raises(DataError, match=r"pip install 'tradecore\[demo\]'"):
        find_samples()
