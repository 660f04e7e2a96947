"""Every check of the project; `nox -l` lists them.

Environments are kept, so that a second run is quick; they are made with uv where it is installed.
"""

import json
import os
import shutil
from pathlib import Path

import nox

nox.needs_version = ">=2024.10.9"
nox.options.default_venv_backend = "uv|venv"
nox.options.error_on_missing_interpreters = False
nox.options.reuse_existing_virtualenvs = True
nox.options.sessions = ["tests", "minimal", "lint", "types", "arch", "native", "wheel"]

PYPROJECT = nox.project.load_toml("pyproject.toml")
SHELVES = ["src", "src/adapters", "src/apps", "src/testing"]
CORE = ["tests/unit/core", "tests/property/core", "tests/gold/core"]
# The libraries that the benchmark runs beside; they cannot share an environment.
PEERS = ["vectorbt", "backtesting", "pybroker", "backtrader"]


def group(*names: str) -> list[str]:
    """The requirements of dependency groups."""
    return list(nox.project.dependency_groups(PYPROJECT, *names))


def seed_of(session: nox.Session) -> str:
    """What `-- --seed N` says, which draws other moments; 1 where nobody does."""
    given = session.posargs
    return given[given.index("--seed") + 1] if "--seed" in given else "1"


@nox.session
def tests(session: nox.Session) -> None:
    """Every test that a user's machine can run."""
    session.install("--quiet", "--editable", ".[all]", *group("test"))
    # One worker more than two cores: many tests wait for processes of their own.
    session.run("pytest", "-n", "3", *session.posargs)


@nox.session(python=["3.12", "3.13"])
def versions(session: nox.Session) -> None:
    """The same on the newer interpreters that are present."""
    tests(session)


@nox.session
def coverage(session: nox.Session) -> None:
    """Which lines and branches the tests reach, in job processes too."""
    session.install("--quiet", "--editable", ".[all]", *group("test", "coverage"))
    session.run("coverage", "erase")
    session.run("coverage", "run", "-m", "pytest", *session.posargs)
    session.run("coverage", "combine", "--quiet")
    session.run("coverage", "report")


@nox.session
def minimal(session: nox.Session) -> None:
    """The core's tests where nothing but pytest and hypothesis is installed; `tests` looks for counter-examples."""
    session.install("--quiet", *group("minimal"))
    path = f"src{os.pathsep}src/testing"
    session.run("pytest", *CORE, *session.posargs, env={"PYTHONPATH": path, "HYPOTHESIS_PROFILE": "brief"})


@nox.session
def lint(session: nox.Session) -> None:
    """Style, format, and that what is imported is declared and the other way round."""
    session.install("--quiet", *group("lint"))
    session.run("ruff", "check")
    session.run("ruff", "format", "--check")
    session.run("deptry", "src")


@nox.session
def types(session: nox.Session) -> None:
    """Strict types."""
    session.install("--quiet", "--editable", ".[all]", *group("types", "arch"))
    session.run("pyright", "--pythonpath", f"{session.bin}/python")


@nox.session
def arch(session: nox.Session) -> None:
    """The arrows of the house, and that each of them breaks when it is crossed."""
    session.install("--quiet", *group("arch"))
    session.run("lint-imports", env={"PYTHONPATH": os.pathsep.join(SHELVES)})
    session.run("pytest", "tests/arch", *session.posargs)


@nox.session
def native(session: nox.Session) -> None:
    """The C that the benchmarks measure against computes what the kernel computes; needs gcc."""
    session.install("--quiet", "--editable", ".", *group("native"))
    session.run("pytest", "tests/native", *session.posargs)


@nox.session
def jobs(session: nox.Session) -> None:
    """A hundred kills at random moments, fifty jobs at once, disks that fill up; `-- --seed N` draws other moments."""
    session.install("--quiet", "--editable", ".[all]", *group("test"))
    seed = seed_of(session)
    many = {"TRADECORE_KILLS": "100", "TRADECORE_KILL_SEED": seed, "TRADECORE_QUEUED": "50"}
    files = ["tests/integration/test_killed_jobs.py", "tests/integration/test_job_queue.py"]
    session.run("pytest", "-n", "2", *files, env=many)
    session.run("pytest", "tests/jobs")


@nox.session
def live(session: nox.Session) -> None:
    """Sessions and supervisors killed at random, thousands of sessions that die or halt anywhere; `-- --seed N`."""
    session.install("--quiet", "--editable", ".[all]", *group("test"))
    seed = seed_of(session)
    many = {"TRADECORE_LIVE_KILLS": "60", "TRADECORE_LIVE_ROWS": "1750", "TRADECORE_LIVE_SEED": seed}
    many["TRADECORE_LIVE_ROUNDS"], many["TRADECORE_LIVE_WEEK"] = "30", "1"
    files = [f"tests/integration/test_live_{name}.py" for name in ("daemon", "supervisor", "terminal", "bars")]
    session.run("pytest", "-rP", *files, env=many)
    thorough = {"HYPOTHESIS_PROFILE": "thorough"}
    laws = [
        f"tests/property/core/test_{name}.py"
        for name in (
            "live_laws",
            "live_guard_laws",
            "live_invariants",
            "challenger_laws",
            "live_executions",
            "live_machine",
            "live_risk",
            "live_feed_laws",
            "charge_laws",
        )
    ]
    units = ["files/test_file_event_log.py", "core/test_live_failpoints.py", "core/test_live_corrections.py"]
    files = [*laws, *(f"tests/unit/{name}" for name in units), "tests/integration/test_live_discretion.py"]
    session.run("pytest", "-n", "2", *files, env=thorough)


@nox.session
def history(session: nox.Session) -> None:
    """A year of minutes downloaded at Interactive Brokers' pace in virtual time, killed five times; `-- --seed N`."""
    session.install("--quiet", "--editable", ".[all]", *group("test"))
    seed = seed_of(session)
    year = {"TRADECORE_IBKR_DAYS": "365", "TRADECORE_HISTORY_DAYS": "252", "TRADECORE_LIVE_SEED": seed}
    files = ["tests/unit/ibkr/test_ibkr_download.py", "tests/integration/test_ibkr_history.py"]
    session.run("pytest", "-rP", *files, env=year)
    thorough = {"HYPOTHESIS_PROFILE": "thorough"}
    session.run("pytest", "-n", "2", "tests/property/ibkr", env=thorough)


@nox.session
def e2e(session: nox.Session) -> None:
    """The workstation in a real browser over the demo's workspace, made once; needs chromium."""
    session.install("--quiet", "--editable", ".[all]", *group("test", "e2e"))
    demo = Path(session.create_tmp()).resolve() / "demo"
    shutil.rmtree(demo, ignore_errors=True)
    (demo / "configs").mkdir(parents=True)
    session.run("tradecore", "demo", "--workspace", str(demo), silent=True)
    # One after the other: two browsers and two servers at once are too much for two cores.
    told = session.posargs or ["tests/browser"]
    session.run("pytest", "-s", *told, env={"TRADECORE_DEMO": str(demo)})


@nox.session
def ibkr(session: nox.Session) -> None:
    """Sessions at Interactive Brokers that die anywhere, under every fault of the gateway; `-- --seed N`."""
    session.install("--quiet", "--editable", ".[all]", *group("test"))
    seed = seed_of(session)
    many = {"TRADECORE_IBKR_DEATHS": "56", "TRADECORE_IBKR_PAIRS": "1000", "TRADECORE_IBKR_SEED": seed}
    session.run("pytest", "-n", "2", "tests/integration/test_ibkr_sessions.py", env=many)
    session.run("pytest", "-s", "tests/integration/test_ibkr_sessions.py", "-k", "day")
    session.run("pytest", "tests/integration/test_ibkr_daemon.py", env=many | {"TRADECORE_IBKR_KILLS": "60"})


@nox.session
def external(session: nox.Session) -> None:
    """What a real paper gateway can do, in a numbered list: docs/ibkr.md says how. Orders in the paper account."""
    session.install("--quiet", "--editable", ".[all]", *group("test"))
    session.run("pytest", "-v", "-s", "-p", "no:xdist", "tests/external", *session.posargs)


@nox.session
def ibkr_async(session: nox.Session) -> None:
    """The same broker over ib_async, which cannot be installed beside ib_insync."""
    session.install("--quiet", "--editable", ".[ibkr-async,testing]", *group("minimal"))
    files = ["tests/unit/ibkr/test_faults.py", "tests/contract/test_live_contracts.py"]
    files += [f"tests/integration/test_ibkr_{name}.py" for name in ("golden", "guard", "sessions")]
    session.run("pytest", *files, env={"TRADECORE_IB_LIBRARY": "ib_async"})


@nox.session
def gateway_async(session: nox.Session) -> None:
    """The gateway's tests with ib_async, which cannot stand beside ib_insync; laws at their full counts."""
    session.install("--quiet", "--editable", ".[ibkr-async,testing]", "ibapi>=9.81", "pytest-xdist>=3.8")
    session.run("pytest", "-n", "2", "tests/unit/gateway", env={"TRADECORE_IB_LIBRARY": "ib_async"})
    thorough = {"TRADECORE_IB_LIBRARY": "ib_async", "HYPOTHESIS_PROFILE": "thorough"}
    laws = [f"tests/unit/gateway/test_{name}.py" for name in ("protocol_laws", "gateway_fill_laws", "gateway_refusals")]
    session.run("pytest", "-n", "2", *laws, env=thorough)


@nox.session
def rehearse(session: nox.Session) -> None:
    """Every scenario of a rehearsal, on a session of its own."""
    session.install("--quiet", "--editable", ".[all]", *group("test"))
    session.run("pytest", "-rP", "tests/integration/test_rehearsal.py", env={"TRADECORE_REHEARSAL": "all"})


@nox.session
@nox.parametrize("name", [nox.param(name, id=name) for name in PEERS])
def peer(session: nox.Session, name: str) -> None:
    """A library of the benchmark, in an environment of its own."""
    session.install("--quiet", *group(f"peer-{name}"))
    found = session.cache_dir / "peers"
    found.mkdir(parents=True, exist_ok=True)
    (found / name).write_text(f"{session.bin}/python", encoding="utf-8")


@nox.session(requires=[f"peer({name})" for name in PEERS])
def bench(session: nox.Session) -> None:
    """Side by side with other libraries and with C; `nox -s bench -- --help` names parts and sizes."""
    session.install("--quiet", "--editable", ".")
    pythons = {name: (session.cache_dir / "peers" / name).read_text(encoding="utf-8") for name in PEERS}
    place = session.cache_dir / "peers.json"
    place.write_text(json.dumps(pythons), encoding="utf-8")
    session.run("python", "-m", "benchmarks", "--pythons", str(place), *session.posargs)


@nox.session
def wheel(session: nox.Session) -> None:
    """The built wheel in an environment of its own, far from the sources."""
    folder = Path(session.create_tmp()).resolve()
    built, scratch, clean = folder / "dist", folder / "scratch", folder / "clean"
    for used in (built, scratch):
        shutil.rmtree(used, ignore_errors=True)
        used.mkdir()
    session.install("--quiet", *PYPROJECT["build-system"]["requires"])
    session.run("hatchling", "build", "-t", "wheel", "-d", str(built))
    [made] = built.glob("tradecore-*.whl")
    session.run("python", "-m", "venv", "--clear", str(clean))
    python = str(clean / "bin" / "python")
    session.run(python, "-m", "pip", "install", "--quiet", str(made), external=True)
    session.chdir(scratch)
    session.run(python, "-I", str(Path(__file__).parent / "tools" / "smoke.py"), external=True)
