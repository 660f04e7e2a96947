"""What came of a rehearsal, for a person."""

from collections.abc import Iterator, Sequence

from tradecore.contracts.rehearsal import Rehearsed
from tradecore.views.text import counted


def rows(found: Sequence[Rehearsed]) -> list[tuple[str, str, str]]:
    """Scenario, verdict and what happened; below a scenario that did not pass, why."""
    return [row for outcome in found for row in _rows(outcome)]


def _rows(outcome: Rehearsed) -> Iterator[tuple[str, str, str]]:
    yield outcome.scenario, outcome.verdict, outcome.happened
    yield from (("", "", f"! {problem}") for problem in outcome.problems)


def verdict(found: Sequence[Rehearsed]) -> list[str]:
    """What to make of all scenarios, in sentences."""
    counts = {name: sum(outcome.verdict == name for outcome in found) for name in ("passed", "failed", "nothing shown")}
    said = [f"{counted(counts['passed'], 'scenario')} passed, {counts['failed']} failed."]
    if counts["nothing shown"]:
        said.append(
            f"{counted(counts['nothing shown'], 'scenario')} showed nothing: on that day the session did not come into "
            "the situation."
        )
    if found:
        said.append("Each rehearsal's script, log and daemon's output lie in the session's folder, under rehearsals/.")
    return said
