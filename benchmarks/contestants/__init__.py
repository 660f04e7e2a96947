"""Whoever takes part: each module runs in an interpreter of its own, as `python -m benchmarks.contestants.NAME`."""
