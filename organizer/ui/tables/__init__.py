"""Importing tables of songs, and forgetting them."""
