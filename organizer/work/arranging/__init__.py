"""Songs → map, groups and playlists, and what a person changes about them."""
