"""A promotion as text."""

from tradecore.contracts.promote import PromoteResult
from tradecore_cli.text import prose


def lines(result: PromoteResult) -> list[str]:
    """The verdict, what is missing, and what passed."""
    passed = [prose(f"{check.name}: {check.found}.", "  ") for check in result.checks if check.passed]
    return [*map(prose, result.sentences), *(["Passed:", *passed] if passed else [])]
