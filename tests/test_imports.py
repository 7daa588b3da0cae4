"""Imports point one way, and each foreign library has one door. Checked from the syntax tree."""

from __future__ import annotations

import ast
import functools
import graphlib
import re
import subprocess
import sys
import tomllib
from collections.abc import Container, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

import organizer
from tests.conftest import unwatched

PACKAGE = Path(organizer.__file__).parent

#: Folders from the bottom up, and those below that each may use beside itself. Modules that lie in no folder
#: (``app``, ``__main__``, the package itself) put everything together and may use all of it.
ALLOWED: dict[str, frozenset[str]] = {
    "base": frozenset(),
    "library": frozenset({"base"}),
    "analysis": frozenset({"base"}),
    "pictures": frozenset({"analysis", "base"}),
    "demo": frozenset({"library", "base"}),
    "work": frozenset({"pictures", "library", "analysis", "base"}),
    "api": frozenset({"work", "library", "analysis", "base"}),
    "serving": frozenset({"api", "work", "library", "base"}),
    "ui": frozenset({"work", "demo", "pictures", "library", "analysis", "base"}),
    "cli": frozenset({"", "serving", "api", "work", "demo", "pictures", "library", "analysis", "base"}),
    "": frozenset({"ui", "cli", "api", "work", "demo", "pictures", "library", "analysis", "base"}),
}

#: The same within a layer: folders, and those beside them that each may use; "" are the modules that lie in
#: none of them. What is not named here may use all that makes no circle.
WITHIN: dict[str, dict[str, frozenset[str]]] = {
    "library": {
        "storage": frozenset(),
        "tags": frozenset(),
        "plays": frozenset({"storage", "tags"}),
        "files": frozenset({"storage", "plays"}),
        "tables": frozenset({"storage", "tags"}),
        "playlists": frozenset({"storage"}),
        "lists": frozenset({"storage"}),
        "places": frozenset({"storage", ""}),
        "sounds": frozenset({"storage"}),
        "": frozenset({"storage", "tags", "files", "tables", "playlists", "lists", "sounds", "plays"}),
    },
    "analysis": {
        "ear": frozenset(),
        "network": frozenset({"ear"}),
        "structure": frozenset({"ear"}),
        "lossless": frozenset({"ear"}),
        "space": frozenset({"ear"}),
        "playing": frozenset({"ear", "space"}),
        "map": frozenset({"ear", "space"}),
        "judging": frozenset({"ear", "space", "map"}),
    },
    "work": {
        "": frozenset(),
        "tags": frozenset({""}),
        "cluster": frozenset({""}),
        "playing": frozenset({"", "tags", "analysis", "arranging"}),
        "files": frozenset({"", "tags", "playing"}),
        "analysis": frozenset({"", "cluster"}),
        "arranging": frozenset({"", "tags", "analysis"}),
        "insight": frozenset({"", "tags", "analysis", "arranging", "playlists"}),
        "intake": frozenset({"", "tags", "files", "analysis", "arranging"}),
        "playlists": frozenset({"", "tags", "analysis", "arranging", "intake"}),
        "tidying": frozenset({"", "tags"}),
    },
    "ui": {
        "looks": frozenset(),
        "widgets": frozenset({"looks"}),
        "state": frozenset({"looks", "widgets"}),
    },
}

#: Foreign library -> the only modules that may import it (a package's name allows all in it).
DOORS: dict[str, tuple[str, ...]] = {
    "mutagen": ("library.tags",),
    "babel": ("base.language.catalogue",),
    "charset_normalizer": ("library.tables.encodings",),
    "regex": ("work.tags.tools.replacing",),
    "sqlite3": ("library.storage.connection",),
    "av": ("analysis.ear.decoders", "work.files.encoding"),
    "soxr": ("analysis.ear.audio", "work.playing.stream"),
    "miniaudio": ("work.playing.loudspeaker",),
    "onnxruntime": ("analysis.network.model",),
    "librosa": ("analysis.ear.librosa_loader",),
    "numba": (),
    # demo/ encodes the songs that it makes; nobody but analysis/ear/decoders.py decodes.
    "soundfile": ("analysis.ear.decoders", "demo.library"),
    "PySide6": ("ui", "app"),
    "shiboken6": ("ui", "app"),
    "pyqtgraph": ("ui", "app"),
    "qtawesome": ("ui", "app"),
    "PIL": ("pictures",),
    "rich": ("cli.terminal",),
    "send2trash": ("work.files.trash",),
    "dask": ("work.cluster",),
    "distributed": ("work.cluster",),
    "jeepney": ("ui.sound.mpris_bus", "ui.looks.desktop_motion"),
    "starlette": ("serving",),
    "uvicorn": ("serving",),
    "mcp": ("serving",),
    "defusedxml": ("library.playlists.playlist_xml",),
}
#: What is imported only where an extra was installed, and the extra.
EXTRAS = {
    "librosa": "reference",
    "onnxruntime": "network",
    "dask": "cluster",
    "distributed": "cluster",
    "starlette": "serve",
    "uvicorn": "serve",
    "mcp": "mcp",
}
#: Packages that are imported by another name than they are installed by.
OTHERWISE_NAMED = {
    "PIL": "pillow",
    "PySide6": "pyside6-essentials",
    "shiboken6": "pyside6-essentials",  # which brings it along
    "sklearn": "scikit-learn",
}
#: The parts of Qt that PySide6-Essentials holds, as far as they are of use here.
IN_ESSENTIALS = tuple(
    f"PySide6.Qt{part}"
    for part in ("Core", "DBus", "Gui", "Network", "OpenGL", "PrintSupport", "Svg", "Test", "Widgets")
)
#: Modules that only some systems have, or that tell systems apart: for ``organizer/base/system.py`` alone.
OF_SYSTEMS = set(
    "fcntl resource pwd grp termios tty pty syslog posix nt msvcrt winreg winsound platform".split()
)
_OS = """
  sched_getaffinity sched_setaffinity nice getpriority setpriority getuid geteuid getgid getegid
  getgroups getpgid getpgrp getsid setsid setpgid setuid setgid killpg fork forkpty register_at_fork
  wait wait3 wait4 chown fchown lchown fchmod lchmod chroot chflags sync fdatasync posix_fadvise
  posix_fallocate posix_spawn posix_spawnp listxattr getxattr setxattr removexattr mkfifo mknod
  uname getloadavg statvfs fstatvfs pathconf sysconf confstr set_blocking get_blocking openpty
  ttyname pread pwrite preadv pwritev readv writev sendfile copy_file_range memfd_create pipe2
  eventfd process_cpu_count startfile add_dll_directory name fchdir O_NOFOLLOW O_CLOEXEC O_DIRECTORY
  O_NONBLOCK O_NOATIME O_DIRECT O_DSYNC O_SYNC O_NOCTTY O_PATH O_TMPFILE O_BINARY O_TEMPORARY
  O_NOINHERIT
"""
_SIGNAL = """
  SIGHUP SIGKILL SIGALRM SIGUSR1 SIGUSR2 SIGPIPE SIGCHLD SIGQUIT SIGSTOP SIGCONT SIGTSTP SIGXFSZ
  SIGXCPU SIGWINCH SIGBREAK CTRL_C_EVENT CTRL_BREAK_EVENT pthread_sigmask pthread_kill setitimer
  alarm pause sigwait sigpending siginterrupt SIG_BLOCK SIG_UNBLOCK SIG_SETMASK
"""
#: Names that some system lacks, or that tell systems apart, in modules that every system has.
NOT_EVERYWHERE = {
    "os": frozenset(_OS.split()),
    "signal": frozenset(_SIGNAL.split()),
    "sys": frozenset({"platform", "getwindowsversion"}),
}
#: How texts begin that name what one system has; addresses of files hold drives and servers on Windows.
PLACES = ("/proc/", "/sys/", "/dev/", "/etc/", "/tmp/", "/usr/", "file:/")
#: Libraries that are slow to load, and so are imported where they are used, inside functions.
HEAVY = {
    "librosa",
    "sklearn",
    "scipy",
    "av",
    "soundfile",
    "soxr",
    "miniaudio",
    "numba",
    "PIL",
    "onnxruntime",
    "dask",
    "distributed",
}


def modules(root: Path) -> Iterator[tuple[str, ast.Module]]:
    """Each module under the package's folder by its dotted name without the package, and its tree."""
    for path in sorted(root.rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        yield name or "organizer", parsed(path.read_text("utf-8"))


@functools.cache
def parsed(text: str) -> ast.Module:
    return ast.parse(text)


@functools.cache
def imports(tree: ast.Module) -> tuple[tuple[str, bool], ...]:
    """Every imported name, relative ones as they stand, and whether it is imported with the module."""
    return tuple(_imports(tree))


def _imports(tree: ast.Module) -> Iterator[tuple[str, bool]]:
    waiting: list[tuple[ast.AST, bool]] = [(tree, True)]
    while waiting:
        node, at_once = waiting.pop()
        for_types: list[ast.stmt] = []
        match node:
            case ast.Import(names=names):
                yield from ((alias.name, at_once) for alias in names)
            case ast.ImportFrom(module=module, names=names, level=level):
                base = "." * level + (module or "")
                yield from ((f"{base}.{alias.name}", at_once) for alias in names)
            case ast.Call(
                func=ast.Name(id="__import__")
                | ast.Attribute(value=ast.Name(id="importlib"), attr="import_module"),
                args=[ast.Constant(value=str(name)), *_],
            ):
                yield name, False
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.Lambda():
                at_once = False
            case ast.If(test=ast.Name(id=name) | ast.Attribute(attr=name), body=body):
                for_types = body if name == "TYPE_CHECKING" else []
        children = list(ast.iter_child_nodes(node))
        waiting += [(child, at_once and child not in for_types) for child in reversed(children)]


def layer(module: str) -> str:
    """The folder in which a module lies, "" for those in none. The package itself is one of these."""
    if module == "organizer":
        return ""
    first, dot, _ = module.partition(".")
    return first if dot or first in ALLOWED else ""


def folder_within(module: str, layer_name: str, trees: Iterable[str]) -> str | None:
    """The folder of a layer in which a module lies, "" for one beside the folders, None in other layers."""
    if module.partition(".")[0] != layer_name:
        return None
    parts = module.split(".")
    folder = ".".join(parts[:2])
    is_folder = len(parts) > 2 or any(name.startswith(f"{folder}.") for name in trees)
    return parts[1] if len(parts) > 1 and is_folder else ""


def targets(tree: ast.Module, trees: Container[str]) -> Iterator[str]:
    """The modules of the package that a module imports, wherever it does so."""
    for name, _ in imports(tree):
        package, _, rest = name.partition(".")
        if package == "organizer":
            # "from organizer.library import tracks" names a module, "… import __version__" does not
            yield (rest if rest in trees or rest in ALLOWED else rest.rpartition(".")[0]) or "organizer"


def import_graph(root: Path) -> dict[str, set[str]]:
    """Which modules each module imports, in functions and for types as well."""
    trees = dict(modules(root))
    return {module: set(targets(tree, trees)) - {module} for module, tree in trees.items()}


def folder_graph(graph: Mapping[str, set[str]]) -> dict[str, set[str]]:
    """The same for the folders within a layer; a layer's name stands for the modules beside its folders."""
    folders: dict[str, set[str]] = {}
    for module, imported in graph.items():
        top = module.partition(".")[0]
        for target in imported:
            here, there = (folder_within(name, top, graph) for name in (module, target))
            if here is not None and there is not None and here != there:
                folders.setdefault(f"{top}.{here}".rstrip("."), set()).add(f"{top}.{there}".rstrip("."))
    return folders


def circles(graph: Mapping[str, set[str]]) -> list[list[str]]:
    """What imports itself by way of others: of each circle the names, each imported by the one before."""
    left = {module: set(imported) for module, imported in graph.items()}
    closed: list[list[str]] = []
    while True:
        try:
            graphlib.TopologicalSorter(left).prepare()
            return closed
        except graphlib.CycleError as error:
            circle = error.args[1][::-1]
            closed.append(circle)
            left[circle[0]].discard(circle[1])


def is_at_door(module: str, doors: tuple[str, ...]) -> bool:
    return any(
        module == door or module.startswith(f"{door}.") or (door[-1] == "*" and module.startswith(door[:-1]))
        for door in doors
    )


def violations(root: Path) -> list[str]:
    wrong, trees = [], dict(modules(root))
    for module, tree in trees.items():
        own_layer = layer(module)
        allowed = WITHIN.get(own_layer, {})
        own_folder = folder_within(module, own_layer, trees) or ""
        if own_layer == "work" and own_folder not in allowed:
            wrong.append(f"{module}: it is not said what {own_folder} may use")
        for target in targets(tree, trees):
            if layer(target) not in ALLOWED[own_layer] | {own_layer}:
                wrong.append(f"{module} ({own_layer}) imports {target} ({layer(target)})")
            folder = folder_within(target, own_layer, trees)
            if folder not in (None, own_folder) and folder not in allowed.get(own_folder, {folder}):
                wrong.append(f"{module} ({own_folder or 'beside the folders'}) imports {target} ({folder})")
        for name, at_once in imports(tree):
            package = name.partition(".")[0]
            if name.startswith("."):
                wrong.append(f"{module}: {name} is relative; name it in full")
            elif package in DOORS and not is_at_door(module, DOORS[package]):
                wrong.append(f"{module} imports {package}, which only {', '.join(DOORS[package])} may")
            if package in HEAVY and at_once:
                wrong.append(f"{module} imports {package} when it is loaded; import it where it is used")
    return wrong


def distributions(requirements: Iterable[str]) -> set[str]:
    """The names of what is to be installed."""
    return {re.split(r"[^\w.-]", line, maxsplit=1)[0].lower().replace("_", "-") for line in requirements}


def undeclared(root: Path, project: Mapping[str, Any]) -> list[str]:
    """What modules import that neither a plain install brings nor the extra that it belongs to."""
    extras = {name: distributions(lines) for name, lines in project["optional-dependencies"].items()}
    plain, wrong = distributions(project["dependencies"]), []
    for module, tree in modules(root):
        for name, _ in imports(tree):
            top = name.partition(".")[0]
            if not top or top in sys.stdlib_module_names or top in ("organizer", "pip"):
                continue
            installed = plain | extras.get(EXTRAS.get(top, ""), set())
            elsewhere = top == "PySide6" and "." in name and not name.startswith(IN_ESSENTIALS)
            if elsewhere or OTHERWISE_NAMED.get(top, top.replace("_", "-")) not in installed:
                wrong.append(f"{module} imports {name}, which is not declared")
    return wrong


def test_all_that_is_imported_is_declared() -> None:
    project = tomllib.loads((PACKAGE.parent / "pyproject.toml").read_text("utf-8"))["project"]
    assert undeclared(PACKAGE, project) == []
    less = {**project, "dependencies": [one for one in project["dependencies"] if "pillow" not in one]}
    assert any("imports PIL" in line for line in undeclared(PACKAGE, less))


def named_of_systems(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """What a module names although not every system has it, with the lines."""
    documentation = {
        id(node.value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    called = {
        alias.asname or alias.name: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    }
    for node in ast.walk(tree):
        asked: list[tuple[str, str]] = []
        match node:
            case ast.Import(names=names):
                asked = [(alias.name.partition(".")[0], "") for alias in names]
            case ast.ImportFrom(module=str(module), names=names):
                asked = [(module, alias.name) for alias in names]
            case ast.Attribute(value=ast.Name(id=name), attr=attribute):
                asked = [(called.get(name, ""), attribute)]
            case ast.Call(
                func=ast.Name(id="getattr" | "hasattr"), args=[of, ast.Constant(value=str(name)), *_]
            ):
                asked = [(called.get(ast.unparse(of), ""), name)]
            case ast.Constant(value=str() | bytes() as value) if id(node) not in documentation:
                text = value.decode("latin-1") if isinstance(value, bytes) else value
                if text.lower().startswith(PLACES):
                    yield node.lineno, repr(text)
        for module, name in asked:
            if module in OF_SYSTEMS or name in NOT_EVERYWHERE.get(module, ()):
                yield node.lineno, f"{module}.{name}".rstrip(".")


def of_systems(root: Path) -> list[str]:
    return [
        f"{module}:{line}: {name} is for system.py alone"
        for module, tree in modules(root)
        if module != "base.system"
        for line, name in named_of_systems(tree)
    ]


def test_one_module_knows_systems() -> None:
    assert of_systems(PACKAGE) == []


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ("import fcntl", "fcntl"),
        ("def f():\n    from resource import getrusage", "resource"),
        ("import os\nworkers = len(os.sched_getaffinity(0))", "os.sched_getaffinity"),
        ("import os as o\no.nice(5)", "os.nice"),
        ("from os import getuid", "os.getuid"),
        ("import os\nok = hasattr(os, 'fchown')", "os.fchown"),
        ("import os\nflags = os.O_RDONLY | os.O_NOFOLLOW", "os.O_NOFOLLOW"),
        ("import signal\nheeded = (signal.SIGINT, signal.SIGHUP)", "signal.SIGHUP"),
        ("import sys\nif sys.platform == 'win32': pass", "sys.platform"),
        ("open('/proc/self/status')", "'/proc/self/status'"),
        ("def address(path): return f'file://{path}'", "'file://'"),
        ("prefix = b'file:///'", "'file:///'"),
    ],
)
def test_what_one_system_lacks_is_found_outside_system(tmp_path: Path, line: str, complaint: str) -> None:
    for name in ("base/system.py", "library/planted.py"):
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(line + "\n", "utf-8")
    assert [f for f in of_systems(tmp_path) if f.startswith("library.planted:") and complaint in f]
    (tmp_path / "library" / "planted.py").write_text('import os\n"""file:///tmp"""\nos.replace("a", "b")\n')
    assert of_systems(tmp_path) == []


def test_imports_point_one_way() -> None:
    assert violations(PACKAGE) == []


def test_nothing_imports_itself_by_way_of_others() -> None:
    graph = import_graph(PACKAGE)
    assert circles(graph) + circles(folder_graph(graph)) == []


@pytest.mark.parametrize(
    ("lines", "circle"),
    [
        ({"library/b.py": "from organizer.library import a", "library/a.py": "import organizer.library.b"},
         {"library.a", "library.b"}),
        ({"ui/a.py": "from organizer.ui.b import B",
          "ui/b.py": "def f():\n    from organizer.ui.c import g",
          "ui/c.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from organizer.ui.a import A"},
         {"ui.a", "ui.b", "ui.c"}),
        ({"ui/songs/a.py": "", "ui/map/b.py": "", "ui/map/a.py": "from organizer.ui.songs.a import f",
          "ui/songs/b.py": "import organizer.ui.map.b"},
         {"ui.map", "ui.songs"}),
        ({"ui/b.py": "", "ui/map/d.py": "", "ui/map/a.py": "from organizer.ui import b",
          "ui/c.py": "import organizer.ui.map.d"},
         {"ui", "ui.map"}),
    ],
)  # fmt: skip
def test_a_planted_circle_is_found(tmp_path: Path, lines: dict[str, str], circle: set[str]) -> None:
    """Of modules or of folders; the last line closes it."""

    def closed() -> list[set[str]]:
        graph = import_graph(tmp_path)
        return [set(names) for names in circles(graph) + circles(folder_graph(graph))]

    for name, line in lines.items():
        assert closed() == []
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(line + "\n", "utf-8")
    assert closed() == [circle]


@pytest.mark.parametrize(
    ("place", "line", "complaint"),
    [
        (
            "library/planted.py",
            "from organizer.analysis.space import som",
            "library.planted (library) imports analysis",
        ),
        (
            "library/planted.py",
            "import organizer.analysis.space.som",
            "library.planted (library) imports analysis",
        ),
        (
            "library/planted.py",
            "from organizer import analysis",
            "library.planted (library) imports analysis",
        ),
        (
            "analysis/planted.py",
            "from organizer.library.storage.database import Database",
            "(analysis) imports library",
        ),
        (
            "analysis/planted.py",
            "def f():\n    from organizer.work.arranging import mapping",
            "(analysis) imports work.arranging.mapping (work)",
        ),
        ("library/planted.py", "from organizer.work.jobs import JobContext", "(library) imports work.jobs"),
        (
            "work/planted.py",
            "from organizer.ui.state.app_state import AppState",
            "(work) imports ui",
        ),
        ("ui/planted.py", "from organizer.cli import parser", "ui.planted (ui) imports cli.parser (cli)"),
        ("base/planted.py", "from organizer.library import tracks", "base.planted (base) imports library"),
        (
            "analysis/ear/planted.py",
            "from organizer.analysis.space import som",
            "analysis.ear.planted (ear) imports analysis.space.som (space)",
        ),
        (
            "work/planted.py",
            "from organizer.work.arranging.mapping import build_map",
            "work.planted (beside the folders) imports work.arranging.mapping (arranging)",
        ),
        (
            "work/tags/planted.py",
            "def f():\n    import organizer.work.arranging.mapping",
            "work.tags.planted (tags) imports work.arranging.mapping (arranging)",
        ),
        (
            "work/arranging/planted.py",
            "from organizer.work.intake import importing",
            "work.arranging.planted (arranging) imports work.intake.importing (intake)",
        ),
        ("work/new/planted.py", "import os", "work.new.planted: it is not said what new may use"),
        (
            "ui/widgets/planted.py",
            "from organizer.ui.state import app_state",
            "ui.widgets.planted (widgets) imports ui.state.app_state (state)",
        ),
        ("library/planted.py", "from . import database", "is relative"),
        ("library/planted.py", "import mutagen.mp3", "library.planted imports mutagen"),
        ("library/planted.py", "import sqlite3", "library.planted imports sqlite3"),
        ("analysis/planted.py", "def f():\n    import soundfile", "analysis.planted imports soundfile"),
        ("analysis/planted.py", "from PySide6.QtCore import QObject", "analysis.planted imports PySide6"),
        ("work/planted.py", "import importlib\nimportlib.import_module('pyqtgraph')", "imports pyqtgraph"),
        ("analysis/planted.py", "import scipy.signal", "imports scipy when it is loaded"),
        ("ui/planted.py", "from sklearn.cluster import KMeans", "imports sklearn when it is loaded"),
    ],
)
def test_a_planted_violation_is_found(tmp_path: Path, place: str, line: str, complaint: str) -> None:
    for name in (
        "__init__.py",
        "cli/parser.py",
        "library/tracks.py",
        "analysis/space/som.py",
        "work/jobs.py",
        "work/arranging/mapping.py",
        "work/intake/importing.py",
        "ui/state/app_state.py",
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    assert violations(tmp_path) == []
    (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / place).write_text(line + "\n", "utf-8")
    assert [found for found in violations(tmp_path) if complaint in found]


def test_type_hints_and_functions_may_name_heavy_libraries(tmp_path: Path) -> None:
    (tmp_path / "planted.py").write_text(
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import scipy\ndef f():\n    import sklearn"
    )
    assert violations(tmp_path) == []


def loaded_after(statement: str) -> set[str]:
    """Top-level packages that a fresh interpreter has loaded after a statement."""
    program = f"{statement}\nimport sys\nprint(*{{name.partition('.')[0] for name in sys.modules}})"
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=unwatched())
    return set(done.stdout.split())


@pytest.mark.parametrize(
    "statement",
    [
        "import organizer.cli.parser",
        "from organizer.cli.parser import COMMANDS, load; list(map(load, COMMANDS))",
        "from organizer.cli.parser import build_parser; build_parser()",
    ],
)
def test_the_command_line_starts_without_heavy_libraries(statement: str) -> None:
    loaded = loaded_after(statement)
    assert "organizer" in loaded
    assert not loaded & {"PySide6", "pyqtgraph", "librosa", "sklearn", "scipy", "numba", "av", "PIL"}


def test_the_package_loads_nothing_before_a_library_is_opened() -> None:
    assert not loaded_after("import organizer") & {"numpy", "sqlite3", "logging", "babel", "json"}


def test_workers_start_without_librosa_and_scipy_signal() -> None:
    program = (
        "import organizer.analysis.ear.extract, organizer.work.analysis.analyzing, sys\n"
        "print([n for n in sys.modules if n.partition('.')[0] in ('librosa', 'sklearn', 'PySide6', 'numba')"
        " or n == 'scipy.signal'])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
