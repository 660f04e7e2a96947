"""Telling a process from a later one with the same pid."""

import os
import socket

import psutil

from tradecore.jobs import ProcessMark, Status

# Linux counts a start from the boot, and the boot's time moves by whole seconds when the clock is corrected.
# No pid comes round again this soon after the start of the process that had it.
TOLERANCE = 5.0


def mark_of(pid: int | None = None) -> ProcessMark:
    """The mark of a living process of this host, by default of this one; raises psutil.NoSuchProcess."""
    number = os.getpid() if pid is None else pid
    return ProcessMark(number, psutil.Process(number).create_time(), socket.gethostname())


def is_here(mark: ProcessMark) -> bool:
    """True when the process belongs to this host, so that its life can be known."""
    return mark.host == socket.gethostname()


def is_known(status: Status) -> bool:
    """Whether it can be told from here how a run is: it is over, or its process is one of this host."""
    return status.state.final or status.process is None or is_here(status.process)


def is_alive(mark: ProcessMark) -> bool:
    """True while the marked process of this host runs; a zombie does not.

    Of one that is killed the first thread may be a zombie while another still lets go of files and locks.
    """
    try:
        process = psutil.Process(mark.pid)
        if abs(process.create_time() - mark.started) >= TOLERANCE:
            return False
        return process.status() != psutil.STATUS_ZOMBIE or process.num_threads() > 1
    except psutil.NoSuchProcess:
        return False


def is_zombie(mark: ProcessMark) -> bool:
    """True when the marked process of this host has ended and nobody has collected it yet."""
    try:
        process = psutil.Process(mark.pid)
        return abs(process.create_time() - mark.started) < TOLERANCE and process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
