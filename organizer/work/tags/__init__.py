"""Edits of tags: shown first, written through the journal, taken back at any time."""
