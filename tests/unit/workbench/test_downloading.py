"""Requests for downloads: what they may leave open, and what is refused before there is a job."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tradecore.bars import DAY
from tradecore.contracts.bars import BarsSpec
from tradecore.contracts.sets import SetManifest, SetSource
from tradecore.contracts.settings import GatewaySettings
from tradecore.errors import InvalidValue, UnknownName
from tradecore.instants import parse_instant
from tradecore.ports.progress import Progress
from tradecore_testing.fakes import DictCatalog, MemorySettings
from tradecore_workbench.configuration import Configuration
from tradecore_workbench.kinds import kind_of
from tradecore_workbench.requests import RequestBuilder

NOW = parse_instant("2026-03-04T15:00:00.5Z")
HELD = SetManifest(
    "aapl", "AAPL", "1h", zone="UTC", calendar="XNYS", hours="regular", start="2026-01-02T14:30:00Z",
    end="2026-03-02T21:00:00Z", sources=(SetSource("ibkr:AAPL@NASDAQ", "0" * 64),),
)  # fmt: skip


class Vendor:
    """A source that downloads, and refuses minutes."""

    def read(self, spec: BarsSpec) -> Any:
        raise NotImplementedError

    def fingerprint(self, spec: BarsSpec) -> str:
        raise AssertionError("What was not downloaded yet has no fingerprint.")

    def check(self, spec: BarsSpec) -> None:
        if spec.step == "1min":
            raise InvalidValue("step", spec.step, "1h")

    def fetch(self, spec: BarsSpec, gateway: GatewaySettings, progress: Progress) -> None:
        raise NotImplementedError


class Sets:
    """A store of one set."""

    def names(self) -> list[str]:
        return [HELD.name]

    def manifest(self, name: str) -> SetManifest:
        if name != HELD.name:
            raise UnknownName("data set", name, self.names())
        return HELD

    def fingerprint(self, spec: BarsSpec) -> str:
        return f"sha of {spec.path}"


def build(kind: str, overrides: dict[str, object], folder: Path = Path("/desk")) -> Any:
    sources = {"ibkr": Vendor(), "csv": Sets(), "set": Sets()}
    catalog = DictCatalog(bar_source=sources, data_store={"parquet": Sets()})
    configuration = Configuration(MemorySettings({"gateway": {"port": 7497}}), catalog)  # pyright: ignore[reportArgumentType]
    return RequestBuilder(folder, catalog, configuration, now=lambda: NOW).build(kind_of(kind), overrides)


def test_an_import_says_what_and_since_when_and_ends_now() -> None:
    spec = {"path": "EUR.USD", "source": "ibkr", "step": "1h", "start": "2026-01-01", "prices": "midpoint"}
    request = build("import", {"bars": [spec], "name": "eur"})
    [made] = request.bars
    assert made == BarsSpec(
        "EUR.USD", source="ibkr", step="1h", start="2026-01-01", end="2026-03-04T15:00:00Z", prices="midpoint"
    )
    assert request.gateway == GatewaySettings(port=7497)
    assert request.provenance.origins["gateway.port"] == "configs/active.json"


@pytest.mark.parametrize(("end", "meant"), [("2026-02-01", "2026-02-01"), ("2027-01-01", "2026-03-04T15:00:00Z")])
def test_a_download_never_ends_in_the_future(end: str, meant: str) -> None:
    spec = {"path": "AAPL", "source": "ibkr", "step": "1h", "start": "2026-01-01", "end": end}
    assert build("import", {"bars": [spec], "name": "aapl2"}).bars[0].end == meant


@pytest.mark.parametrize("lacking", ["path", "step", "start"])
def test_what_nobody_says_is_asked_for(lacking: str) -> None:
    spec = {"path": "AAPL", "source": "ibkr", "step": "1h", "start": "2026-01-01", lacking: ""}
    with pytest.raises(InvalidValue, match="instrument" if lacking == "path" else lacking):
        build("import", {"bars": [spec], "name": "new"})


def test_what_can_never_be_downloaded_is_refused_before_there_is_a_job() -> None:
    spec = {"path": "AAPL", "source": "ibkr", "step": "1min", "start": "2026-01-01"}
    with pytest.raises(InvalidValue, match="Accepted: 1h"):
        build("import", {"bars": [spec], "name": "new"})


def test_an_update_goes_on_where_the_set_ends_with_what_it_was_made_of() -> None:
    request = build("update", {"bars": [{"path": "", "source": "ibkr"}], "base": "aapl"})
    [spec] = request.bars
    assert (spec.path, spec.step, spec.start) == ("AAPL@NASDAQ", "1h", "2026-03-02T21:00:00Z")
    assert (spec.end, spec.calendar, spec.hours) == ("2026-03-04T15:00:00Z", "XNYS", "regular")
    other = build("update", {"bars": [{"path": "AAPL", "source": "ibkr", "start": "2026-01-02"}], "base": "aapl"})
    assert (other.bars[0].path, other.bars[0].start) == ("AAPL", "2026-01-02")


def test_a_file_called_like_the_instrument_is_none_of_it(tmp_path: Path) -> None:
    (tmp_path / "AAPL").write_text("")
    spec = {"path": "AAPL", "source": "ibkr", "step": "1h", "start": "2026-01-01"}
    assert build("import", {"bars": [spec], "name": "aapl2"}, tmp_path).bars[0].path == "AAPL"


def test_a_set_of_files_is_downloaded_by_its_symbol() -> None:
    from tradecore_workbench.downloading import completed

    bare = replace(HELD, sources=(SetSource("prices.csv", "0" * 64),))
    assert completed({"source": "ibkr"}, bare, NOW + DAY)["path"] == "AAPL"
