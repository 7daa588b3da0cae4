"""Commands for playlists."""
