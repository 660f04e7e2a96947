"""A search looked at closely: along each axis, over all sets, and before it is begun."""
