"""A promotion as text."""

from tradecore.contracts.promote import PromoteResult
from tradecore.promotion import ALWAYS, missing
from tradecore_cli.text import prose


def lines(result: PromoteResult) -> list[str]:
    """The verdict, what is missing, what passed, and how to override what is not."""
    passed = [prose(f"{check.name}: {check.found}.", "  ") for check in result.checks if check.passed]
    return [*map(prose, result.sentences), *(["Passed:", *passed] if passed else []), *_way_out(result)]


def _way_out(result: PromoteResult) -> list[str]:
    """The commands that name a walk forward for it, or promote it all the same, where one does."""
    if result.promoted or ALWAYS.intersection(missing(result.checks)):
        return []
    command = f"tradecore models promote {result.model}"
    return ["To do so:", f"  {command} --walk RUN", f"  {command} --override REASON"]
