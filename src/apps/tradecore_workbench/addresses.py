"""Which addresses the pages may be served at."""

from tradecore.errors import InvalidValue

LOOPBACK = ("127.0.0.1", "localhost", "::1")


def check_address(address: str, *, expose: bool) -> None:
    """Raises InvalidValue for an address beyond this machine that nobody asked to expose."""
    if address not in LOOPBACK and not expose:
        accepted = f"one of {', '.join(LOOPBACK)}: whoever reaches the pages may trade. Say --expose if that is meant"
        raise InvalidValue("--address", address, accepted)
