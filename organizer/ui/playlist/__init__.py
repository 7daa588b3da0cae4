"""The playlist at hand."""
