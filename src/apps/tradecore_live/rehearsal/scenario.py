"""Scenarios: what goes wrong in a rehearsal, as readable scripts of the fake gateway."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

from tradecore.errors import UnknownName

FOLDER, ENDING = "tradecore_live.rehearsal.scenarios", ".txt"
# The order in which they are played: the peaceful one first, then the link, orders, data and people.
ORDER = (
    "quiet",
    "nightly-restart",
    "broker-link",
    "half-open",
    "swallowed-order",
    "lost-acknowledgement",
    "rejected-order",
    "partial-fill",
    "executions",
    "manual-trade",
    "data-farm",
    "competing-session",
    "pacing",
    "half-day",
    "kill-idle",
    "kill-working",
    "kill-holding",
    "kill-link-down",
    "kill-stale",
    "kill-connecting",
)


@dataclass(frozen=True, slots=True)
class Scenario:
    """One script. `title` says what goes wrong.

    `shows` are what must have happened for the rehearsal to prove anything, of `tradecore_live.rehearsal.shown`.
    `switch` is when the kill switch is thrown: `idle`, `working`, `holding` or `after 42m`, empty for never. It takes
    so many `days`.
    """

    name: str
    title: str
    script: str
    shows: tuple[str, ...] = ()
    switch: str = ""
    days: int = 1

    def written(self, facts: Mapping[str, str]) -> str:
        """The script for a session: `{symbol}` and the like are its own."""
        text = self.script
        for name, value in facts.items():
            text = text.replace(f"{{{name}}}", value)
        return text


def scenario(name: str) -> Scenario:
    """One of those that are shipped; raises UnknownName."""
    if name not in ORDER:
        raise UnknownName("scenario", name, ORDER)
    script = files(FOLDER).joinpath(f"{name}{ENDING}").read_text(encoding="utf-8")
    said = [line[1:].strip() for line in script.splitlines() if line.startswith("#")]
    keys = {key: value.strip() for key, _, value in (line.partition(":") for line in said[1:])}
    return Scenario(
        name,
        said[0],
        script,
        tuple(keys.get("shows", "").split()),
        keys.get("switch", ""),
        int(keys.get("days", "1")),
    )


def chosen(name: str) -> tuple[Scenario, ...]:
    """`all`, one by its name, or all whose names begin so, such as `kill`; raises UnknownName."""
    if name == "all":
        return tuple(map(scenario, ORDER))
    begun = [one for one in ORDER if one == name or one.startswith(f"{name}-")]
    return tuple(map(scenario, begun or [name]))
