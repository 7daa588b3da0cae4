"""Songs that are pinned to the map, in the window."""
