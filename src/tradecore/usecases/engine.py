"""Whether a simulation is interpreted or compiled: the results are the same, the waiting is not."""

from collections.abc import Callable, Sequence
from typing import Any, Literal, ParamSpec, TypeVar

from tradecore.loops import Loops, as_written
from tradecore.ports.catalog import Catalog
from tradecore.ports.compiler import Compiler
from tradecore.simulation.kernel import simulate
from tradecore.simulation.run import Simulation
from tradecore.usecases.tools import Tools

Engine = Literal["auto", "interpreted", "compiled"]
Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

# Interpreted work of so many bars takes about as long as compiling a strategy that was never compiled.
WORTH_COMPILING = 700_000
# And of so many, as long as finding and loading one that was.
WORTH_LOADING = 20_000


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


def choose_loops(engine: Engine, rows: int, catalog: Catalog, times: int = 1) -> Loops:
    """How loops over so many rows are run, `times` altogether: by the same rules as a simulation of these bars."""
    if engine == "interpreted" or (engine == "auto" and rows * times < WORTH_LOADING):
        return as_written
    return CompiledLoops(catalog.compiler("numba"), always=engine == "compiled" or rows * times >= WORTH_COMPILING)


class CompiledLoops:
    """Compiles each loop, or with `always` off only takes those that were compiled before."""

    def __init__(self, compiler: Compiler, *, always: bool) -> None:
        self.compiler, self.always = compiler, always

    def __call__(self, loop: Callable[Arguments, Result], /) -> Callable[Arguments, Result]:
        """See `tradecore.loops.Loops`."""

        def run(*arguments: Arguments.args, **named: Arguments.kwargs) -> Result:
            if self.takes(loop, arguments):
                return self.compiler.compile(loop)(*arguments)
            return loop(*arguments, **named)

        return run

    def takes(self, loop: Callable[..., Any], arguments: Sequence[Any]) -> bool:
        """Whether the loop is compiled for this call."""
        return self.always or self.compiler.cached(loop, None, arguments)
