"""Every command is listed once, loads its own module, and is one that the parser can read."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from organizer.cli import commands
from organizer.cli.parser import COMMANDS, OPTIONS, build_parser, load

FOLDER = Path(commands.__file__).parent


def test_every_module_of_commands_is_listed() -> None:
    files = (path.relative_to(FOLDER) for path in FOLDER.rglob("[a-z]*.py"))
    modules = {".".join(file.with_suffix("").parts) for file in files}
    assert {listed.module for listed in COMMANDS.values()} == modules


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_explains_its_options(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        build_parser().read([name, "--help"])
    assert stop.value.code == 0
    text = capsys.readouterr().out
    assert text.startswith(f"usage: organizer {name}")
    assert COMMANDS[name].summary[1:20] in text
    assert ("--json" in text) == (name not in ("gui", "worker", "mcp"))


def test_every_command_has_options_and_something_that_does_it() -> None:
    assert OPTIONS.keys() == COMMANDS.keys()
    assert all(callable(load(name)) for name in COMMANDS)


def test_help_of_every_command_loads_nothing_large() -> None:
    """In a process of its own: what others loaded does not count."""
    script = """
import contextlib, io, sys
from organizer.cli.parser import COMMANDS, run
for name in COMMANDS:
    with contextlib.redirect_stdout(io.StringIO()) as text, contextlib.suppress(SystemExit):
        run([name, "--help"])
    assert f"usage: organizer {name}" in text.getvalue(), name
print(*sorted({module.split(".")[0] for module in sys.modules}))
"""
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=100)
    assert result.returncode == 0, result.stderr
    loaded = set(result.stdout.split())
    assert "organizer" in loaded
    assert not loaded & {"numpy", "scipy", "sklearn", "PySide6", "mutagen", "sqlite3", "rich", "librosa"}


def test_the_parser_reads_command_and_options() -> None:
    options = build_parser().read(["redo", "3", "--yes"])
    assert (options.command, options.edit, options.yes, options.json) == ("redo", 3, True, False)
