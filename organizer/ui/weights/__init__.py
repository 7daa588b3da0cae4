"""Weights of what songs are compared by: tried out on the map."""
