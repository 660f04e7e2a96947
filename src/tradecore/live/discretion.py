"""Discretion: no text that others may read holds an account's id in full."""

from dataclasses import fields, replace
from typing import Any, TypeVar

T = TypeVar("T")
SHOWN = 3


def masked(account: str) -> str:
    """An account's id as others may see it: all but its last three characters hidden."""
    return f"{'*' * max(len(account) - SHOWN, 0)}{account[-SHOWN:]}"


def discreet(body: T, account: str) -> T:
    """An event whose texts, which people and brokers write, name the account only masked."""
    told: Any = body
    found = {one.name: getattr(told, one.name) for one in fields(told)}
    named = {name: text for name, text in found.items() if isinstance(text, str) and account and account in text}
    if not named:
        return body
    return replace(told, **{name: text.replace(account, masked(account)) for name, text in named.items()})
