"""Parquet files: bars and matrices of returns, and the data sets of a workspace."""
