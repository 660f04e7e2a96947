"""Files of bars as people have them, whatever their format: columns by name, times, defects, factors."""
