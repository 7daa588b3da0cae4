"""The groups view."""
