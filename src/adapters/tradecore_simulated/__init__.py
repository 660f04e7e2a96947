"""A broker of our own, which fills by the core's own fill rules and outlives the sessions that trade at it."""
