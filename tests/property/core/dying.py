"""Processes that die: somewhere in the middle, without a word."""

from collections.abc import Callable


class Died(BaseException):
    """A process ended here."""


def dying(at: int) -> Callable[[str], None]:
    """Dies when so many failpoints have been passed."""
    passed = 0

    def failpoint(_: str) -> None:
        nonlocal passed
        passed += 1
        if passed == at:
            raise Died

    return failpoint
