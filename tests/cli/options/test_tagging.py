from __future__ import annotations

from organizer.cli.arguments import Parser
from organizer.cli.options.tagging import add_tools


def test_steps_follow_one_another_and_an_action_goes_to_a_file() -> None:
    parser = Parser()
    add_tools(parser)
    options = parser.read(["--step", "trim", "--step", "case style=upper", "--action", "Rips"])
    assert options.steps == ["trim", "case style=upper"] and options.action == "Rips"
    assert parser.read(["--export-action", "Rips", "rips.json"]).export_action == ["Rips", "rips.json"]
    nothing = parser.read([])
    assert not nothing.steps and not nothing.tools and not nothing.actions
