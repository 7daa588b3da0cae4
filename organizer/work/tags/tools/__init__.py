"""Tools for tags: pure functions from what songs say, and where they lie, to what they should say."""
