"""What plugins brought, and which of them are broken."""

import pandas as pd
import streamlit as st

from tradecore_ui.boundary import plain
from tradecore_ui.desk import workbench
from tradecore_ui.tables import frame

# Calendars come by the dozen from one plugin.
MANY = "calendar"


def plugins() -> None:
    """Everything that is registered, by kind, with the distribution that it came with."""
    catalog = workbench().catalog
    owners = {plugin.name: plugin.distribution for plugin in catalog.plugins}
    for plugin in catalog.plugins:
        if plugin.problem:
            words = plain(f"Broken and skipped: {plugin.name} of {plugin.distribution}: {plugin.problem}")
            st.error(words, icon=":material/extension_off:")
    kinds = [kind for kind in catalog.kinds() if kind != MANY]
    rows = [
        (kind.replace("_", " "), name, owners[catalog.owner(kind, name)])
        for kind in kinds
        for name in catalog.names(kind)
    ]
    st.caption(
        f"{len(rows):,} parts and {len(catalog.names(MANY)):,} exchange calendars. A plugin that is installed while "
        "this server runs is found when it is started again."
    )
    frame(pd.DataFrame(rows, columns=["kind", "name", "comes from"]), "settings.plugins", height=600)
