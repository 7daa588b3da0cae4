"""The window: its frame, its actions, and dialogs that belong to no view."""
