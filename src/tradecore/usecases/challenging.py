"""A challenger: a model that decides what a session decides, on the same bars, at a market of its own."""

from collections.abc import Mapping
from dataclasses import replace

from tradecore.contracts.live import Faults, SessionRequest
from tradecore.errors import DataError, InvalidValue
from tradecore.instants import format_instant
from tradecore.live.followed import Inputs, Rows
from tradecore.live.history import KeptHistory
from tradecore.live.recorded import Recording
from tradecore.parameters import build
from tradecore.ports.catalog import Catalog
from tradecore.usecases.inputs import options_of
from tradecore.usecases.live_ground import LiveGround
from tradecore.usecases.session import Prepared


def challenger_request(
    request: SessionRequest, model: str, sha256: str, account: str, catalog: Catalog
) -> SessionRequest:
    """The session of a model beside another one: all as there but for the model, and at the simulated broker.

    Raises InvalidValue where the strategy does not ask any model.
    """
    trade, live = request.trade, request.live
    if "predictions" not in options_of(build(catalog.strategy(trade.strategy), trade.parameters)):
        accepted = f"none: {trade.strategy} decides on no prediction, so that no model could decide otherwise"
        raise InvalidValue("live.challengers", model, accepted)
    beside = replace(trade, model=model, model_sha256=sha256, predictions=None)
    alone = replace(live, account=account, broker="simulated", mode="simulated", policy="hold", speed=0.0)
    # Live bars of a broker's own come from its session's log, too.
    fed = replace(alone, feed=live.feed or (live.broker if live.streams else ""))
    return SessionRequest(model, beside, replace(fed, faults=Faults(), challengers=(), reference=""))


class RecordedInputs:
    """The inputs at recorded bars, computed once over all of them."""

    def __init__(self, recording: Recording) -> None:
        market, first = recording.assembled.market, recording.assembled.first
        self._recording = recording
        self._places = {market.time[first[t]]: t for t in range(recording.groups)}

    def learn(self, rows: Rows) -> None:
        """They are known."""

    def at(self, rows: Rows) -> Rows:
        """Those of the recording; raises DataError for bars that it does not have."""
        time = rows[0].time
        known = {bar.symbol: bar.inputs for bar in self._group(time)}
        missing = [bar.symbol for bar in rows if bar.symbol not in known]
        if missing:
            raise DataError(f"{', '.join(missing)}: the data have no bar of {format_instant(time)} any more.")
        return tuple(replace(bar, inputs=known[bar.symbol]) for bar in rows)

    def _group(self, time: int) -> Rows:
        place = self._places.get(time)
        return () if place is None else self._recording.group(place)


class LiveInputs:
    """The inputs at live bars, computed as they close over all bars before them."""

    def __init__(self, ground: LiveGround) -> None:
        self._ground = ground
        symbols = (one.symbol for one in ground.instruments)
        self._histories: Mapping[str, KeptHistory] = dict(zip(symbols, ground.histories(()), strict=True))

    def learn(self, rows: Rows) -> None:
        """They are the newest of what is known."""
        for bar in rows:
            self._histories[bar.symbol].append(bar)

    def at(self, rows: Rows) -> Rows:
        """Bar by bar."""
        self.learn(rows)
        return tuple(replace(bar, inputs=self._ground.inputs_at(self._histories[bar.symbol].bars)) for bar in rows)


def inputs_of(prepared: Prepared) -> Inputs:
    """The inputs of a challenger's own session at the bars of the one that it follows."""
    return LiveInputs(prepared.ground) if prepared.ground is not None else RecordedInputs(prepared.recording)
