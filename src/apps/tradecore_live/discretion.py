"""Discretion: what a process of ours prints names neither its account nor an address that is a secret."""

import io
import os
from typing import TextIO

from tradecore.live.discretion import masked

# Whoever knows one of these can act in somebody's name.
SECRET = ("TRADECORE_WEBHOOK",)


class Discreet(io.TextIOBase):
    """An output in which secrets do not appear, whoever prints: a traceback, a warning, a library."""

    def __init__(self, output: TextIO) -> None:
        self._output = output
        self._hidden = {os.environ[name]: f"({name})" for name in SECRET if os.environ.get(name)}

    def hide(self, account: str) -> None:
        """An account's id is shown masked from here on."""
        if account:
            self._hidden[account] = masked(account)

    def cover(self, text: str) -> str:
        """The text without secrets."""
        for secret, shown in self._hidden.items():
            text = text.replace(secret, shown)
        return text

    def write(self, text: str, /) -> int:
        """Written without secrets."""
        self._output.write(self.cover(text))
        return len(text)

    def flush(self) -> None:
        """At once."""
        self._output.flush()

    def writable(self) -> bool:
        """Always."""
        return True
