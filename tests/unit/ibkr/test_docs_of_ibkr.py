"""The page about Interactive Brokers has every code and every setting."""

from dataclasses import fields
from pathlib import Path

from tradecore.contracts.settings import GatewaySettings
from tradecore_ibkr.codes import CODES

DOCS = Path(__file__).parents[3] / "docs"


def test_every_code_is_on_the_page_with_what_it_says() -> None:
    page = (DOCS / "ibkr.md").read_text(encoding="utf-8")
    assert [code for code, means in CODES.items() if f"| {code} | {means.says} | " not in page] == []


def test_every_setting_of_the_gateway_is_documented() -> None:
    page = (DOCS / "configuration.md").read_text(encoding="utf-8")
    assert [one.name for one in fields(GatewaySettings) if f"`gateway.{one.name}`" not in page] == []
