"""What every kill switch does."""

from abc import ABC, abstractmethod

from tradecore.ports.kill_switch import KillSwitch


class KillSwitchContract(ABC):
    """Subclass as `class TestMine(KillSwitchContract)` and return a switch that is off."""

    @abstractmethod
    def switch(self) -> KillSwitch:
        """The switch under test; the same one during one test."""

    def test_begins_off(self) -> None:
        """Nothing stops a session."""
        assert self.switch().state() == ""

    def test_thrown_it_says_why(self) -> None:
        """The reason comes back."""
        self.switch().throw("a bad day")
        assert "a bad day" in self.switch().state()

    def test_the_first_reason_stays(self) -> None:
        """A second throw tells nothing new."""
        self.switch().throw("a bad day")
        self.switch().throw("another")
        assert "a bad day" in self.switch().state()

    def test_without_a_reason_it_is_on_too(self) -> None:
        """Silence is no permission."""
        self.switch().throw("")
        assert self.switch().state()

    def test_cleared_it_is_off(self) -> None:
        """Also when it was off before."""
        self.switch().throw("a bad day")
        self.switch().clear()
        self.switch().clear()
        assert self.switch().state() == ""
