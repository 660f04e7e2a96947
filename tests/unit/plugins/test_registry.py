"""The registry over hand-made plugins."""

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tradecore.errors import PluginError, UnknownName
from tradecore.strategies.buy_and_hold import BuyAndHold
from tradecore_plugins import hookimpl
from tradecore_plugins.problems import DuplicateName, IllegalName, MisspeltHook, UnknownOrBroken
from tradecore_plugins.registry import HOOKS, Registry
from tradecore_plugins.sources import Source

WORKSPACE = "/somewhere"


class Learner:
    """Remembers where it was made."""

    def __init__(self, workspace: str) -> None:
        self.workspace = workspace


def plugin(**hooks: Callable[[], object]) -> SimpleNamespace:
    """What a plugin's module looks like from outside."""
    return SimpleNamespace(**{name: hookimpl(function) for name, function in hooks.items()})


def learners(*names: str) -> Callable[[], Mapping[str, Callable[[str], Any]]]:
    def tradecore_learners() -> Mapping[str, Callable[[str], Any]]:
        return dict.fromkeys(names, Learner)

    return tradecore_learners


def source(name: str, module: object, distribution: str = "") -> Source:
    return Source(name, distribution or f"{name}-package 1.0", lambda: module)


def broken(name: str, error: Exception) -> Source:
    def load() -> object:
        raise error

    return Source(name, f"{name}-package 1.0", load)


def registry(*sources: Source) -> Registry:
    return Registry(WORKSPACE, sources)


def test_an_adapter_is_made_once_for_the_workspace() -> None:
    held = registry(source("forest", plugin(tradecore_learners=learners("oak"))))
    made: Any = held.learner("oak")
    assert made.workspace == WORKSPACE
    assert held.learner("oak") is made
    assert registry(source("forest", plugin(tradecore_learners=learners("oak")))).learner("oak") is not made


def test_a_strategy_is_the_class_itself() -> None:
    held = registry(source("mine", plugin(tradecore_strategies=lambda: {"still": BuyAndHold})))
    assert held.strategy("still") is BuyAndHold


def test_names_are_sorted_and_know_their_owner() -> None:
    held = registry(
        source("forest", plugin(tradecore_learners=learners("oak", "ash"))),
        source("garden", plugin(tradecore_learners=learners("elm"))),
    )
    assert held.names("learner") == ["ash", "elm", "oak"]
    assert held.owner("learner", "elm") == "garden"
    assert [(each.name, each.distribution, each.problem) for each in held.plugins] == [
        ("forest", "forest-package 1.0", ""),
        ("garden", "garden-package 1.0", ""),
    ]


def test_an_unknown_name_suggests_the_nearest() -> None:
    held = registry(source("forest", plugin(tradecore_learners=learners("ridge", "oak"))))
    with pytest.raises(UnknownName, match=r"no learner named 'rigde'\. Did you mean 'ridge'\? Known: oak, ridge\."):
        held.learner("rigde")


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(UnknownName, match=r"no kind named 'learners'\. Did you mean 'learner'"):
        registry().names("learners")


def test_two_plugins_with_one_name_are_both_named() -> None:
    held = registry(
        source("forest", plugin(tradecore_learners=learners("oak"))),
        source("garden", plugin(tradecore_learners=learners("oak"))),
    )
    with pytest.raises(DuplicateName) as caught:
        held.learner("oak")
    assert caught.value.owners == ("forest (forest-package 1.0)", "garden (garden-package 1.0)")
    for part in ("learner 'oak'", *caught.value.owners):
        assert part in str(caught.value)


def test_two_plugins_of_one_name_name_both_distributions() -> None:
    with pytest.raises(DuplicateName, match=r"plugin 'forest': from first 1\.0 and from second 2\.0"):
        registry(source("forest", plugin(), "first 1.0"), source("forest", plugin(), "second 2.0"))


def test_a_misspelt_hook_is_an_error_with_the_right_spelling() -> None:
    with pytest.raises(MisspeltHook) as caught:
        registry(source("forest", plugin(tradecore_leaners=learners("oak"))))
    assert caught.value.hook == "tradecore_leaners"
    assert "forest (forest-package 1.0)" in str(caught.value)
    assert "Did you mean 'tradecore_learners'?" in str(caught.value)
    assert isinstance(caught.value, PluginError)


def test_a_plugin_that_cannot_be_imported_is_skipped_and_keeps_its_error() -> None:
    held = registry(
        broken("wreck", ImportError("No module named 'sails'")),
        source("forest", plugin(tradecore_learners=learners("oak"))),
    )
    assert held.names("learner") == ["oak"]
    [wreck] = [each for each in held.plugins if each.problem]
    assert (wreck.name, wreck.problem) == ("wreck", "ImportError: No module named 'sails'")


def test_a_plugin_whose_hook_raises_is_skipped_with_everything_it_brings() -> None:
    def raises() -> Mapping[str, Any]:
        raise KeyError("keel")

    wreck = plugin(tradecore_compilers=raises, tradecore_learners=learners("elm"))
    held = registry(source("wreck", wreck), source("forest", plugin(tradecore_learners=learners("oak"))))
    assert held.names("compiler") == []
    assert held.names("learner") == ["oak"]
    assert [each.problem for each in held.plugins] == ["", "KeyError: 'keel'"]


def test_a_hook_with_an_argument_that_does_not_exist_breaks_its_plugin() -> None:
    def tradecore_learners(colour: str) -> Mapping[str, Any]:
        return {colour: Learner}

    held = registry(source("wreck", plugin(tradecore_learners=tradecore_learners)))  # type: ignore[arg-type]
    assert held.names("learner") == []
    assert "colour" in held.plugins[0].problem


def test_a_hook_that_returns_no_mapping_breaks_its_plugin() -> None:
    held = registry(source("wreck", plugin(tradecore_learners=lambda: 3)))
    assert held.names("learner") == []
    assert held.plugins[0].problem.startswith("TypeError")


def test_a_name_that_a_broken_plugin_may_have_brought_says_so() -> None:
    held = registry(
        broken("wreck", ImportError("No module named 'sails'")),
        source("forest", plugin(tradecore_learners=learners("oak"))),
    )
    with pytest.raises(UnknownOrBroken) as caught:
        held.learner("elm")
    assert str(caught.value) == (
        "There is no learner named 'elm'. Known: oak. It may belong to a plugin that could not be loaded: "
        "wreck (wreck-package 1.0): ImportError: No module named 'sails'."
    )
    assert (caught.value.kind, caught.value.name, caught.value.known) == ("learner", "elm", ("oak",))


@pytest.mark.parametrize("name", ["Oak", "oak.tree", "../oak", "", "o" * 65, "oak\n", "öak"])
def test_a_name_that_nobody_could_ask_for_is_refused(name: str) -> None:
    with pytest.raises(IllegalName, match=r"forest \(forest-package 1\.0\)"):
        registry(source("forest", plugin(tradecore_learners=learners(name)))).names("learner")


def test_calendars_go_by_exchange_codes() -> None:
    held = registry(source("clocks", plugin(tradecore_calendars=lambda: {"XNYS": Learner, "24/7": Learner})))
    assert held.names("calendar") == ["24/7", "XNYS"]
    with pytest.raises(IllegalName):
        registry(source("clocks", plugin(tradecore_calendars=lambda: {"New York": Learner}))).calendar("XNYS")


def test_every_kind_has_a_lookup_that_makes_what_its_hook_brings() -> None:
    name = {"calendar": "XNYS"}
    for kind, hook in HOOKS.items():
        wanted = name.get(kind, "thing")
        held = registry(source("all", plugin(**{hook: lambda wanted=wanted: {wanted: Learner}})))
        made = getattr(held, kind)(wanted)
        assert made is Learner if kind == "strategy" else isinstance(made, Learner)


def test_the_installed_plugins_all_load_and_bring_every_kind(tmp_path: Path) -> None:
    held = Registry(str(tmp_path))
    ours = [each for each in held.plugins if each.distribution.startswith("tradecore ")]
    assert [each.name for each in ours if each.problem] == []
    assert {kind for kind in held.kinds() if not held.names(kind)} == set()
    assert set(held.names("strategy")) >= {"buy_and_hold", "follow", "predicted_move", "sma_cross"}
    assert set(held.names("feature_set")) >= {"core", "talib"}


def test_a_factory_with_arguments_belongs_to_the_package_it_is_written_in() -> None:
    module = plugin(tradecore_learners=lambda: {"oak": partial(Learner), "elm": Learner})
    held = registry(source("forest", module))
    assert held.package("learner", "oak") == held.package("learner", "elm") == Learner.__module__.partition(".")[0]
