"""How plugins meet tradecore: hook specifications, their marker, and the registry of what they bring.

A plugin imports `hookimpl` from here and nothing else.
"""

from tradecore_plugins.markers import hookimpl

__all__ = ["hookimpl"]
