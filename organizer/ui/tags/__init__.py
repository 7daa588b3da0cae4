"""Editing tags, and their history."""
