"""What a plain install brings, and how the package describes itself."""

from __future__ import annotations

import importlib.metadata
import re
import tomllib
from pathlib import Path

from hatchling.metadata.core import ProjectMetadata
from hatchling.plugin.manager import PluginManager

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]

#: What brings a compiler, a browser or a test tool along: never part of a plain install.
NEVER = {"librosa", "pyside6-addons", "numba", "llvmlite", "pyside6", "pytest", "hypothesis"}


def names(requirements: list[str]) -> set[str]:
    """Distributions, as package indexes write them."""
    return {plain(re.split(r"[^\w.-]", requirement, maxsplit=1)[0]) for requirement in requirements}


def plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def brought(distributions: set[str]) -> set[str]:
    """These distributions and all that they bring along on this machine."""
    seen: set[str] = set()
    left = set(distributions)
    while left:
        name = left.pop()
        seen.add(name)
        try:
            requires = importlib.metadata.requires(name) or []
        except importlib.metadata.PackageNotFoundError:  # of another system
            continue
        left |= names([line for line in requires if "extra ==" not in line]) - seen
    return seen


def test_a_plain_install_brings_no_compiler_and_no_browser() -> None:
    assert brought(names(PROJECT["dependencies"])) & NEVER == set()


def test_the_package_describes_itself_without_pointing_beside_itself() -> None:
    core = ProjectMetadata(str(ROOT), PluginManager()).core
    assert core.authors == [{"name": "Organizer contributors"}] and core.keywords and core.license_files
    assert {f"Programming Language :: Python :: 3.{minor}" for minor in (11, 12, 13, 14)} <= set(
        core.classifiers
    )
    assert "](docs/" in (ROOT / "README.md").read_text("utf-8")
    assert re.findall(r"\]\((?!https?:|#)[^)]*\)", core.readme) == []
    assert "[" not in re.sub(
        r"`[^`]*`|```.*?```", "", core.readme.partition("## A short tour")[0], flags=re.S
    )
