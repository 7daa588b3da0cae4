"""What a module of ``commands`` offers: for each of its commands the options, and what is done with them."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import NamedTuple

Options = argparse.Namespace


class Command(NamedTuple):
    """One command. ``run`` returns the exit code; what a person can do something about it raises."""

    add_arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[Options], int]


def no_options(_parser: argparse.ArgumentParser) -> None:
    """The arguments of a command that has none of its own."""
