"""Where plugins come from: entry points of installed distributions."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import EntryPoint, entry_points

from tradecore_plugins.markers import PROJECT


@dataclass(frozen=True, slots=True)
class Source:
    """A plugin that is not loaded yet: `load` imports and returns its module, or raises whatever it raises."""

    name: str
    distribution: str
    load: Callable[[], object]


@dataclass(frozen=True, slots=True)
class Plugin:
    """A plugin after the attempt to load it; `error` is what it raised, then it is skipped."""

    name: str
    distribution: str
    error: Exception | None = None

    @property
    def problem(self) -> str:
        """What is wrong with it, in words; empty when nothing is."""
        return f"{type(self.error).__name__}: {self.error}" if self.error else ""

    def __str__(self) -> str:
        return f"{self.name} ({self.distribution})"


def installed() -> Sequence[Source]:
    """Every entry point of the group `tradecore`, sorted by name so that no order depends on the disk."""
    sources = map(_source, entry_points(group=PROJECT))
    return sorted(sources, key=lambda source: (source.name, source.distribution))


def _source(point: EntryPoint) -> Source:
    distribution = f"{point.dist.name} {point.dist.version}" if point.dist else "an unknown distribution"
    return Source(point.name, distribution, point.load)
