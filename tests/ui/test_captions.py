"""What the window does never depends on what it says: a translation would break it."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import organizer.ui

UI = Path(organizer.ui.__file__).parent

#: Methods that answer with a text that people read.
_CAPTIONS = frozenset(
    (
        *("text", "tabText", "itemText", "currentText", "labelText", "placeholderText", "title"),
        *("windowTitle", "toolTip", "statusTip", "accessibleName"),
    )
)
#: Methods that look for a text that people read, or choose by it.
_SEEKERS = frozenset({"findText", "setCurrentText", "findItems"})


def _is_caption(node: ast.expr) -> bool:
    """Whether an expression is a caption, or text made of one: ``button.text().strip()``."""
    if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
        return False
    if ast.unparse(node) == "self.text()":  # of a field: what a person typed
        return False
    return node.func.attr in _CAPTIONS or _is_caption(node.func.value)


def _compares(node: ast.AST) -> bool:
    """Whether captions decide here: compared with fixed words or names, looked for, or used as a key."""
    if isinstance(node, ast.Compare):
        sides = [node.left, *node.comparators]
        return any(_is_caption(side) for side in sides)
    if isinstance(node, ast.Subscript):
        return _is_caption(node.slice)
    if isinstance(node, ast.Match):
        return _is_caption(node.subject)
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
        if node.func.attr in _SEEKERS:
            return True
        if node.func.attr in ("startswith", "endswith", "get", "index"):
            return _is_caption(node.func.value) or any(_is_caption(argument) for argument in node.args)
    return False


def captions_compared(source: str) -> list[str]:
    return [ast.unparse(node) for node in ast.walk(ast.parse(source)) if _compares(node)]


def test_no_caption_decides():
    wrong = []
    for path in sorted(UI.rglob("*.py")):
        wrong += [f"{path.relative_to(UI)}: {line}" for line in captions_compared(path.read_text("utf-8"))]
    assert wrong == []


@pytest.mark.parametrize(
    "line",
    [
        "if self.empty.button.text() == 'Make groups': pass",
        "if self.tabs.tabText(3) in ('Tags', 'Song'): pass",
        "page = self.pages[self.tabs.tabText(index)]",
        "if box.currentText().lower().startswith('share'): pass",
        "box.setCurrentText('Energy')",
        "place = box.findText('Energy')",
    ],
)
def test_a_planted_caption_is_noticed(line):
    assert captions_compared(line)


@pytest.mark.parametrize("line", ["button.setText('Go on')", "if box.currentData() == 'energy': pass"])
def test_identities_are_not_captions(line):
    assert not captions_compared(line)
