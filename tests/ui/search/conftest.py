"""The window's fixtures: the box is tested where it stands."""

from tests.ui.window.conftest import window

__all__ = ["window"]
