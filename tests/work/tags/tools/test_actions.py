from __future__ import annotations

import json
from collections.abc import Mapping

import pytest

from organizer.base.errors import Cancelled, UsageError
from organizer.base.model import TagEdit
from organizer.work.tags.tools import actions, parameters
from organizer.work.tags.tools.actions import Action, Step
from organizer.work.tags.tools.casing import Case
from organizer.work.tags.tools.cleaning import Remove, Trim
from organizer.work.tags.tools.from_path import FromPath
from organizer.work.tags.tools.numbering import Number
from organizer.work.tags.tools.registry import TOOLS
from organizer.work.tags.tools.replacing import Replace
from organizer.work.tags.tools.splitting import Join, Split
from tests.work.tags.tools.made import song

STEPS = (
    Step(FromPath(pattern="{artist} - {title}")),
    Step(Replace(find="_", replacement=" "), on=False),
    Step(Case(fields=("title",), keep=("deadmau5",))),
    Step(Remove(fields=("comment",))),
)


def test_steps_follow_one_another_and_only_what_changes_in_the_end_is_told() -> None:
    before = song("/m/A - the_title.mp3", comment="x", title="The_title", artist="B")
    other = song("/m/other.mp3", title="Right")
    first, second = actions.run(STEPS, [before, other])
    assert first.values == {"artist": ("A",), "title": ("The_Title",), "comment": ()}
    assert first.misfits == ()
    assert second.values == {}
    assert [number for number, _ in second.misfits] == [0]
    values = {"artist": "A", "title": "The_Title", "comment": ""}
    assert actions.edits([first, second]) == [TagEdit(1, "/m/A - the_title.mp3", values)]


def test_what_one_step_makes_the_next_one_sees() -> None:
    steps = (
        Step(Split(fields=("genre",))),
        Step(Case(fields=("genre",))),
        Step(Join(fields=("genre",), separator="/")),
    )
    (result,) = actions.run(steps, [song(genre="pop; hard rock")])
    assert result.values == {"genre": ("Pop/Hard Rock",)}
    there = (Step(Case(style="upper", fields=("title",))), Step(Case(style="lower", fields=("title",))))
    assert actions.run(there, [song(title="a")])[0].values == {}


def test_edits_hold_values_as_fields_take_them() -> None:
    results = actions.run((Step(Split(fields=("artist", "genre"))),), [song(artist="A; B", genre="x")])
    assert actions.edits(results)[0].values == {"artist": ("A", "B")}
    results = actions.run((Step(Case(fields=("genre",))),), [song(genre="x")])
    assert actions.edits(results)[0].values == {"genre": ("X",)}


def test_a_step_that_lacks_something_is_named() -> None:
    with pytest.raises(UsageError, match="step 2, “Search and replace”: there is nothing to search for"):
        actions.run((Step(Trim()), Step(Replace())), [song()])
    actions.run((Step(Replace(), on=False),), [song()])


@pytest.mark.parametrize("kind", [*TOOLS])
def test_every_tool_can_be_stopped_and_takes_a_song_that_says_nothing(kind: str) -> None:
    def stop() -> None:
        raise Cancelled

    tool = TOOLS[kind]()
    with pytest.raises(Cancelled):
        tool.run([song()], stop)
    assert tool.label and tool.about and tool.kind == kind
    if not tool.problem():
        assert len(tool.run([song(""), song()], lambda: None)) == 2


def test_an_action_is_written_and_read_as_json() -> None:
    action = Action("Rips", STEPS)
    document = json.loads(json.dumps(actions.to_json(action)))
    assert actions.from_json(document) == action
    assert actions.steps_of(actions.text_of(STEPS)) == STEPS
    every = tuple(Step(tool()) for tool in TOOLS.values())
    assert actions.steps_of(actions.text_of(every)) == every


@pytest.mark.parametrize(
    ("document", "complaint"),
    [
        ([], "this is no action"),
        ({"organizer_action": 2, "name": "a", "steps": []}, "of form 2"),
        ({"organizer_action": 1, "name": "", "steps": []}, "no name"),
        ({"organizer_action": 1, "name": "a\n\0", "steps": []}, "no name"),
        ({"organizer_action": 1, "name": "a", "steps": 1}, "no list of steps"),
        ({"organizer_action": 1, "name": "a", "steps": [1]}, "is no object"),
        ({"organizer_action": 1, "name": "a", "steps": [{"tool": "fly"}]}, "no tool “fly”"),
        ({"organizer_action": 1, "name": "a", "steps": [{"tool": "case", "x": 1}]}, "no parameter “x”"),
        (
            {"organizer_action": 1, "name": "a", "steps": [{"tool": "case", "style": "odd"}]},
            "cannot be “odd”",
        ),
        (
            {"organizer_action": 1, "name": "a", "steps": [{"tool": "case", "fields": ["odd"]}]},
            "no field “odd”",
        ),
        ({"organizer_action": 1, "name": "a", "steps": [{"tool": "case", "fields": "title"}]}, "cannot be"),
        ({"organizer_action": 1, "name": "a", "steps": [{"tool": "number", "start": True}]}, "cannot be"),
        ({"organizer_action": 1, "name": "a", "steps": [{"tool": "number", "start": -1}]}, "cannot be"),
        ({"organizer_action": 1, "name": "a", "steps": [{"tool": "trim", "on": 1}]}, "true or false"),
        ({"organizer_action": 1, "name": "a", "steps": [{"tool": ["x"]}]}, "no tool"),
    ],
)
def test_what_is_no_action_is_refused(document: object, complaint: str) -> None:
    with pytest.raises(UsageError, match=complaint):
        actions.from_json(document)


def test_steps_are_typed() -> None:
    step = actions.typed_step("case fields=title,album style=sentence keep='k.d., deadmau5'")
    assert step.tool == Case(fields=("title", "album"), style="sentence", keep=("k.d.", "deadmau5"))
    assert actions.typed_step("split fields=artist separators='; / & and'").tool == Split(
        separators=(";", "/", "&", "and")
    )
    assert actions.typed_step("number start=5 digits=2").tool == Number(start=5, digits="2")
    assert actions.typed_step("replace find='a = b' regex=yes").tool == Replace(find="a = b", regex=True)
    assert actions.typed_step("trim fields=* collapse=no").tool == Trim(collapse=False)
    assert actions.typed_step("mojibake least=0.95").tool.least == 0.95  # type: ignore[attr-defined]
    assert actions.typed_step("case fields='Album Artist, year'").tool.fields == ("album_artist", "date")  # type: ignore[attr-defined]
    for text, complaint in (
        ("", "is no step"),
        ("fly", "no tool “fly”"),
        ("case 'x", "is no step"),
        ("case title", "not NAME=VALUE"),
        ("case style=loud", "cannot be “loud”"),
        ("number start=x", "a whole number"),
        ("replace regex=perhaps", "yes or no"),
        ("mojibake least=2", "from 0 to 1"),
    ):
        with pytest.raises(UsageError, match=complaint):
            actions.typed_step(text)


def test_parameters_say_how_they_are_shown() -> None:
    for tool in TOOLS.values():
        for each in parameters.shown(tool):
            assert each.label and each.kind
            assert not each.choices or parameters.plain(tool())[each.name] in each.choices
    changed = parameters.changed(Case(), "fields", ["genre"])
    assert changed == Case(fields=("genre",))


@pytest.mark.parametrize(
    ("step", "words"),
    [
        (Step(Case()), "title, album"),
        (Step(Trim()), "every field of text"),
        (Step(Case(fields=("album_artist", "TXXX:Foo"))), "album artist, TXXX:Foo"),
        (Step(Trim(collapse=False)), "every field of text, not: One blank for several"),
        (Step(Case(style="upper", fields=("title",))), "title, UPPER CASE"),
    ],
)
def test_a_step_is_told_in_words(step: Step, words: str) -> None:
    assert actions.in_words(step) == words


def test_outcomes_are_mappings_of_values() -> None:
    (result,) = actions.run((Step(Number()),), [song()])
    assert isinstance(result.values, Mapping) and result.values == {"track": ("1/1",)}
