"""Sessions of the exchanges."""
