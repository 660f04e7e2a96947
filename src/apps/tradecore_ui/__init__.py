"""The workstation in the browser."""
