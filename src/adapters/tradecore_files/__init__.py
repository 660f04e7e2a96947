"""Runs, models and configuration as files of a workspace."""
