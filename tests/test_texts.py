"""Texts that a person reads: how the source asks for them, and what translations made of them.

The source is read as syntax trees; nothing of it is run.
"""

from __future__ import annotations

import ast
import functools
import importlib.util
import re
import string
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

import pytest
from babel.messages import Catalog, Message
from babel.messages.pofile import read_po

from organizer.base.language.choice import LANGUAGES
from organizer.base.language.choice import SOURCE as SOURCE_LANGUAGE

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "organizer"

#: Languages that are offered. Who adds a text need not know them all: until a translator comes by, so much of
#: their catalogues may be missing, and is shown in English.
COMPLETE = tuple(sorted(LANGUAGES.keys() - {SOURCE_LANGUAGE}))
MAY_LACK = 0.01

#: How many arguments of each function are texts.
TEXTS = {"tr": 1, "plural": 2, "tr_as": 2}

#: Where texts for people stand: the first argument of these, ...
SHOWN_FIRST = frozenset(
    "OrganizerError UsageError TagError AudioError LibraryError DamagedLibrary DamagedError DeviceGoneError"
    " OtherFileError ExecutorLost ArgumentTypeError say note job"
    " confirm QLabel QPushButton QToolButton QCheckBox QRadioButton QGroupBox QAction addMenu addAction"
    " setText setToolTip setTitle setWindowTitle setPlaceholderText setAccessibleName"
    " setAccessibleDescription setWhatsThis setStatusTip setPrefix setSuffix addRow".split()
)
#: ... the second of these, ...
SHOWN_SECOND = frozenset({"addTab"})
#: ... and these arguments by name.
SHOWN_NAMED = frozenset({"help", "remedy", "description", "epilog", "tip", "tooltip"})

#: How many texts stand in such places and are not wrapped, by folder; the numbers only ever go down.
NOT_WRAPPED: dict[str, int] = {
    "cli": 1,  # a command to type
    "serving": 4,  # errors in answers to programs, which are English as those of any protocol
}

#: Names and signs that are the same in every language.
SAME = frozenset({"Organizer", "organizer", "MOOD", "/home/me/Music=/mnt/music"})


@functools.cache
def trees() -> tuple[tuple[str, ast.Module], ...]:
    """Every module by its path below the package."""
    return tuple(
        (path.relative_to(SOURCE).as_posix(), ast.parse(path.read_text("utf-8")))
        for path in sorted(SOURCE.rglob("*.py"))
    )


def name_of(call: ast.Call) -> str:
    """What is called, without what it is of."""
    match call.func:
        case ast.Name(name) | ast.Attribute(attr=name):
            return name
    return ""


def fields_of(text: str) -> set[str]:
    """The names in braces of a text that is filled."""
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def wrong_calls(module: str, tree: ast.Module) -> list[str]:
    """Calls that ask for a text in a way that cannot be collected or filled."""
    return [
        f"{module}:{call.lineno}: {problem}"
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in TEXTS
        if (problem := wrong_with(call))
    ]


def wrong_with(call: ast.Call) -> str:
    """Why a text cannot be collected or filled; empty where it can."""
    kind = name_of(call)
    texts = [each.value for each in call.args[: TEXTS[kind]] if isinstance(each, ast.Constant)]
    if len(texts) < TEXTS[kind] or not all(isinstance(text, str) for text in texts):
        return "the text is not a literal"
    if kind == "tr_as":
        texts = texts[1:]
    given = {each.arg for each in call.keywords if each.arg is not None}
    if any(each.arg is None for each in call.keywords):
        return ""  # its values are only known when it runs
    if kind == "plural":
        if fields_of(texts[0]) - given - {"n"}:
            return f"no value for {sorted(fields_of(texts[0]) - given - {'n'})}"
        given |= {"n"} & fields_of(texts[1])
    elif not given:  # such a text is not filled: braces are text
        return "a value is named and not given" if re.search(r"\{[a-z_]\w*\}", texts[0]) else ""
    try:
        named = fields_of(texts[-1])
    except ValueError as error:
        return str(error)
    if named - given:
        return f"no value for {sorted(named - given)}"
    if given - named:
        return f"no place for {sorted(given - named)}"
    return ""


def is_text(node: ast.expr) -> bool:
    """Whether an expression is words that stand in the source, not wrapped."""
    match node:
        case ast.Constant(value=str(text)):
            return text not in SAME and bool(
                re.search(r"[A-Za-z]{2}", re.sub(r"<[^>]*>|--?[\w-]+|#[0-9a-f]{6}", "", text))
            )
        case ast.JoinedStr(values=parts):
            return any(is_text(part) for part in parts if isinstance(part, ast.Constant))
        case ast.IfExp(body=body, orelse=orelse):
            return is_text(body) or is_text(orelse)
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return is_text(left) or is_text(right)
    return False


def not_wrapped(tree: ast.Module) -> list[int]:
    """The lines of texts that stand where people read, and go through no function of the language."""
    lines = []
    for call in ast.walk(tree):
        if not isinstance(call, ast.Call):
            continue
        name = name_of(call)
        shown = call.args[:1] if name in SHOWN_FIRST else []
        shown += call.args[1:2] if name in SHOWN_SECOND else []
        if name == "emit" and isinstance(call.func, ast.Attribute):
            of = call.func.value
            shown += call.args[:1] if isinstance(of, ast.Attribute) and of.attr == "message" else []
        shown += [each.value for each in call.keywords if each.arg in SHOWN_NAMED]
        lines += [node.lineno for node in shown if is_text(node)]
    return lines


def folder_of(module: str) -> str:
    """The folder of a module: that of the window is told apart further."""
    parts = module.split("/")[:-1]
    return "/".join(parts[:2] if parts[:1] == ["ui"] else parts[:1]) or "."


def all_of(text: str | Sequence[str]) -> tuple[str, ...]:
    """A text, or its forms for one and for many."""
    return (text,) if isinstance(text, str) else tuple(text)


def values_in(text: str) -> Counter[str]:
    """What is put into a text: ``{name}``, and ``%s`` or ``%(name)s`` of argparse."""
    return Counter(re.findall(r"\{[a-z_]\w*\}|%\(\w+\)[sr]|%[sr]\b", text))


def wrong_translations(catalog: Catalog) -> list[str]:
    """Translations that lack a value, have one more, or open no menu by a letter."""
    return [
        f"{catalog.locale}: {all_of(message.id)[0]!r}: {problem}"
        for message in catalog
        if message.id and all(all_of(message.string or ""))
        if (problem := wrong_translation(message))
    ]


def wrong_translation(message: Message) -> str:
    """What is wrong with a translation; empty where nothing is."""
    sources, made = all_of(message.id), all_of(message.string)
    known = {value for text in sources for value in values_in(text)}
    needed = set(values_in(sources[-1])) - ({"{n}"} if len(sources) > 1 else set())
    for text in made:
        if needed - set(values_in(text)):
            return f"lacks {sorted(needed - set(values_in(text)))}"
        if set(values_in(text)) - known:
            return f"has {sorted(set(values_in(text)) - known)}, which there is not"
        if bool(MNEMONIC.search(sources[-1])) != bool(MNEMONIC.search(text)):
            return "one of both opens a menu by a letter, the other does not"
    return ""


#: The letter that opens a menu entry: not "&&", which shows one, nor "&amp;" of markup.
MNEMONIC = re.compile(r"(?<!&)&(?!&|#?\w+;)(?=\w)")


def catalogues() -> list[Path]:
    """The catalogue of each language that has one."""
    return sorted((SOURCE / "translations").glob("*/LC_MESSAGES/organizer.po"))


def read(path: Path) -> Catalog:
    """A catalogue."""
    with open(path, "rb") as file:
        return read_po(file, locale=path.parent.parent.name)


def test_every_text_is_a_literal_with_a_value_for_each_of_its_places() -> None:
    assert [problem for module, tree in trees() for problem in wrong_calls(module, tree)] == []


@pytest.mark.parametrize(
    ("source", "problem"),
    [
        ('tr("a {b}", b=1); plural("{n} a", "{n} as", 2); tr_as("of music", "Key")', None),
        ('tr("one " "literal"); tr("{", ); plural("one {a}", "{n} of {a}", 2, a=1)', None),
        ('tr(text); tr(f"a {b}"); tr("a" + "b"); plural("a", many, 2)', "not a literal"),
        ('tr("a {b}"); tr("a {b}", c=1)', "no"),
        ('tr("a", b=1); plural("{n} a", "{n} as", 2, b=1)', "no place"),
        ('plural("{x} a", "{n} as", 2)', "no value"),
    ],
)
def test_calls_that_cannot_be_translated_are_told(source: str, problem: str | None) -> None:
    told = wrong_calls("planted", ast.parse(source))
    if problem is None:
        assert told == []
    else:
        assert len(told) >= 1 and all(problem in one or "not given" in one for one in told)


def test_texts_that_people_read_go_through_the_language() -> None:
    counts: Counter[str] = Counter()
    places: dict[str, list[str]] = {}
    for module, tree in trees():
        lines = not_wrapped(tree)
        counts[folder_of(module)] += len(lines)
        places.setdefault(folder_of(module), []).extend(f"{module}:{line}" for line in lines)
    more = {name: places[name] for name, count in counts.items() if count > NOT_WRAPPED.get(name, 0)}
    assert more == {}


def test_texts_that_are_not_wrapped_are_seen() -> None:
    seen = not_wrapped(
        ast.parse(
            'QLabel("Songs")\n'
            'raise UsageError(f"no {x} here", remedy="try again")\n'
            'self.state.message.emit("done " + what, "info")\n'
            'QLabel(tr("Songs")); QLabel("–"); QLabel(text); QLabel("<b></b>"); say(f"{a}: {b}")\n'
            'box.addTab(page, "Songs")\n'
        )
    )
    assert seen == [1, 2, 2, 3, 5]


def test_translations_have_the_values_and_the_letters_of_menus() -> None:
    assert [wrong for path in catalogues() for wrong in wrong_translations(read(path))] == []


def test_complete_translations_lack_next_to_nothing() -> None:
    source = [one for one in collected() if one.id]
    for language in COMPLETE:
        catalog = read(SOURCE / "translations" / language / "LC_MESSAGES" / "organizer.po")
        lacking = [all_of(one.id)[0] for one in source if not is_there(catalog, one)]
        assert len(lacking) <= MAY_LACK * len(source), (language, lacking)


@functools.cache
def script() -> ModuleType:
    """What ``make translations`` runs."""
    spec = importlib.util.spec_from_file_location("translations", ROOT / "scripts" / "translations.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def collected() -> Catalog:
    """All texts of the source, as ``make translations`` collects them."""
    catalog: Catalog = script().collected()
    return catalog


def test_texts_are_collected_wherever_they_stand() -> None:
    source = (
        "tr('one {a}', a=f'{x}')\n"
        "say(f\"{n}: {tr('two')}\", tr('three ' 'and four'))\n"
        "# translators: of a song\n"
        "plural('{n} song', '{n} songs', 2); tr_as('of music', 'Key'); tr(name)\n"
    )
    found = list(script().texts_of(source))
    assert found == [
        (1, "one {a}", [], None),
        (2, "two", [], None),
        (2, "three and four", [], None),
        (4, ("{n} song", "{n} songs"), ["of a song"], None),
        (4, "Key", ["of a song"], "of music"),
    ]


def is_there(catalog: Catalog, text: Message) -> bool:
    """Whether a text has a translation."""
    made = catalog.get(text.id, text.context)
    return made is not None and bool(made.string) and all(all_of(made.string))


@pytest.mark.parametrize(
    ("source", "translation", "problem"),
    [
        ("{name} cannot be read", "{name} ist nicht lesbar", ""),
        ("{name} cannot be read", "nicht lesbar", "lacks"),
        ("cannot be read", "{name} nicht lesbar", "has"),
        ("argument %s is required", "Argument fehlt", "lacks"),
        (
            ("{n} song in {place}", "{n} songs in {place}"),
            ("ein Lied in {place}", "{n} Lieder in {place}"),
            "",
        ),
        (("{n} song in {place}", "{n} songs in {place}"), ("ein Lied", "{n} Lieder in {place}"), "lacks"),
        ("&Add songs", "Lieder &hinzufügen", ""),
        ("&Add songs", "Lieder hinzufügen", "letter"),
        ("Rock && Roll, R&amp;B", "Rock && Roll, R&amp;B", ""),
    ],
)
def test_translations_that_would_break_a_text_are_told(
    source: str | tuple[str, ...], translation: str | tuple[str, ...], problem: str
) -> None:
    told = wrong_translation(Message(source, translation))
    assert problem in told and bool(told) == bool(problem)
