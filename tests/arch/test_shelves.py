"""What stands on the shelves is what the linter checks and what the wheel holds."""

import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
LINTER = PROJECT["tool"]["importlinter"]
SHARED = {"tradecore_kit", "tradecore_plugins"}


def shelf(name: str) -> set[str]:
    return {folder.name for folder in (ROOT / "src" / name).iterdir() if (folder / "__init__.py").exists()}


ADAPTERS, APPS, TESTING = shelf("adapters"), shelf("apps"), shelf("testing")
PACKAGES = {"tradecore"} | ADAPTERS | APPS | TESTING


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)], cwd=ROOT, check=True)
    [made] = folder.glob("*.whl")
    return zipfile.ZipFile(made).namelist()


def contract(name: str) -> dict[str, list[str]]:
    return next(each for each in LINTER["contracts"] if each["id"] == name)


def test_nothing_but_packages_is_on_a_shelf() -> None:
    for name in ("adapters", "apps", "testing"):
        found = {entry.name for entry in (ROOT / "src" / name).iterdir() if entry.name != "__pycache__"}
        assert found == shelf(name)
    assert {entry.name for entry in (ROOT / "src").iterdir()} == {"adapters", "apps", "testing", "tradecore"}


def test_the_linter_knows_every_package() -> None:
    assert set(LINTER["root_packages"]) == PACKAGES


def test_every_package_has_its_layer() -> None:
    layers = [{name.strip() for name in layer.split("|")} for layer in contract("layers")["layers"]]
    assert set().union(*layers) == PACKAGES
    assert ADAPTERS - SHARED in layers


def test_no_adapter_is_open_to_apps() -> None:
    assert set(contract("apps")["forbidden_modules"]) == ADAPTERS - SHARED
    assert set(contract("apps")["source_modules"]) == APPS


def test_deptry_knows_every_package() -> None:
    assert set(PROJECT["tool"]["deptry"]["known_first_party"]) == PACKAGES


def test_every_adapter_with_a_plugin_is_an_entry_point() -> None:
    modules = {f"{name}.plugin" for name in ADAPTERS if (ROOT / "src/adapters" / name / "plugin.py").exists()}
    assert set(PROJECT["project"]["entry-points"]["tradecore"].values()) == modules
    assert {name for name in ADAPTERS if f"{name}.plugin" not in modules} == {"tradecore_kit"}


def test_the_wheel_holds_the_packages_and_nothing_else(wheel: list[str]) -> None:
    tops = {name.partition("/")[0] for name in wheel}
    assert {name for name in tops if not name.endswith(".dist-info")} == PACKAGES
    assert not [name for name in wheel if "__pycache__" in name]


def test_every_package_in_the_wheel_says_that_it_is_typed(wheel: list[str]) -> None:
    assert {name for name in PACKAGES if f"{name}/py.typed" in wheel} == PACKAGES


def test_the_wheel_holds_the_pages_assets_with_the_library_that_draws_candles_and_its_licence(wheel: list[str]) -> None:
    folder = ROOT / "src/apps/tradecore_ui/assets"
    assets = {str(path.relative_to(ROOT / "src/apps")) for path in folder.rglob("*") if path.is_file()}
    assert assets <= set(wheel)
    library = folder / "lightweight-charts"
    assert {path.name for path in library.iterdir()} == {
        "LICENSE",
        "NOTICE",
        "lightweight-charts.standalone.production.js",
    }
    assert "https://www.tradingview.com/" in (library / "NOTICE").read_text("utf-8")
    assert "Apache License" in (library / "LICENSE").read_text("utf-8")
    assert "attributionLogo: true" in (folder / "candles.js").read_text("utf-8")


def test_the_wheel_holds_every_module_of_the_sources(wheel: list[str]) -> None:
    shelves = {"tradecore": "src", **dict.fromkeys(ADAPTERS, "src/adapters"), **dict.fromkeys(APPS, "src/apps")}
    shelves |= dict.fromkeys(TESTING, "src/testing")
    written = {
        str(path.relative_to(ROOT / home))
        for package, home in shelves.items()
        for path in (ROOT / home / package).rglob("*.py")
    }
    assert {name for name in wheel if name.endswith(".py")} == written
