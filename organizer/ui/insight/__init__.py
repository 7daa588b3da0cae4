"""The insight view."""
