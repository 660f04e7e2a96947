"""Whether a simulation is interpreted or compiled: the results are the same, the waiting is not."""

from typing import Any, Literal

from tradecore.simulation.kernel import simulate
from tradecore.simulation.run import Simulation
from tradecore.usecases.tools import Tools

Engine = Literal["auto", "interpreted", "compiled"]

# Interpreted work of so many bars takes about as long as compiling a strategy that was never compiled.
WORTH_COMPILING = 700_000
# And of so many, as long as loading one that was.
WORTH_LOADING = 10_000


def choose_engine(engine: Engine, simulation: Simulation, name: str, tools: Tools, times: int = 1) -> None:
    """Gives the simulation the kernel that is asked for, or worth it for running it so many `times`.

    A compilation is done here, and progress says so.
    """
    rows = len(simulation.assembled.market.time) * times
    if engine == "interpreted" or (engine == "auto" and rows < WORTH_LOADING):
        return
    strategy: type = simulation.strategy.__class__
    compiler = tools.catalog.compiler("numba")
    arguments: tuple[Any, ...] = simulation.call(0, 0)
    known = compiler.cached(simulate, strategy, arguments)
    if engine == "auto" and not known and rows < WORTH_COMPILING:
        return
    if not known:
        tools.progress.step(f"compiling {name} (once; some ten seconds)")
    simulation.kernel = compiler.compile(simulate, strategy)
    simulation.warm()
