"""`python -m benchmarks [PART ...] --pythons FILE`: runs the benchmark; nox -s bench does it with every peer."""

import argparse
import json
import os
import platform
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks import table, targets
from benchmarks.agreement import agreement
from benchmarks.beside import BESIDE
from benchmarks.contest import Contest, Ground, Outcome, hold
from benchmarks.market import write
from benchmarks.programme import FULL, ORDINARY, PARTS, QUICK, Size

Results = list[tuple[Contest, list[Outcome]]]


def arguments(given: Sequence[str]) -> argparse.Namespace:
    """What the command line says."""
    parser = argparse.ArgumentParser(
        prog="nox -s bench --", description="Side by side with other libraries and with C."
    )
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join([*PARTS, *BESIDE])}; all by default")
    parser.add_argument("--quick", action="store_true", help="small sizes, a minute: does it all work?")
    parser.add_argument("--full", action="store_true", help="large sizes and nothing sampled: hours")
    parser.add_argument("--repeat", type=int, help="runs of each entry, of which the median is taken")
    parser.add_argument("--peers", help="comma-separated contestants beside tradecore and C; all by default")
    parser.add_argument("--pythons", type=Path, help="JSON: the interpreter of each contestant's environment")
    parser.add_argument("--out", type=Path, default=Path("benchmarks/results"), help="folder of the tables")
    chosen = parser.parse_args(given)
    unknown = set(chosen.parts) - {*PARTS, *BESIDE}
    if unknown:
        parser.error(f"no part {', '.join(sorted(unknown))}: there are {', '.join([*PARTS, *BESIDE])}")
    return chosen


def interpreters(chosen: argparse.Namespace) -> dict[str, str]:
    """Of each contestant, tradecore and C first."""
    known = json.loads(chosen.pythons.read_text(encoding="utf-8")) if chosen.pythons else {}
    wanted = chosen.peers.split(",") if chosen.peers is not None else list(known)
    return {"tradecore": sys.executable, "limit": sys.executable, **{name: known[name] for name in wanted if name}}


def say(words: str) -> None:
    """Progress, on one line of a terminal."""
    end = "\033[K\r" if sys.stderr.isatty() else "\n"
    sys.stderr.write(f"{words[:110]}{end}")
    sys.stderr.flush()


def main(given: Sequence[str]) -> int:
    """Holds the contests and writes the tables; 1 when an entry failed."""
    chosen = arguments(given)
    size = QUICK if chosen.quick else FULL if chosen.full else ORDINARY
    with tempfile.TemporaryDirectory(prefix="tradecore-bench-") as scratch:
        ground = Ground(interpreters(chosen), Path(scratch), chosen.repeat or size.repeat, size.budget)
        text, document, failed = held(chosen.parts or [*PARTS, *BESIDE], size, ground)
    chosen.out.mkdir(parents=True, exist_ok=True)
    stamp = time.strftime("%Y%m%d-%H%M%S", time.gmtime())
    for suffix, content in (("md", text), ("json", document)):
        (chosen.out / f"bench-{stamp}.{suffix}").write_text(content, encoding="utf-8")
    sys.stdout.write(f"{text}\nWritten to {chosen.out}/bench-{stamp}.md and .json\n")
    return 1 if failed else 0


def held(parts: Sequence[str], size: Size, ground: Ground) -> tuple[str, str, bool]:
    """The tables as Markdown and as JSON, and whether anything failed."""
    results: Results = []
    sections: list[str] = []
    more: dict[str, Any] = {}
    failed = False
    began = time.perf_counter()
    for name in parts:
        if name in BESIDE:
            told = BESIDE[name](size, ground, say)
            sections += told.sections
            more[name], failed = told.record, failed or told.failed
            continue
        own: Results = []
        for contest in PARTS[name](size):
            own.append(
                (contest, hold(contest, ground, write(ground.folder, contest.bars, contest.symbols), agreement, say))
            )
        results += own
        if name == "growth":
            sections.append(table.growth([(contest, outcomes[0]) for contest, outcomes in own]))
        else:
            sections += [table.section(contest, outcomes) for contest, outcomes in own]
    by_name = {contest.name: {one.label: one for one in outcomes} for contest, outcomes in results}
    kept = targets.table(by_name, size.sweeps[0], size.bars[-1])
    about = machine(results)
    head = (
        f"# Side by side\n\n{about['processor']}, {about['cores']} cores, {about['system']}, Python {about['python']}."
    )
    head += f" {'; '.join(about['versions'])}. Took {(time.perf_counter() - began) / 60:.0f} minutes."
    text = "\n\n".join(one for one in [head, kept, *sections] if one) + "\n"
    failed = failed or any(one.error for _, outcomes in results for one in outcomes)
    return text, table.record(results, about, more), failed


def machine(results: Results) -> dict[str, Any]:
    """Where it ran, and the versions that took part."""
    cpu = Path("/proc/cpuinfo")
    lines = cpu.read_text(encoding="utf-8").splitlines() if cpu.exists() else []
    model = next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), platform.machine())
    versions = dict.fromkeys(one.version for _, outcomes in results for one in outcomes if one.version)
    return {
        "processor": model,
        "cores": os.cpu_count(),
        "system": platform.platform(terse=True),
        "python": platform.python_version(),
        "versions": list(versions),
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
