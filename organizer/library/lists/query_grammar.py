"""The grammar of searches: text → a tree of terms. ``query`` says what the terms mean.

    search   = side { ("or" | "|") side }
    side     = { ["-" | "NOT"] ( term | "(" search ")" ) }
    term     = [field ":"] value { "," value | "|" value }      several values: any of them
             | field ":" ["="] "(" search ")"                   the field of all that is inside
    value    = ["="] ( word | "quoted words" ) [ compared ]     "=": the whole of it, from there on
    compared = ( ">" | ">=" | "<" | "<=" | "=" | ":" ) number or range    of a field of names with numbers

"or" is an operator between two terms, and a word elsewhere. A bracket opens where a word could begin;
brackets inside words and closing ones without an opening belong to the text. A search without a letter or
digit is text: each of its parts is looked for as it stands.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable
from dataclasses import dataclass

from organizer.base.errors import UsageError
from organizer.base.language import tr

#: What a person can ask for at once; all of it is answered within a moment.
MOST_CHARACTERS, MOST_TERMS, DEEPEST = 20_000, 200, 40

_FIELD = re.compile(r"([^\W\d]\w{0,99}):")
_OPENING, _CLOSING = '"“„', '"”“'
#: What may follow a name that has numbers: jazz>0.4, jazz:0.2..0.4, jazz=0.4.
_COMPARED = re.compile(r"(?:\s*(>=|<=|>|<|=)\s*|:\s?(>=|<=|>|<|=)?\s*)([^\s|,)<>=:]*)")


@dataclass(frozen=True, slots=True)
class Value:
    """What a term looks for."""

    text: str
    quoted: bool = False
    whole: bool = False  #: "=": not a part of it
    compared: str = ""  #: of a name with numbers: ">0.4", "0.2..0.4"


@dataclass(frozen=True, slots=True)
class Term:
    """A word, a phrase or a field with its values."""

    field: str  #: as it was written; empty for words
    values: tuple[Value, ...]
    at: int  #: of its first character, from 1
    inside: bool = dataclasses.field(default=False, compare=False)  #: of a bracket


@dataclass(frozen=True, slots=True)
class Not:
    """What the node does not fit."""

    node: Node


@dataclass(frozen=True, slots=True)
class Every:
    """What all of the nodes fit."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """What any of the nodes fits."""

    nodes: tuple[Node, ...]


Node = Term | Not | Every | Either


@dataclass(frozen=True, slots=True)
class Part:
    """A term or a bracket outside of all others: where it begins and ends, from 0, its minus included."""

    start: int
    end: int
    either: bool = False  #: "or" stands before it


def wrong(cause: str, at: int, remedy: str = "") -> UsageError:
    """The error of a search, with the place where it is."""
    return UsageError(tr("{cause}, at character {at} of the search", cause=cause, at=at), remedy=remedy)


def _no(_field: str) -> bool:
    return False


def _words_or_none(field: str) -> str:
    return tr(
        "{searches}, or {empty} for the songs without one", searches=f'{field}:"words"', empty=f'{field}:""'
    )


def read(
    text: str,
    is_field: Callable[[str], bool],
    has_numbers: Callable[[str], bool] = _no,
    searches: Callable[[str], str] = _words_or_none,
) -> Node | None:
    """The tree of a search; None for an empty one, which means all. Raises ``UsageError``.

    ``has_numbers``: whether the values of a field are names that a comparison may follow. ``searches``: how
    searches with a field look, for those who wrote it without a value.
    """
    if len(text) > MOST_CHARACTERS:
        raise UsageError(
            tr("the search is longer than {n} characters", n=MOST_CHARACTERS),
            remedy=tr("shorten it"),
        )
    if not text.strip():
        return None
    if not any(letter.isalnum() for letter in text):
        return Every(tuple(_signs(text)))
    return _Reader(text, is_field, has_numbers, searches).search()


def parts(text: str, is_field: Callable[[str], bool], has_numbers: Callable[[str], bool] = _no) -> list[Part]:
    """What a search asks for, one after the other; none where it is not understood, or of signs alone."""
    if len(text) > MOST_CHARACTERS or not any(letter.isalnum() for letter in text):
        return []
    reader = _Reader(text, is_field, has_numbers)
    try:
        reader.search()
    except UsageError:
        return []
    return reader.parts


def _signs(text: str) -> list[Term]:
    """The parts of a search of signs alone."""
    terms = []
    for part in re.finditer(r"\S+", text):
        signs = part[0]
        if len(signs) > 2 and signs[0] in _OPENING and signs[-1] in _CLOSING:
            signs = signs[1:-1]
        terms.append(Term("", (Value(signs, quoted=True),), part.start() + 1))
    return terms[:MOST_TERMS]


class _Reader:
    """Reads a search from its first character to its last."""

    def __init__(
        self,
        text: str,
        is_field: Callable[[str], bool],
        has_numbers: Callable[[str], bool] = _no,
        searches: Callable[[str], str] = _words_or_none,
    ) -> None:
        self._text = text
        self._searches = searches
        self.parts: list[Part] = []  #: of what is outside of brackets, as far as it was read
        self._is_field = is_field
        self._has_numbers = has_numbers
        self._at = 0
        self._open: list[int] = []  #: places of brackets that are not closed yet
        self._terms = 0
        self._of: tuple[str, bool] = ("", False)  #: field of the bracket around, and whether with "="

    def search(self) -> Node | None:
        node = self._any()
        if self._open:
            raise wrong(
                tr("a bracket is not closed"),
                self._open[-1] + 1,
                tr("close it as in (jazz or folk), or put the text in quotes"),
            )
        return node

    def _any(self) -> Node | None:
        """Up to the end, or to the bracket that closes."""
        sides: list[Node] = []
        side: list[Node] = []
        negated = either = False
        outside, begun = not self._open, -1
        while True:
            self._skip_space()
            if self._at >= len(self._text):
                break
            if self._text[self._at] == ")" and self._open:
                break
            length = self._operator("or", "|")
            if length and side and not negated and self._more_after(length):
                sides.append(_joined(side))
                side = []
                either = True
                self._at += length
                continue
            if side and (length := self._operator("AND", exact=True)) and self._more_after(length):
                self._at += length
                continue
            if (length := self._operator("NOT", exact=True)) and self._more_after(length):
                negated = not negated
                begun = self._at if begun < 0 else begun
                self._at += length
                continue
            begun = self._at if begun < 0 else begun
            node = self._one()
            if outside:
                self.parts.append(Part(begun, self._at, either))
            either, begun = False, -1
            if node is not None:
                side.append(Not(node) if negated else node)
            negated = False
        if side:
            sides.append(_joined(side))
        return (sides[0] if len(sides) == 1 else Either(tuple(sides))) if sides else None

    def _one(self) -> Node | None:
        """A term or a bracket, with a minus in front or not."""
        start, text = self._at, self._text
        minus = text[start] == "-" and start + 1 < len(text) and not text[start + 1].isspace()
        if minus and text[start + 1] == ")" and self._open:
            minus = False
        self._at += minus
        node = self._bracket() if text[self._at] == "(" else self._of_one_field() or self._term()
        return Not(node) if minus and node is not None else node

    def _bracket(self) -> Node | None:
        start = self._at
        if len(self._open) >= DEEPEST:
            raise wrong(
                tr("more than {deepest} brackets are inside each other", deepest=DEEPEST),
                start + 1,
                tr("use fewer"),
            )
        self._open.append(start)
        self._at += 1
        node = self._any()
        if self._at >= len(self._text):
            raise wrong(
                tr("a bracket is not closed"),
                start + 1,
                tr("close it as in (jazz or folk), or put the text in quotes"),
            )
        self._at += 1
        self._open.pop()
        if node is None:  # "()" is a word of signs
            return Term("", (Value(self._text[start : self._at], quoted=True),), start + 1)
        return node

    def _of_one_field(self) -> Node | None:
        """A field in front of a bracket with more than one word: genre:(rock or jazz)."""
        match = _FIELD.match(self._text, self._at)
        if match is None or not self._is_field(match[1]):
            return None
        whole = self._text.startswith("=", match.end())
        start = match.end() + whole
        end = _closing(self._text, start)
        if not re.search(r"[\s|]", self._text[start + 1 : end].strip()):
            return None
        outer, self._of = self._of, (match[1], whole)
        self._at = start
        node = self._bracket()
        self._of = outer
        return node

    def _term(self) -> Term:
        start = self._at
        self._terms += 1  # and one for each value after the first
        field = self._of[0]
        match = _FIELD.match(self._text, start)
        if match is not None and not self._text.startswith("//", match.end()):
            known = self._is_field(match[1])
            if known or not self._ends(match.end()):
                field = match[1]
                self._at = match.end()
                if self._ends(self._at) or (self._open and self._text[self._at] == ")"):
                    raise wrong(
                        tr("“{field}:” needs a value", field=field),
                        start + 1,
                        tr("write {searches}", searches=self._searches(field)),
                    )
        term = Term(field, tuple(self._values(field)), start + 1, bool(self._open))
        if self._terms > MOST_TERMS:
            raise wrong(
                tr("more than {n} words and fields are asked for", n=MOST_TERMS),
                start + 1,
                tr("use fewer"),
            )
        return term

    def _values(self, field: str) -> list[Value]:
        values: list[Value] = []
        of_field, numbered = bool(field), bool(field) and self._has_numbers(field)
        whole = of_field and self._of[1]
        while True:
            if of_field and self._text.startswith("=", self._at):
                whole = True  # for those after it, too
                self._at += 1
            value = self._quoted(whole) if self._is_quote() else self._bare(whole, "<>=:" if numbered else "")
            if numbered:
                value = self._with_number(value)
            values.append(value)
            self._terms += len(values) > 1
            if self._text.startswith("|", self._at) and not self._ends(self._at + 1):
                self._at += 1
            elif of_field and (value.quoted or value.compared) and self._next_value():
                pass
            elif of_field and not value.quoted and value.text.endswith(",") and self._is_quote():
                values[-1] = Value(value.text[:-1], whole=whole)  # a,"b"
            else:
                return values

    def _with_number(self, value: Value) -> Value:
        """The name with what it is compared to, where that follows; goes behind it."""
        match = _COMPARED.match(self._text, self._at)
        if match is None:
            return value
        sign, number = match[1] or match[2] or "", match[3]
        if not number:
            raise wrong(
                tr("there is no number to compare to"), self._at + 1, tr("write a number such as >0.4")
            )
        self._at = match.end()
        return Value(value.text, value.quoted, value.whole, f"{sign.removeprefix('=')}{number}")

    def _next_value(self) -> bool:
        """Whether a comma and another value follow a quoted one, or a number; goes there."""
        match = re.compile(r',\s*(?=["“„=])|,(?=[^\s,)])').match(self._text, self._at)
        if match is not None:
            self._at = match.end()
        return match is not None

    def _quoted(self, whole: bool) -> Value:
        self._at += 1
        letters = []
        while self._at < len(self._text) and self._text[self._at] not in _CLOSING:
            if self._text[self._at] == "\\" and self._text[self._at + 1 : self._at + 2] in tuple(_CLOSING):
                self._at += 1
            letters.append(self._text[self._at])
            self._at += 1
        self._at += 1  # a quote that is not closed goes to the end: it may be half typed
        return Value("".join(letters), quoted=True, whole=whole)

    def _bare(self, whole: bool, ends: str = "") -> Value:
        start, inside = self._at, 0
        while not self._ends(self._at):
            letter = self._text[self._at]
            if (letter == "|" and self._at > start) or (self._is_quote() and self._text[self._at - 1] == ","):
                break
            if letter in ends and self._at > start:
                break
            if letter == "(":
                inside += 1
            elif letter == ")":
                if self._open and not inside:
                    break
                inside -= inside > 0
            self._at += 1
        return Value(self._text[start : self._at], whole=whole)

    def _operator(self, *names: str, exact: bool = False) -> int:
        """The length of one of these words, when it stands here alone."""
        for name in names:
            end = self._at + len(name)
            part = self._text[self._at : end]
            if part != name and (exact or part.lower() != name):
                continue
            if name == "|" or self._ends(end) or self._text[end] == "(":
                return len(name)
        return 0

    def _more_after(self, length: int) -> bool:
        """Whether a term follows an operator."""
        at = self._at + length
        while at < len(self._text) and self._text[at].isspace():
            at += 1
        return at < len(self._text) and not (self._text[at] == ")" and bool(self._open))

    def _ends(self, at: int) -> bool:
        return at >= len(self._text) or self._text[at].isspace()

    def _is_quote(self) -> bool:
        return self._at < len(self._text) and self._text[self._at] in _OPENING

    def _skip_space(self) -> None:
        while self._at < len(self._text) and self._text[self._at].isspace():
            self._at += 1


def _closing(text: str, at: int) -> int:
    """Where the bracket that opens there is closed; ``at`` when none opens or it is not closed."""
    inside, quoted = 0, False
    for place in range(at, len(text)):
        letter = text[place]
        if quoted or letter in _OPENING:
            quoted = not (quoted and letter in _CLOSING)
        elif letter in "()":
            inside += 1 if letter == "(" else -1
        if not inside:
            return place
    return at


def _joined(nodes: list[Node]) -> Node:
    return nodes[0] if len(nodes) == 1 else Every(tuple(nodes))
