"""Compiles the core's kernels with numba: the imported function objects themselves, nothing written twice."""
