"""Where two runs' files begin to differ, named as a reader would look for it."""
