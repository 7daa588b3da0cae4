"""The map's fixtures: what paints it is tested on the map itself."""

from tests.ui.map.conftest import view

__all__ = ["view"]
