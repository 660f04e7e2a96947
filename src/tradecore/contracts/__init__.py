"""Requests, results and settings: what is written down of a job."""
