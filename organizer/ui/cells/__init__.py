"""Editing tags in the table of songs: a cell, a column, what was copied from a spreadsheet."""
