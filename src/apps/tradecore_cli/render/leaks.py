"""A leak check as text."""

from tradecore.contracts.leaks import LeaksResult
from tradecore.views.text import moment
from tradecore_cli.text import prose


def lines(result: LeaksResult) -> list[str]:
    """Which columns were checked and which of them know the future."""
    guilty = [
        prose(f"{leak.column}: first changed at {moment(leak.time)} UTC ({leak.test}). {leak.hint}", "  ")
        for leak in result.leaks
    ]
    return [*map(prose, result.sentences), *guilty]
