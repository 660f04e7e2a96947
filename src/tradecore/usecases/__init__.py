"""One module a job type: a function of a request and the ports it needs, returning a result."""
