"""The report of each job type: a pure function of its request, its result and what it made."""
