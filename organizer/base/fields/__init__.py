"""The fields of tags, and what they are called."""
