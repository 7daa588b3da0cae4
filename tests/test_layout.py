"""What keeps the house easy to walk through: folders, modules and functions stay small,
what is public says what it is, every module has its test, and the formatter decides how code looks."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MODULES, LINES, STATEMENTS = 20, 500, 60
FORMATTED_BY_HAND = 20

#: What is larger still, to be cut; nothing is added here.
STILL_LARGE: list[str] = []

#: Methods of Qt with names of one word that views and models override; the others are camelCase.
OF_QT = frozenset({"data", "event", "flags", "formats", "paint"})


def sources(root: Path) -> list[Path]:
    return sorted(path for path in root.rglob("*.py") if "__pycache__" not in path.parts)


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


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
        for node in definitions(parsed(path)):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if not isinstance(node, ast.ClassDef) and length > STATEMENTS:
                large.append(f"{path.relative_to(root)}: {node.name} has {length} lines")
    return sorted(large)


def undocumented(root: Path) -> list[str]:
    """Modules and public definitions without a docstring. What overrides a method of Qt has Qt's camelCase
    name, and Qt's documentation; what stands below an ``if`` is looked at too."""
    silent = []
    for path in sources(root):
        tree = parsed(path)
        if not ast.get_docstring(tree) and path.stat().st_size:
            silent.append(f"{path.relative_to(root)}")
        scopes: list[tuple[str, ast.AST]] = [("", tree)]
        while scopes:
            prefix, scope = scopes.pop()
            for node in ast.iter_child_nodes(scope):
                if isinstance(node, ast.If | ast.Try):
                    scopes.append((prefix, node))
                if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                    continue
                if node.name.startswith("_") or re.match(r"[a-z]+[A-Z]", node.name):
                    continue
                if prefix and node.name in OF_QT and path.relative_to(root).parts[0] == "ui":
                    continue
                overload = any("overload" in ast.unparse(each) for each in node.decorator_list)
                if not ast.get_docstring(node) and not overload:
                    silent.append(f"{path.relative_to(root)}: {prefix}{node.name}")
                if isinstance(node, ast.ClassDef):
                    scopes.append((f"{prefix}{node.name}.", node))
    return sorted(silent)


def dotted(path: Path, root: Path) -> str:
    return ".".join(path.relative_to(root).with_suffix("").parts)


@cache
def uses(path: Path, root: Path) -> set[str]:
    """The project's modules that a file names: in its imports, in code that it hands to another process, as
    a command that it types, or by opening the window."""
    text = path.read_text("utf-8")
    tree = parsed(path)
    names = set(re.findall(r"organizer(?:\.\w+)+", text))
    if re.search(r'"-m", "organizer"|bin/organizer', text):
        names.add("organizer.__main__")
    if "open_window" in text:  # the fixture that opens it
        names.add("organizer.ui.window.main_window")
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            names |= {f"{node.module}.{name.name}" for name in node.names}
    if path.name.startswith("test_") and names & {"organizer.cli.parser", "organizer.__main__"}:
        typed = {each.value for each in ast.walk(tree) if isinstance(each, ast.Constant)}
        names |= {module for command, module in commands(root).items() if command in typed}
    return names


@cache
def commands(root: Path) -> dict[str, str]:
    """The module of each command, read from the keys of its ``COMMANDS``."""
    modules = {}
    for path in sorted((root / "organizer/cli/commands").rglob("*.py")):
        for node in parsed(path).body:
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict):
                keys = [key.value for key in node.value.keys if isinstance(key, ast.Constant)]
                if ast.unparse(node.targets[0]) == "COMMANDS":
                    modules.update(dict.fromkeys(map(str, keys), dotted(path, root)))
    return modules


def covers(test: Path, module: Path, root: Path) -> bool:
    """Whether a test uses a module, or something that uses it."""
    name = dotted(module, root)
    direct = uses(test, root)
    files = [root / f"{each.replace('.', '/')}.py" for each in direct]
    return name in direct or any(name in uses(file, root) for file in files if file.exists())


def untested(root: Path, listed: str) -> list[str]:
    """Modules without a test of their name, unless ``listed`` (lines of `module`: `test`) says whose test
    covers them; and what it says that is not so."""
    complaints = []
    covered = dict(re.findall(r"`(organizer/[\w/]+\.py)`: `(tests/[\w/]+\.py)`", listed))
    for path in sources(root / "organizer"):
        name, inside = str(path.relative_to(root)), path.relative_to(root / "organizer")
        own = (root / "tests" / inside.parent / f"test_{path.name}").exists()
        test = covered.pop(name, None)
        if path.name == "__init__.py":
            continue
        if test is None and not own:
            complaints.append(f"{name} has no test of its name")
        elif test is not None and not (root / test).exists():
            complaints.append(f"{test} does not exist")
        elif test is not None and own:
            complaints.append(f"{name} has a test of its name and needs no line")
        elif test is not None and not covers(root / test, path, root):
            complaints.append(f"{test} does not use {name}")
    return complaints + [f"{name} does not exist" for name in covered]


def formatted_by_hand(root: Path) -> int:
    """How often the formatter is told to keep off."""
    mark = "# fmt: " + "skip"
    return sum(path.read_text("utf-8").count(mark) for path in sources(root))


def test_folders_modules_and_functions_stay_small() -> None:
    assert too_large(ROOT / "organizer") == STILL_LARGE


def test_everything_public_says_what_it_is() -> None:
    assert undocumented(ROOT / "organizer") == []


def test_every_module_has_its_test() -> None:
    assert untested(ROOT, (ROOT / "docs/testing.md").read_text("utf-8")) == []


def test_the_formatter_is_seldom_told_to_keep_off() -> None:
    assert sum(formatted_by_hand(ROOT / top) for top in ("organizer", "tests", "bench")) < FORMATTED_BY_HAND


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


def test_a_silent_definition_is_found(tmp_path: Path) -> None:
    (tmp_path / "planted.py").write_text(
        '"""Says."""\nclass A:\n    """Says."""\n    def b(self): ...\n    def paintEvent(self): ...\n'
        "    def _c(self): ...\nif True:\n    def d(): ...\n",
        "utf-8",
    )
    (tmp_path / "silent.py").write_text("x = 1\n", "utf-8")
    (tmp_path / "ui").mkdir()
    (tmp_path / "ui/view.py").write_text(
        '"""Says."""\nclass A:\n    """Says."""\n    def paint(self): ...\n    def show(self): ...\n', "utf-8"
    )
    assert undocumented(tmp_path) == ["planted.py: A.b", "planted.py: d", "silent.py", "ui/view.py: A.show"]


@pytest.mark.parametrize(
    ("listed", "complaints"),
    [
        ("", ["organizer/a.py has no test of its name"]),
        ("`organizer/a.py`: `tests/test_b.py`", ["tests/test_b.py does not use organizer/a.py"]),
        ("`organizer/a.py`: `tests/test_c.py`", []),
        ("`organizer/a.py`: `tests/test_d.py`", ["tests/test_d.py does not exist"]),
        (
            "`organizer/a.py`: `tests/test_c.py`\n`organizer/e.py`: `tests/test_c.py`",
            ["organizer/e.py does not exist"],
        ),
        (
            "`organizer/a.py`: `tests/test_c.py`\n`organizer/b.py`: `tests/test_c.py`",
            ["organizer/b.py has a test of its name and needs no line"],
        ),
    ],
)
def test_a_module_without_its_test_is_found(tmp_path: Path, listed: str, complaints: list[str]) -> None:
    for name, text in {
        "organizer/a.py": "",
        "organizer/b.py": "",
        "organizer/c.py": "from organizer import a\n",
        "tests/test_b.py": "import organizer.b\n",
        "tests/test_c.py": "from organizer.c import a\n",
    }.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    assert untested(tmp_path, listed) == complaints


def test_what_is_formatted_by_hand_is_counted(tmp_path: Path) -> None:
    (tmp_path / "planted.py").write_text("x = (1,\n     2)  # fmt: " + "skip\n", "utf-8")
    assert formatted_by_hand(tmp_path) == 1
