"""Streamlit's own command, in a process that warms up: `python -m tradecore_ui.serve run FILE FLAGS`."""

from streamlit.web.cli import main

from tradecore_ui import warm

if __name__ == "__main__":
    warm.begin()
    main(prog_name="streamlit")
