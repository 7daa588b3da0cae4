"""Kills and errors at every point where an edit, an undo or an export touches the disk.

``python -m tests.faults`` (``make faults``) goes through all of them; ``test_faults.py`` through a sample.
"""
