"""What to know before the tables of a comparison are read."""

from collections.abc import Sequence

from tradecore.views.compared_runs.model import ComparedRun, Curve, Row, differing
from tradecore.views.meanings import meaning, written
from tradecore.views.text import counted, day, signed_percent

LEADERS = ("total_return", "sharpe", "max_drawdown", "skill")


def sentences_of(
    runs: Sequence[ComparedRun],
    letters: Sequence[str],
    settings: Sequence[Row],
    data: Sequence[Row],
    curves: Sequence[Curve],
    zone: str,
) -> tuple[str, ...]:
    """What to know before the tables are read."""
    asked, files = len(differing(settings)), differing(data)
    said = [f"{counted(asked, 'setting').capitalize()} {'differs' if asked == 1 else 'differ'}."]
    contents = any("SHA-256" in row.key for row in files)
    said.append("They read different data." if contents else "They read the same data." if data else "")
    for letter, run in zip(letters, runs, strict=True):
        said.append("" if run.numbers else f"{letter} has no numbers to compare: it is {run.state}.")
    stretches = {curve.letter: (curve.time[0], curve.time[-1]) for curve in curves if len(curve.time)}
    if len(set(stretches.values())) > 1:
        spans = ", ".join(f"{letter} {day(a, zone)} to {day(b, zone)}" for letter, (a, b) in stretches.items())
        said.append(f"They trade over different stretches of time, which their numbers are about: {spans}.")
    said += [_leader(runs, letters, name) for name in LEADERS]
    if len(runs) > 2:  # noqa: PLR2004
        said.append(
            f"The best of {len(runs)} looks better than it is: with every further try something does, by chance."
        )
    return tuple(line for line in said if line)


def _leader(runs: Sequence[ComparedRun], letters: Sequence[str], name: str) -> str:
    """Which run leads by one number, of which more is better; nothing when all are level."""
    told = {
        letter: (run.numbers[name] or 0.0, _told(name, run.numbers[name] or 0.0))
        for letter, run in zip(letters, runs, strict=True)
        if run.numbers.get(name) is not None
    }
    if len({text for _, text in told.values()}) < 2:  # noqa: PLR2004
        return ""
    best = max(told.values(), key=lambda pair: pair[0])[1]
    leading = [letter for letter, (_, text) in told.items() if text == best]
    others = ", ".join(f"{letter} {text}" for letter, (_, text) in told.items() if letter not in leading)
    most = ("higher", "shallower") if len(told) == 2 else ("highest", "shallowest")  # noqa: PLR2004
    words = f"{most[1]} drawdown" if name == "max_drawdown" else f"{most[0]} {meaning(name).label}"
    return f"{' and '.join(leading)} {'has' if len(leading) == 1 else 'have'} the {words}: {best} ({others})."


def _told(name: str, value: float) -> str:
    return signed_percent(value) if name in ("total_return", "skill") else written(name, value)
