"""What keeps the house easy to walk through: folders, modules and functions stay small."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULES, LINES, STATEMENTS = 20, 500, 60

#: What is larger still, to be cut; nothing is added here.
STILL_LARGE = [
    "ui/window: 22 modules",
    "work/arranging/mapping.py: build_map has 81 lines",
]


def sources(root: Path) -> list[Path]:
    return sorted(path for path in root.rglob("*.py") if "__pycache__" not in path.parts)


def definitions(tree: ast.AST) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node


def too_large(root: Path) -> list[str]:
    """Folders with too many modules, modules with too many lines, functions with too many."""
    large = []
    for folder in {path.parent for path in sources(root)}:
        count = sum(path.name != "__init__.py" for path in folder.glob("*.py"))
        if count > MODULES:
            large.append(f"{folder.relative_to(root)}: {count} modules")
    for path in sources(root):
        text = path.read_text("utf-8")
        if (lines := text.count("\n")) > LINES:
            large.append(f"{path.relative_to(root)}: {lines} lines")
        for node in definitions(ast.parse(text)):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if not isinstance(node, ast.ClassDef) and length > STATEMENTS:
                large.append(f"{path.relative_to(root)}: {node.name} has {length} lines")
    return sorted(large)


def test_folders_modules_and_functions_stay_small() -> None:
    assert too_large(ROOT / "organizer") == STILL_LARGE


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("x = 1\n" * 501, "planted.py: 501 lines"),
        ("def f():\n" + "    x = 1\n" * 60, "planted.py: f has 61 lines"),
    ],
)
def test_what_is_too_large_is_found(tmp_path: Path, text: str, complaint: str) -> None:
    (tmp_path / "planted.py").write_text(text, "utf-8")
    assert too_large(tmp_path) == [complaint]


def test_a_crowded_folder_is_found(tmp_path: Path) -> None:
    for number in range(21):
        (tmp_path / f"m{number}.py").touch()
    assert too_large(tmp_path) == [".: 21 modules"]
