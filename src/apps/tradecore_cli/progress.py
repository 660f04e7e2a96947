"""Watching a job from outside: a bar in a terminal, a line a step elsewhere, nothing when quiet."""

import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Protocol

from tradecore.jobs import State, Status
from tradecore.views.listing import doing
from tradecore_cli.output import note


class Display(Protocol):
    """Shows where a job is."""

    def show(self, status: Status) -> None:
        """Told whenever the status changed."""
        ...

    def close(self) -> None:
        """Told once, at the end."""
        ...


@contextmanager
def watched(*, quiet: bool = False) -> Generator[Callable[[Status], None]]:
    """A callback that shows each status on stderr while the block runs."""
    display = _display(quiet=quiet)
    try:
        yield display.show
    finally:
        display.close()


def _display(*, quiet: bool) -> Display:
    if quiet:
        return Silent()
    return Bar() if sys.stderr.isatty() else Lines()


class Silent:
    """Shows nothing."""

    def show(self, status: Status) -> None:
        """Nothing."""

    def close(self) -> None:
        """Nothing."""


class Lines:
    """One line whenever a step begins, or the queue moves."""

    def __init__(self) -> None:
        self._step = ""

    def show(self, status: Status) -> None:
        """Prints the step when it is a new one."""
        step = doing(status) if status.state is State.QUEUED and status.ahead else status.progress.step
        if step not in ("", "done", self._step):
            self._step = step
            note(f"  {step}")

    def close(self) -> None:
        """Nothing to take down."""


class Bar:
    """A bar that disappears when the job is done."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            Progress,
            TextColumn,
            TimeElapsedColumn,
        )

        words, count = TextColumn("{task.description}"), TextColumn("{task.fields[count]}")
        columns = BarColumn(24), TimeElapsedColumn(), words, count
        self._progress = Progress(*columns, console=Console(stderr=True), transient=True)
        self._task = self._progress.add_task("starting", total=None, count="")
        self._progress.start()

    def show(self, status: Status) -> None:
        """Moves the bar."""
        progress = status.progress
        words = doing(status).replace("[", r"\[")
        count = f"{progress.done:,} of {progress.total:,}" if progress.total else ""
        done, total = progress.done, progress.total or None
        self._progress.update(self._task, description=words, completed=done, total=total, count=count)

    def close(self) -> None:
        """Takes the bar away."""
        self._progress.stop()
