"""Results as text: one module a job type, each a pure function of the result."""
