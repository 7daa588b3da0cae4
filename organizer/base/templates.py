"""Templates: text with fields of a song in it: ``{albumartist}/{year} {album}/[{disc}-]{track:02} {title}``.

``{field}`` is what the song says; ``{a|b|"text"}`` the first of them that is not empty;
``{field:upper:cut(40)}`` the same with something done to it, from left to right. ``[…]`` is an optional part:
it vanishes when a field in it is empty. ``docs/renaming.md`` describes the language. What a text may not hold
where it goes (a file name, a tag) is the caller's matter: it hands in ``clean``, which every value goes
through, while text that was typed between the fields, slashes among it, stays as it is.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from organizer.base.errors import UsageError
from organizer.base.language import either, tr
from organizer.base.model import TagValue, values_of
from organizer.base.template_functions import FUNCTIONS, Function

#: What a field of a song says: given its name.
Values: TypeAlias = "Mapping[str, TagValue] | Callable[[str], TagValue]"

#: Names of fields as they are typed: known ones, or a file's own ("TXXX:Foo", "----:com.apple.iTunes:Foo").
_NAME = re.compile(r"(?:TXXX:|COMM:|----:[^:|{}\"]*:)?[^\W\d][\w /.\-]*", re.IGNORECASE)
_TEXT = re.compile(r'"([^"]*)"')
_ARGUMENT = re.compile(r'\s*(?:"([^"]*)"|(\d+))\s*')
_FUNCTION = re.compile(r"\s*(?:(0\d{1,2})|([a-z]+))\s*")


@dataclass(frozen=True, slots=True)
class Field:
    """What stands in braces: the first of the alternatives that is not empty, with something done to it."""

    alternatives: tuple[tuple[str, bool], ...]  #: (name of a field or a text, whether it is a text)
    functions: tuple[Function, ...]
    column: int  #: where its brace stands, counted from 1

    def value(self, values: Callable[[str], TagValue]) -> TagValue:
        """What is put in its place; empty when there is nothing."""
        for name, is_text in self.alternatives:
            value: TagValue = name if is_text else values(name)
            if value := tuple(text for text in values_of(value) if text.strip()):
                for function in self.functions:
                    value = function(value)
                return value if len(value) > 1 else value[0] if value else ""
        return ""

    @property
    def is_text(self) -> bool:
        """Whether there is no field in it, but text in quotes alone."""
        return all(is_text for _, is_text in self.alternatives)

    @property
    def may_be_empty(self) -> bool:
        """Whether an empty text is one of the alternatives: then being empty is no reason to vanish."""
        return any(is_text and not text for text, is_text in self.alternatives)


@dataclass(frozen=True, slots=True)
class Optional:
    """A part in square brackets, that vanishes when a field in it is empty."""

    parts: tuple[Part, ...]
    column: int


Part: TypeAlias = "str | Field | Optional"


@dataclass(frozen=True, slots=True)
class Template:
    """A template that was understood."""

    text: str
    parts: tuple[Part, ...]

    def render(
        self, values: Values, *, clean: Callable[[str], str] | None = None, empty: str = "", join: str = ", "
    ) -> str:
        """The text for one song.

        ``clean``: what every value goes through before it is put in; ``empty``: what a field outside of
        optional parts leaves behind that is empty; ``join``: what is put between several values of a field.
        """
        look = _looking(values)
        return _rendered(self.parts, look, clean, empty, join)[0]

    def value(self, values: Values, *, join: str = ", ") -> TagValue:
        """As ``render``; of a template that is one field and nothing else, each of its values."""
        if len(self.parts) == 1 and isinstance(self.parts[0], Field):
            return self.parts[0].value(_looking(values))
        return self.render(values, join=join)

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of the fields that it asks for, each once."""
        return tuple(dict.fromkeys(_names(self.parts)))


@lru_cache(maxsize=256)
def parse(text: str, known: tuple[str, ...]) -> Template:
    """Understand a template. ``known``: the names of the fields that there are, see
    ``template_fields.NAMES``; beside them, any name with a colon, a slash or in capitals is the file's own.

    Raises ``UsageError``: with the column, and what to write instead.
    """
    if not text.strip():
        raise UsageError(
            tr("the template is empty"),
            remedy=tr("write for example {example}", example="{artist} - {title}"),
        )
    parser = _Parser(text, {_plain(name): name for name in known})
    parts = parser.parts(0)
    return Template(text, parts)


class _Parser:
    """Reads a template from left to right."""

    def __init__(self, text: str, known: Mapping[str, str]) -> None:
        self.text, self.known, self.at = text, known, 0

    def parts(self, opened: int) -> tuple[Part, ...]:
        """Up to the end, or to the bracket that closes the one at column ``opened``."""
        parts: list[Part] = []
        while self.at < len(self.text):
            sign = self.text[self.at]
            if sign == "{":
                parts.append(self._field())
            elif sign == "[":
                parts.append(self._optional())
            elif sign == "]":
                if not opened:
                    raise self._error(
                        tr("this bracket closes nothing"),
                        tr("for a bracket itself write {example}", example='{"]"}'),
                    )
                return tuple(parts)
            elif sign == "}":
                raise self._error(
                    tr("this brace closes nothing"), tr("for a brace itself write {example}", example='{"}"}')
                )
            elif sign == "\\":
                raise self._error(
                    tr("folders are kept apart by “/”"),
                    tr("for a backslash itself write {example}", example='{"\\"}'),
                )
            else:
                stop = re.compile(r"[][{}\\]").search(self.text, self.at)
                end = stop.start() if stop else len(self.text)
                parts.append(self.text[self.at : end])
                self.at = end
        if opened:
            raise self._error(tr("this part has no end"), tr("close it with “]”"), opened - 1)
        return tuple(parts)

    def _optional(self) -> Optional:
        start = self.at
        self.at += 1
        parts = self.parts(start + 1)
        self.at += 1
        if not any(
            isinstance(part, Optional) or (isinstance(part, Field) and not part.is_text) for part in parts
        ):
            inner = self.text[start + 1 : self.at - 1]
            raise self._error(
                tr("a part in brackets vanishes with its fields, and this one has none"),
                tr(
                    "put a field in it, or write {example} for brackets themselves",
                    example=f'{{"["}}{inner}{{"]"}}',
                ),
                start,
            )
        return Optional(parts, start + 1)

    def _field(self) -> Field:
        start = self.at
        if "}" not in self._outside_quotes(start):
            raise self._error(tr("this field has no end"), tr("close it with “}”"), start)
        self.at += 1
        alternatives = [self._alternative()]
        while self._next("|"):
            alternatives.append(self._alternative())
        functions = []
        while self._next(":"):
            functions.append(self._function())
        if functions and self._peek() == "|":
            raise self._error(
                tr("what is done to a field is written once, at its end"),
                tr("for example {example}", example='{disc|"1":02}'),
            )
        if not self._next("}"):
            raise self._error(
                tr("“{peek}” is not expected here", peek=self._peek()),
                'write {field}, {field|other|"text"} or {field:function}',
            )
        return Field(tuple(alternatives), tuple(functions), start + 1)

    def _alternative(self) -> tuple[str, bool]:
        self._skip()
        if quoted := _TEXT.match(self.text, self.at):
            self.at = quoted.end()
            return quoted[1], True
        if self._peek() == '"':
            raise self._error(tr("this text has no end"), tr("close it with a quotation mark"))
        name = _NAME.match(self.text, self.at)
        if name is None:
            raise self._error(
                tr("here belongs the name of a field"),
                tr("for example {field}, or a text: {text}", field="{title}", text='{"text"}'),
            )
        at, self.at = self.at, name.end()
        return self._known(name[0].strip(), at), False

    def _known(self, name: str, at: int) -> str:
        if (known := self.known.get(_plain(name))) is not None:
            return known
        if ":" in name or "/" in name or name.isupper():
            return name
        if name.lower() in FUNCTIONS:
            remedy = tr(
                "what is done to a field stands behind it: {field}", field=f"{{title:{name.lower()}}}"
            )
            raise self._error(tr("“{name}” is no field", name=name), remedy, at)
        raise self._error(tr("there is no field “{name}”", name=name), _nearest(_plain(name), self.known), at)

    def _function(self) -> Function:
        at = self.at
        match = _FUNCTION.match(self.text, self.at)
        name = match[2] if match else None
        if match is None or (name is not None and name not in FUNCTIONS):
            written = re.compile(r"[^:|}(]*").match(self.text, self.at)
            word = written[0].strip() if written else ""
            if word.isdigit():
                remedy = tr(
                    "“0{word}” fills a number up to {word} digits, “cut({word})” shortens a text", word=word
                )
            else:
                remedy = _nearest(word.lower(), FUNCTIONS)
            raise self._error(tr("there is no function “{word}”", word=word), remedy, at)
        self.at = match.end()
        arguments = self._arguments() if name is not None else ()
        try:
            return FUNCTIONS[name](*arguments) if name else FUNCTIONS["digits"](int(match[1]))
        except (TypeError, ValueError):
            example = (FUNCTIONS[name or "digits"].__doc__ or "").partition("``")[2].partition("``")[0]
            raise self._error(
                tr("“{name}” does not take this", name=name), tr("write {example}", example=example), at
            ) from None

    def _arguments(self) -> tuple[str | int, ...]:
        if not self._next("("):
            return ()
        arguments: list[str | int] = []
        while True:
            match = _ARGUMENT.match(self.text, self.at)
            if match is None:
                raise self._error(
                    tr("here belongs a number or a text"), tr('for example cut(40) or replace("a", "b")')
                )
            self.at = match.end()
            arguments.append(int(match[2]) if match[2] else match[1])
            if self._next(")"):
                self._skip()
                return tuple(arguments)
            if not self._next(","):
                raise self._error(tr("this has no end"), tr("close it with “)”"))

    def _outside_quotes(self, start: int) -> str:
        return _TEXT.sub("", self.text[start:])

    def _peek(self) -> str:
        return self.text[self.at : self.at + 1]

    def _skip(self) -> None:
        while self._peek() == " ":
            self.at += 1

    def _next(self, sign: str) -> bool:
        self._skip()
        if self._peek() != sign:
            return False
        self.at += 1
        return True

    def _error(self, cause: str, remedy: str, at: int | None = None) -> UsageError:
        column = (self.at if at is None else at) + 1
        return UsageError(
            tr("the template cannot be read at column {column}: {cause}", column=column, cause=cause),
            remedy=remedy,
        )


def _rendered(
    parts: tuple[Part, ...],
    look: Callable[[str], TagValue],
    clean: Callable[[str], str] | None,
    empty: str,
    join: str,
) -> tuple[str, bool]:
    """The text, and whether each of its fields outside of inner optional parts says something."""
    texts, whole = [], True
    for part in parts:
        if isinstance(part, str):
            texts.append(part)
        elif isinstance(part, Field):
            value = part.value(look)
            text = value if isinstance(value, str) else join.join(value)
            if not text and not part.may_be_empty:
                whole = False
                text = empty
            elif clean is not None and not part.is_text:
                text = clean(text)
            texts.append(text)
        else:
            text, full = _rendered(part.parts, look, clean, "", join)
            texts.append(text if full else "")
    only_optional = all(isinstance(part, str | Optional) for part in parts)
    if only_optional and any(isinstance(part, Optional) for part in parts):
        # of a part that holds other optional parts alone, one of them must have stayed
        whole = any(text for part, text in zip(parts, texts, strict=True) if isinstance(part, Optional))
    return "".join(texts), whole


def _looking(values: Values) -> Callable[[str], TagValue]:
    if callable(values):
        return values
    mapping = values
    return lambda name: mapping.get(name, "")


def _names(parts: tuple[Part, ...]) -> list[str]:
    names: list[str] = []
    for part in parts:
        if isinstance(part, Field):
            names += [name for name, is_text in part.alternatives if not is_text]
        elif isinstance(part, Optional):
            names += _names(part.parts)
    return names


def _plain(name: str) -> str:
    """A name as it is compared: "Album Artist", "album_artist" and "albumartist" are one."""
    return re.sub(r"[\s_\-]", "", name).lower()


def _nearest(word: str, names: Collection[str]) -> str:
    near = difflib.get_close_matches(word, [*names], 3, 0.6)
    if near:
        return tr("do you mean {names}?", names=either([f"“{name}”" for name in near]))
    return tr("one of {names}", names=", ".join(names))
