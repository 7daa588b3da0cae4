"""Playlists that follow a search, and those of other programs and for them."""
