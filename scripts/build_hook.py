"""Compiles the translations whenever a wheel, or an editable install, is made."""

import runpy
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileTranslations(BuildHookInterface):
    """Found by its base class."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        del version, build_data
        runpy.run_path(str(Path(self.root) / "scripts" / "translations.py"))["compile_changed"]()
