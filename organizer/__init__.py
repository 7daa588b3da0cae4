"""Organizer: a music library laid out as a map that can be seen, heard and arranged."""

__version__ = "0.2.0"
