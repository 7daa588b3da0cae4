"""Every command is listed once, loads its own module, and is one that the parser can read."""

from __future__ import annotations

from pathlib import Path

import pytest

from organizer.cli import commands
from organizer.cli.parser import COMMANDS, build_parser, load

FOLDER = Path(commands.__file__).parent


def test_every_module_of_commands_is_listed() -> None:
    modules = {path.stem for path in FOLDER.glob("[a-z]*.py")}
    assert {listed.module for listed in COMMANDS.values()} == modules


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_explains_its_options(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        build_parser().read([name, "--help"])
    assert stop.value.code == 0
    text = capsys.readouterr().out
    assert text.startswith(f"usage: organizer {name}")
    assert COMMANDS[name].summary[1:20] in text
    assert ("--json" in text) == (name not in ("gui", "worker"))


def test_what_the_parser_reads_names_the_function_to_call() -> None:
    options = build_parser().read(["redo", "3", "--yes"])
    assert options.run is load("redo").run
    assert (options.command, options.edit, options.yes, options.json) == ("redo", 3, True, False)
