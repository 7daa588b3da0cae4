"""The window: its frame and its actions."""
