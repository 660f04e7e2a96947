"""Who is alive: also a process whose first thread has ended, as one that was killed while it lets go of its files."""

import subprocess
import sys
import time

import psutil

from tradecore_kit.processes import is_alive, mark_of

WITHOUT_FIRST_THREAD = """
import ctypes, os, sys, threading

def work():
    sys.stdin.readline()
    os._exit(0)

threading.Thread(target=work).start()
ctypes.CDLL(None).pthread_exit(None)
"""


def test_a_process_lives_as_long_as_one_of_its_threads() -> None:
    command = [sys.executable, "-c", WITHOUT_FIRST_THREAD]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as child:
        mark = mark_of(child.pid)
        while psutil.Process(child.pid).status() != psutil.STATUS_ZOMBIE:
            time.sleep(0.005)
        assert is_alive(mark)
        child.communicate(b"\n")
    assert not is_alive(mark)


def test_a_zombie_is_not_alive() -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as child:
        mark = mark_of(child.pid)
        while psutil.Process(child.pid).status() != psutil.STATUS_ZOMBIE:
            time.sleep(0.005)
        assert not is_alive(mark)
