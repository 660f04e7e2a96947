"""What can be wrong with plugins, as errors that carry the facts."""

from collections.abc import Iterable, Sequence

from tradecore.errors import PluginError, UnknownName, suggestion
from tradecore_plugins.sources import Plugin


class DuplicateName(PluginError):
    """Two plugins bring one name; `owners` says which."""

    def __init__(self, kind: str, name: str, owners: Sequence[str]) -> None:
        self.kind, self.name, self.owners = kind, name, tuple(owners)
        super().__init__(
            f"There are two of the {kind} {name!r}: from {' and from '.join(self.owners)}. "
            "Uninstall one of them, or rename it in its plugin."
        )


class MisspeltHook(PluginError):
    """A function marked as a hook that nothing would ever call."""

    def __init__(self, plugin: str, hook: str, known: Iterable[str]) -> None:
        self.plugin, self.hook, self.known = plugin, hook, tuple(known)
        super().__init__(f"Plugin {plugin} implements an unknown hook {hook!r}.{suggestion(hook, self.known)}")


class IllegalName(PluginError):
    """A plugin brings something under a name that nobody could ask for."""

    def __init__(self, plugin: str, kind: str, name: str, accepted: str) -> None:
        self.plugin, self.kind, self.name, self.accepted = plugin, kind, name, accepted
        super().__init__(f"Plugin {plugin} brings a {kind} named {name!r}. Accepted: names that match {accepted}.")


class UnknownOrBroken(UnknownName):
    """A name that nobody brings, while `broken` plugins were skipped that may have brought it."""

    def __init__(self, kind: str, name: str, known: Iterable[str], broken: Sequence[Plugin]) -> None:
        super().__init__(kind, name, known)
        self.broken = tuple(broken)
        skipped = "; ".join(f"{plugin}: {plugin.problem}" for plugin in self.broken)
        self.args = (f"{self} It may belong to a plugin that could not be loaded: {skipped}.",)
