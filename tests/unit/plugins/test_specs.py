"""The hook specifications against the registry, the ports and the plugins."""

import inspect

import pytest

from tradecore.ports.catalog import Catalog
from tradecore_plugins import specs
from tradecore_plugins.registry import HOOKS, Registry

SPECS = {name: value for name, value in vars(specs).items() if name.startswith("tradecore_")}


def test_every_hook_is_a_kind_and_every_kind_a_hook() -> None:
    assert set(SPECS) == set(HOOKS.values())


@pytest.mark.parametrize("name", SPECS)
def test_every_hook_is_described_in_prose(name: str) -> None:
    description = inspect.getdoc(SPECS[name]) or ""
    assert description.endswith(".")
    assert len(description.split()) > 5


def test_the_registry_fills_the_catalog() -> None:
    asked = {name for name in vars(Catalog) if not name.startswith("_")}
    assert asked <= {name for name in dir(Registry) if not name.startswith("_")}
    catalog: Catalog = Registry("/somewhere", [])
    assert catalog.names("strategy") == []
