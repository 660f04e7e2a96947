"""Rehearsals: a session's own file against a gateway of our own on which everything goes wrong that can."""
