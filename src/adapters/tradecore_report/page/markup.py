"""HTML from parts: every text is escaped on its way in, so that none can become markup."""

import unicodedata
from collections.abc import Iterable
from html import escape

# What turns a line around, or takes no room in it.
UNSEEN = frozenset("\u061c\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff")


class Markup(str):
    """HTML that stands as it is; made by this module only."""

    __slots__ = ()


def text(value: str) -> Markup:
    """A text as HTML shows it: markup escaped, characters that nobody sees, or that turn the line around, named."""
    return Markup(escape("".join(map(_visible, value))))


def element(name: str, *children: str | None, **attributes: str) -> Markup:
    """`<name attributes>children</name>`; a child that is no Markup is text, None is nothing.

    `class_` stands for `class`, and underscores within a name for hyphens; an empty value leaves the attribute out.
    """
    given = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{text(value)}"' for key, value in attributes.items() if value
    )
    return Markup(f"<{name}{given}>{joined(children)}</{name}>")


def joined(children: Iterable[str | None]) -> Markup:
    """The children one after the other."""
    return Markup("".join(child if isinstance(child, Markup) else text(child) for child in children if child))


def raw(trusted: str) -> Markup:
    """A piece of HTML that this package wrote itself."""
    return Markup(trusted)


def _visible(character: str) -> str:
    hidden = character in UNSEEN or (unicodedata.category(character) in ("Cc", "Cs") and character not in "\n\t")
    return f"\\u{ord(character):04x}" if hidden else character
