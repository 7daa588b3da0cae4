"""What a module of ``commands`` offers in ``COMMANDS``: the functions that do its commands."""

from __future__ import annotations

import argparse
from collections.abc import Callable

Options = argparse.Namespace

#: What does a command: it returns the exit code, and raises what a person can do something about.
Run = Callable[[Options], int]
