"""What came of a run, a module for each type of job."""
