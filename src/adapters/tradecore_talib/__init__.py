"""Feature columns from TA-Lib."""
