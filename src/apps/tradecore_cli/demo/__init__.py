"""The demo: one honest walk from an installed package's prices to a verdict."""
