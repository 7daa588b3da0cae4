"""What outlives a widget never calls it when it is gone. Checked from the syntax tree."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import organizer.ui

SOURCES = sorted(Path(organizer.ui.__file__).parent.rglob("*.py"))

#: Objects that live as long as the window: what is connected to their signals must be a method, which Qt
#: disconnects together with its widget.
_LONG_LIVED = ("state", "_state", "jobs", "styleHints", "engine")


def calls(name: str) -> Iterator[tuple[str, ast.Call]]:
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == name:
                yield f"{path.name}:{node.lineno}", node


def names_of(node: ast.AST) -> list[str]:
    return [
        part.attr if isinstance(part, ast.Attribute) else part.id
        for part in ast.walk(node)
        if isinstance(part, ast.Attribute | ast.Name)
    ]


def test_signals_of_what_lives_long_are_connected_to_methods():
    seen = 0
    for place, call in calls("connect"):
        assert isinstance(call.func, ast.Attribute)
        names = names_of(call.func.value)
        if "self" in names and len(names) <= 2:
            continue  # a signal of the widget itself
        if not set(names[1:]) & set(_LONG_LIVED):
            continue
        seen += 1
        receiver = call.args[0]
        assert isinstance(receiver, ast.Attribute), f"{place}: connect a method"
    assert seen > 50


def test_what_comes_of_a_job_is_told_to_methods_or_has_an_owner():
    seen = 0
    for place, call in [*calls("start"), *calls("run")]:
        callbacks = {word.arg: word.value for word in call.keywords}
        told = [callbacks[name] for name in ("on_result", "on_error") if name in callbacks]
        seen += bool(told)
        if all(isinstance(callback, ast.Attribute) or _is_partial(callback) for callback in told):
            continue
        assert "owner" in callbacks, f"{place}: a callback that is no method needs an owner"
    assert seen > 50


def _is_partial(node: ast.expr) -> bool:
    return (
        isinstance(node, ast.Call)
        and names_of(node.func) == ["partial"]
        and isinstance(node.args[0], ast.Attribute)
    )
