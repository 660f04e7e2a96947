"""Our own resampler keeps the contract that a plugin author's must keep."""

from tradecore.ports.resampler import Resampler
from tradecore_plugins.registry import Registry
from tradecore_testing.contracts.resampler import ResamplerContract


class TestArch(ResamplerContract):
    def resampler(self) -> Resampler:
        return Registry("/nowhere").resampler("arch")
