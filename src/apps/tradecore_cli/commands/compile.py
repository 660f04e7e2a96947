"""`tradecore compile`."""

import sys
import warnings
from collections.abc import Iterator, Mapping, Sequence
from time import perf_counter
from typing import TYPE_CHECKING, Annotated, Any

import typer

from tradecore_cli.desk import assignments, open_workbench
from tradecore_cli.exits import DONE, MODEL
from tradecore_cli.groups import grouped
from tradecore_cli.options import Common, application
from tradecore_cli.output import note, print_json, say
from tradecore_cli.text import aligned

if TYPE_CHECKING:
    from tradecore_workbench.workbench import Workbench

app = application()


@app.command("compile")
@grouped
def compile_strategies(
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[STRATEGY]...", help="Which; all that are registered.", show_default=False),
    ] = None,
    *,
    config: Annotated[
        list[str] | None,
        typer.Option("--config", metavar="KEY=VALUE", help="Override a setting, as for a run. May be repeated."),
    ] = None,
    quick: Annotated[
        bool, typer.Option("--quick", help="Only backtests and sweeps of one instrument without splits.")
    ] = False,
    common: Common,
) -> int:
    """Compile strategies now, for the costs, fills and risk limits that are configured, so that no run has to wait."""
    workbench = open_workbench(common)
    for name in names or ():
        # Before anything is compiled, which takes seconds.
        workbench.catalog.strategy(name)
    found: list[Mapping[str, object]] = [loops(workbench)]
    if not common.json:
        show(found[0])
    for name in names or workbench.catalog.names("strategy"):
        for each in compiled(workbench, name, assignments(config, "--config"), quick=quick):
            found.append(each)
            if not common.json:
                show(each)
    if common.json:
        print_json({"compiled": found, "exit": code(found)})
    elif len(found) == 1:
        say("No strategy is registered.")
    return code(found)


def loops(workbench: "Workbench") -> Mapping[str, object]:
    """What every strategy needs: data, features, tables, metrics."""
    from tradecore.usecases.warming import warm_loops

    waiting("compiling loops")
    begun = perf_counter()
    known = warm_loops(workbench.catalog.compiler("numba"))
    waiting("")
    return result("all strategies", "data, features, tables and metrics", begun, known=known)


def result(strategy: str, use: str, begun: float, *, known: bool, refusal: str = "") -> Mapping[str, object]:
    """One line of what was done since `begun`."""
    seconds = round(perf_counter() - begun, 1)
    return {"strategy": strategy, "use": use, "known": known, "seconds": seconds, "refusal": refusal}


def compiled(
    workbench: "Workbench", name: str, overrides: Mapping[str, object], *, quick: bool
) -> Iterator[Mapping[str, object]]:
    """One strategy for each use, timed, with a line on a terminal while one is being compiled."""
    from tradecore.usecases.rules import rules_of
    from tradecore.usecases.warming import USES, warm

    strategy, rules = workbench.catalog.strategy(name), rules_of(workbench.settings.settings(overrides))
    uses = [use for use in USES if not quick or (use.instruments == 1 and not use.events)]
    with warnings.catch_warnings():
        # The reason stands in what is yielded.
        warnings.simplefilter("ignore")
        steps = warm(name, strategy, rules, workbench.catalog.compiler("numba"), uses)
        for use in uses:
            waiting(f"compiling {name}: {use}")
            begun = perf_counter()
            done = next(steps, None)
            waiting("")
            if done is None:
                return
            yield result(name, str(done.use), begun, known=done.known, refusal=done.refusal)


def waiting(text: str) -> None:
    """What is being done, on a terminal, until the next line takes its place."""
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\x1b[K{text}")
        sys.stderr.flush()
    elif text:
        note(text)


def show(each: Mapping[str, Any]) -> None:
    """One line."""
    what = "was compiled before" if each["known"] else f"compiled in {each['seconds']} s"
    if each["refusal"]:
        what = f"runs interpreted: {each['refusal']}"
    say(aligned([(each["strategy"].ljust(16), str(each["use"]).ljust(48), what)], left=3, indent=""))


def code(found: Sequence[Mapping[str, object]]) -> int:
    """5 when a strategy cannot be compiled."""
    return MODEL if any(each["refusal"] for each in found) else DONE
