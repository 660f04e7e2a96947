"""Matrices of returns as Parquet files."""
