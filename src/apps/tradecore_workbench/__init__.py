"""The composition root: a workspace with its adapters, and the jobs that run in it."""
