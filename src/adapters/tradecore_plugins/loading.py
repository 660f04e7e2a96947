"""Loads plugins and asks them what they bring."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pluggy import PluginManager, PluginValidationError

from tradecore_plugins import specs
from tradecore_plugins.markers import PROJECT
from tradecore_plugins.problems import DuplicateName, MisspeltHook
from tradecore_plugins.sources import Plugin, Source

Brought = tuple[Plugin, Mapping[str, Any]]


class Plugins:
    """The plugins by name; one that raises while it is imported, or asked, keeps its error and is skipped."""

    def __init__(self, sources: Sequence[Source]) -> None:
        """Raises MisspeltHook when a plugin implements a hook that does not exist, DuplicateName for two of a name."""
        self._manager = PluginManager(PROJECT)
        self._manager.add_hookspecs(specs)
        self._plugins: dict[str, Plugin] = {}
        for source in sources:
            self._load(source)
        self._check_pending()

    def all(self) -> Sequence[Plugin]:
        """Every plugin, broken or not, in the order of their names."""
        return tuple(self._plugins[name] for name in sorted(self._plugins))

    def ask(self, hook: str) -> Iterator[Brought]:
        """What each plugin returns from a hook without arguments, in the order of their names."""
        implementations = getattr(self._manager.hook, hook).get_hookimpls()
        for implementation in sorted(implementations, key=lambda each: each.plugin_name):
            try:
                brought = dict(implementation.function())
            except Exception as error:  # noqa: BLE001 - another author's code: whatever it raises breaks it alone
                self._skip(implementation.plugin_name, error)
            else:
                yield self._plugins[implementation.plugin_name], brought

    def _load(self, source: Source) -> None:
        plugin = Plugin(source.name, source.distribution)
        if source.name in self._plugins:
            raise DuplicateName("plugin", source.name, (self._plugins[source.name].distribution, source.distribution))
        self._plugins[source.name] = plugin
        try:
            self._manager.register(source.load(), name=source.name)
        except Exception as error:  # noqa: BLE001 - another author's code: whatever it raises breaks it alone
            self._skip(source.name, error)

    def _skip(self, name: str, error: Exception) -> None:
        self._plugins[name] = Plugin(name, self._plugins[name].distribution, error)
        if self._manager.has_plugin(name):
            self._manager.unregister(name=name)

    def _check_pending(self) -> None:
        try:
            self._manager.check_pending()
        except PluginValidationError as error:
            plugin = self._plugins[self._manager.get_name(error.plugin) or ""]
            callers = self._manager.get_hookcallers(error.plugin) or []
            unknown = next(caller.name for caller in callers if not caller.has_spec())
            known = [name for name in vars(specs) if name.startswith(f"{PROJECT}_")]
            raise MisspeltHook(str(plugin), unknown, known) from error
