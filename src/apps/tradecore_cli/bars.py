"""Options become the fields of a BarsSpec that were given; the workbench adds what is configured."""

from collections.abc import Mapping
from pathlib import Path

from tradecore_cli.options import BarsOptions
from tradecore_kit.names import NAME


def spec_fields(
    file: Path, workspace: Path, given: BarsOptions, *, symbol: str = "", factors: str = "", step: str = ""
) -> Mapping[str, object]:
    """Only what was said.

    Paths are relative to the workspace when the file lies in it, so that a run folder still fits after the
    workspace was moved.
    """
    fields: dict[str, object] = {"path": portable(file, workspace), "symbol": symbol, "step": step, **given._asdict()}
    if factors:
        fields["factors"] = portable(Path(factors), workspace)
    return {name: value for name, value in fields.items() if _said(name, value)}


def _said(name: str, value: object) -> bool:
    # An empty calendar is an answer (never closes), other empty texts are not; accept is off unless said.
    return value is not None and value is not False and (value != "" or name == "calendar")


def portable(file: Path, workspace: Path) -> str:
    """The path relative to the workspace when it lies in it, absolute otherwise; a bare name of no file as it is."""
    if NAME.fullmatch(str(file)) and not file.is_file():
        return str(file)
    absolute = file.expanduser().absolute()
    return str(absolute.relative_to(workspace)) if absolute.is_relative_to(workspace) else str(absolute)
