"""Journeys drawn on the map: the way, the hands that pull at it, and the bar that changes it."""
