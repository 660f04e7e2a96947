"""Alarms to a web address of the user's."""
