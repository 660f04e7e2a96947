"""Comma files: bars and predictions in, tables out."""
