"""What panic came to, in words."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tradecore_workbench.panic import Panicked


def told(one: "Panicked") -> str:
    """A sentence for a session."""
    if one.problem:
        return f"Session {one.session}: ITS ACCOUNT COULD NOT BE REACHED, look at the broker: {one.problem}"
    if one.swept is None:
        return f"Session {one.session}: its daemon has stopped ordering."
    by = "its daemon has stopped ordering" if one.obeyed else "no daemon answered, so another client saw to it"
    swept = one.swept
    parts = [f"cancelled {', '.join(swept.cancelled) or 'nothing, for nothing was at work'}"]
    parts += [f"took the protection of {', '.join(swept.unprotected)} away"] if swept.unprotected else []
    parts += [f"closes {', '.join(swept.closing)} at the market"] if swept.closing else []
    more = "" if swept.complete else " THE BROKER DID NOT SAY ALL THAT IT HOLDS: look there."
    return f"Session {one.session}: {by}; it {', '.join(parts)}.{more}"
