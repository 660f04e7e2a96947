"""The two decorators of the project `tradecore`: one for what may be hooked, one for what hooks."""

import pluggy

PROJECT = "tradecore"

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)
