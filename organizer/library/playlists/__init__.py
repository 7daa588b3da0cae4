"""Playlists: those of the library, and the files of other players."""
