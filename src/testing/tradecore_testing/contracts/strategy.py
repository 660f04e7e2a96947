"""What every strategy does."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, cast

from tradecore.bars import Bars
from tradecore.core_features import CoreFeatures
from tradecore.hidden import hidden_tables
from tradecore.instruments import Instrument
from tradecore.parameters import build, parameters_of
from tradecore.ports.catalog import Catalog
from tradecore.simulation.market import assemble
from tradecore.simulation.rows import Rules
from tradecore.simulation.run import Simulation
from tradecore.strategy import NoInputs
from tradecore.table import Column
from tradecore.usecases.decision_leaks import decision_leaks, laid
from tradecore.usecases.inputs import inputs_for
from tradecore_testing.fakes import DictCatalog
from tradecore_testing.markets import walking_market

CASH = 100_000.0


class StrategyContract(ABC):
    """Subclass and return the strategy, with parameters at which it trades on 150 bars of a random walk."""

    @abstractmethod
    def strategy(self) -> Any:  # noqa: ANN401
        """The strategy under test, an instance of its class."""

    def bars(self) -> Bars:
        """The market it is tried on."""
        return walking_market(150)

    def catalog(self) -> Catalog:
        """What computes its features: the core, unless it asks for others."""
        return cast("Catalog", DictCatalog(feature_set={"core": CoreFeatures()}))

    def given(self, bars: Bars) -> Mapping[str, Column]:  # noqa: ARG002
        """Columns that come from files (`signal`, `predicted_return` ...), one value a bar."""
        return {}

    def test_it_can_be_built_from_its_defaults(self) -> None:
        """Every parameter has one, and they lie within their bounds."""
        kind: type = self.strategy().__class__
        assert [each.name for each in parameters_of(kind) if each.default is None] == []
        built = build(kind, {each.name: each.default for each in parameters_of(kind)})
        assert built == build(kind, {})

    def test_it_names_a_column_for_each_input(self) -> None:
        """In their order; one that looks at prices only names none."""
        strategy = self.strategy()
        fields = () if strategy.Inputs is NoInputs else strategy.Inputs._fields
        assert len(strategy.features()) == len(fields)

    def test_inputs_and_state_are_scalars_with_defaults(self) -> None:
        """So that a compiler takes them, and a session can be kept and replayed."""
        for kind in (self.strategy().Inputs, self.strategy().State):
            assert set(kind._field_defaults) == set(kind._fields)
            assert {type(value) for value in kind()} <= {int, float, bool}

    def test_it_says_why(self) -> None:
        """Its reasons are texts, all different."""
        reasons: Sequence[str] = self.strategy().REASONS
        assert len(set(reasons)) == len(reasons) > 0
        assert all(reason.strip() for reason in reasons)

    def test_it_trades(self) -> None:
        """What never trades has shown nothing."""
        assert sum(self.ran().book.tally.fills) > 0

    def test_the_same_bars_give_the_same_account(self) -> None:
        """Twice, and a bar at a time."""
        first, again, slow = self.ran(), self.ran(), self.started()
        while slow.group < slow.groups and not slow.ruined:
            slow.advance(slow.group + 1)
        for other in (again, slow):
            assert other.curve == first.curve
            assert list(other.book.orders.target) == list(first.book.orders.target)

    def test_the_future_changes_nothing(self) -> None:
        """Cut at any bar, or with another future, the decisions before stay; and no table is read past its inputs."""
        bars, strategy = self.bars(), self.strategy()
        assert hidden_tables(strategy.__class__) == ()
        found = decision_leaks(bars, "it", strategy, self.catalog(), 60, laid(bars, self.given(bars)))
        assert found.leaks == ()

    def started(self) -> Simulation:
        """A simulation before its first bar."""
        bars, strategy = self.bars(), self.strategy()
        assembled = assemble([bars])
        inputs = inputs_for(strategy, [bars], [self.given(bars)], assembled, self.catalog())
        return Simulation.start(assembled, [Instrument(bars.symbol)], strategy, inputs, Rules(), CASH)

    def ran(self) -> Simulation:
        """The same after its last bar."""
        simulation = self.started()
        simulation.advance()
        return simulation
