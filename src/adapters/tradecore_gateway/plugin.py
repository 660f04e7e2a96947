"""The fake gateway."""
