"""The forms, a module for each type of job."""
