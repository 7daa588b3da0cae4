"""Named regions of the map in the window."""
