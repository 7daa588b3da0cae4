"""Imports point one way, and each foreign library has one door. Checked from the syntax tree."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import organizer

PACKAGE = Path(organizer.__file__).parent

#: Folders from the bottom up, and those below that each may use beside itself. Modules that lie in no folder
#: (``app``, ``__main__``) put everything together and may use all of it.
ALLOWED: dict[str, frozenset[str]] = {
    "base": frozenset(),
    "library": frozenset({"base"}),
    "analysis": frozenset({"base"}),
    "pictures": frozenset({"analysis", "base"}),
    "demo": frozenset({"library", "base"}),
    "work": frozenset({"pictures", "library", "analysis", "base"}),
    "ui": frozenset({"work", "demo", "pictures", "library", "analysis", "base"}),
    "cli": frozenset({"", "work", "demo", "pictures", "library", "analysis", "base"}),
    "": frozenset({"ui", "cli", "work", "demo", "pictures", "library", "analysis", "base"}),
}

#: Foreign library -> the only modules that may import it (a package's name allows all in it).
DOORS: dict[str, tuple[str, ...]] = {
    "mutagen": ("library.tags",),
    "sqlite3": ("library.storage.connection",),
    "av": ("analysis.ear.decoders",),
    "soxr": ("analysis.ear.audio",),
    "onnxruntime": ("analysis.ear.network",),
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
    "defusedxml": ("library.playlists.playlist_formats",),
}
#: Modules that only some systems have, or that tell systems apart: for ``organizer/base/system.py`` alone.
OF_SYSTEMS = {
    "fcntl", "resource", "pwd", "grp", "termios", "tty", "pty", "syslog", "posix", "nt", "msvcrt", "winreg",
    "winsound", "platform",
}  # fmt: skip
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
HEAVY = {"librosa", "sklearn", "scipy", "av", "soundfile", "soxr", "numba", "PIL", "onnxruntime"}


def modules(root: Path) -> Iterator[tuple[str, ast.Module]]:
    """Each module under the package's folder by its dotted name without the package, and its tree."""
    for path in sorted(root.rglob("*.py")):
        parts = path.relative_to(root).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        yield name or "organizer", ast.parse(path.read_text("utf-8"), str(path))


def imports(tree: ast.Module) -> Iterator[tuple[str, bool]]:
    """Every imported name, relative ones as they stand, and whether it is imported with the module."""
    inside = {
        id(node)
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
        for node in ast.walk(function)
    }
    for_types = {
        id(node)
        for branch in ast.walk(tree)
        if isinstance(branch, ast.If) and "TYPE_CHECKING" in ast.unparse(branch.test)
        for statement in branch.body
        for node in ast.walk(statement)
    }
    for node in ast.walk(tree):
        at_once = id(node) not in inside and id(node) not in for_types
        if isinstance(node, ast.Import):
            yield from ((alias.name, at_once) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = "." * node.level + (node.module or "")
            yield from ((f"{base}.{alias.name}", at_once) for alias in node.names)
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in (
            "__import__",
            "importlib.import_module",
        ):
            first = node.args[0] if node.args else None
            if isinstance(first, ast.Constant) and isinstance(first.value, str):
                yield first.value, False


def layer(module: str) -> str:
    """The folder in which a module lies, "" for those in none. The package itself holds but its version."""
    if module == "organizer":
        return "base"
    first, dot, _ = module.partition(".")
    return first if dot or first in ALLOWED else ""


def is_at_door(module: str, doors: tuple[str, ...]) -> bool:
    return any(
        module == door or module.startswith(f"{door}.") or (door[-1] == "*" and module.startswith(door[:-1]))
        for door in doors
    )


def violations(root: Path) -> list[str]:
    found, trees = [], dict(modules(root))
    for module, tree in trees.items():
        for name, at_once in imports(tree):
            package, _, rest = name.partition(".")
            if name.startswith("."):
                found.append(f"{module}: {name} is relative; name it in full")
            elif package == "organizer":
                # "from organizer.library import tracks" names a module, "… import __version__" does not
                target = (
                    rest if rest in trees or rest in ALLOWED else rest.rpartition(".")[0]
                ) or "organizer"
                if layer(target) not in ALLOWED[layer(module)] | {layer(module)}:
                    found.append(f"{module} ({layer(module)}) imports {target} ({layer(target)})")
            elif package in DOORS and not is_at_door(module, DOORS[package]):
                found.append(f"{module} imports {package}, which only {', '.join(DOORS[package])} may")
            if package in HEAVY and at_once:
                found.append(f"{module} imports {package} when it is loaded; import it where it is used")
    return found


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
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    assert violations(tmp_path) == []
    (tmp_path / place).parent.mkdir(exist_ok=True)
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
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


@pytest.mark.parametrize(
    "statement",
    [
        "import organizer.cli.parser",
        "import organizer.cli.commands",
        "from organizer.cli.parser import build_parser; build_parser()",
    ],
)
def test_the_command_line_starts_without_heavy_libraries(statement: str) -> None:
    loaded = loaded_after(statement)
    assert "organizer" in loaded
    assert not loaded & {"PySide6", "pyqtgraph", "librosa", "sklearn", "scipy", "numba", "av", "PIL"}


def test_workers_start_without_librosa_and_scipy_signal() -> None:
    program = (
        "import organizer.analysis.ear.extract, organizer.work.analysis.analyzing, sys\n"
        "print([n for n in sys.modules if n.partition('.')[0] in ('librosa', 'sklearn', 'PySide6', 'numba')"
        " or n == 'scipy.signal'])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_everything_but_the_window_loads_without_qt() -> None:
    names = [f"organizer.{name}" for name, _ in modules(PACKAGE) if layer(name) != "ui" and name != "app"]
    program = (
        "import importlib, sys\n"
        "sys.modules.update(dict.fromkeys(('PySide6', 'shiboken6', 'pyqtgraph', 'qtawesome')))\n"
        f"for name in {[n for n in names if not n.endswith(('.organizer', '__main__'))]}:\n"
        "    importlib.import_module(name)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stderr == ""
    assert done.returncode == 0
