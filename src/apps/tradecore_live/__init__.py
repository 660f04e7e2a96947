"""The daemon of a trading session."""
