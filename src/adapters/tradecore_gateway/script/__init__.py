"""Scripts: what happens when, in lines that a trader can read."""
