"""Dialogs that belong to no view: settings, lessons, quality of the map, what could not be analyzed."""
