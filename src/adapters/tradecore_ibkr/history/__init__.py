"""History from Interactive Brokers: asked for piece by piece, no faster than is allowed, and kept as it comes."""
