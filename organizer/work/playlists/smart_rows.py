"""Searches as rows: *field · is, contains, between … · value*, in groups: all, any or none of them hold.

Text and rows say the same: ``read`` makes rows of a search and ``Recipe.text`` a search of rows, and what
goes through both comes back as ``Recipe.normal``: groups of one row are that row, rows without a value none.
What no row has a form for (a range of dates in the tags, several songs to be like) stays as it is written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from organizer.base.folding import fold
from organizer.base.language import tr_as
from organizer.library.lists import query_grammar as grammar
from organizer.library.lists.query_grammar import Every, Node, Not, Term, Value
from organizer.library.lists.query_order import Ordering, taken_out
from organizer.library.query import FIELDS, has_numbers, is_between, is_listed, kind_of

Kind = Literal["all", "any", "none"]

#: What can be said of a field of each kind: the name of it, how it reads, how its opposite does.
OPERATORS: dict[str, tuple[tuple[str, str, str], ...]] = {
    "words": (
        (
            "contains",
            tr_as("condition of a search", "contains"),
            tr_as("condition of a search", "does not contain"),
        ),
    ),
    "text": (
        (
            "contains",
            tr_as("condition of a search", "contains"),
            tr_as("condition of a search", "does not contain"),
        ),
        ("is", tr_as("condition of a search", "is"), tr_as("condition of a search", "is not")),
        ("empty", tr_as("condition of a search", "is empty"), tr_as("condition of a search", "is not empty")),
    ),
    "number": (
        ("is", tr_as("condition of a search", "is"), tr_as("condition of a search", "is not")),
        (
            "least",
            tr_as("condition of a search", "is at least"),
            tr_as("condition of a search", "is not at least"),
        ),
        (
            "most",
            tr_as("condition of a search", "is at most"),
            tr_as("condition of a search", "is not at most"),
        ),
        (
            "between",
            tr_as("condition of a search", "is between"),
            tr_as("condition of a search", "is not between"),
        ),
        ("over", tr_as("condition of a search", "is over"), tr_as("condition of a search", "is not over")),
        ("under", tr_as("condition of a search", "is under"), tr_as("condition of a search", "is not under")),
        (
            "exactly",
            tr_as("condition of a search", "is exactly"),
            tr_as("condition of a search", "is not exactly"),
        ),
        ("empty", tr_as("condition of a search", "is unknown"), tr_as("condition of a search", "is known")),
    ),
    "time": (
        (
            "within",
            tr_as("condition of a search", "in the last"),
            tr_as("condition of a search", "not in the last"),
        ),
        (
            "longer",
            tr_as("condition of a search", "longer ago than"),
            tr_as("condition of a search", "not longer ago than"),
        ),
        ("on", tr_as("condition of a search", "on"), tr_as("condition of a search", "not on")),
        ("since", tr_as("condition of a search", "since"), tr_as("condition of a search", "not since")),
        ("before", tr_as("condition of a search", "before"), tr_as("condition of a search", "not before")),
        ("until", tr_as("condition of a search", "until"), tr_as("condition of a search", "not until")),
        ("after", tr_as("condition of a search", "after"), tr_as("condition of a search", "not after")),
        ("between", tr_as("condition of a search", "between"), tr_as("condition of a search", "not between")),
        ("empty", tr_as("condition of a search", "never"), tr_as("condition of a search", "at any time")),
    ),
    "key": (
        ("is", tr_as("condition of a search", "is"), tr_as("condition of a search", "is not")),
        ("empty", tr_as("condition of a search", "is unknown"), tr_as("condition of a search", "is known")),
    ),
    "name": (
        ("is", tr_as("condition of a search", "is"), tr_as("condition of a search", "is not")),
        (
            "contains",
            tr_as("condition of a search", "contains"),
            tr_as("condition of a search", "does not contain"),
        ),
        ("empty", tr_as("condition of a search", "is none"), tr_as("condition of a search", "is any")),
    ),
    "either": (("is", tr_as("condition of a search", "is"), tr_as("condition of a search", "is not")),),
    "sound": (
        ("has", tr_as("condition of a search", "is like"), tr_as("condition of a search", "is not like")),
        ("empty", tr_as("condition of a search", "is unknown"), tr_as("condition of a search", "is known")),
    ),
    "like": (("has", tr_as("condition of a search", "is"), tr_as("condition of a search", "is not")),),
}
#: Of covers: none, embedded or file, or as many pixels.
OPERATORS["cover"] = (*OPERATORS["number"][:-1], OPERATORS["name"][-1])
#: Of every kind: what stands behind the colon, as it is written.
WRITTEN = (
    "written",
    tr_as("condition of a search", "is, as written,"),
    tr_as("condition of a search", "is not, as written,"),
)

_SAFE = re.compile(r"\w[\w.+&'%-]*")
_PLAIN_VALUE = re.compile(r"[\w.:+/-]+")
_SPAN = re.compile(r"\d{1,5}\s?[a-z]+")
_QUOTES = '"„“”'
_OPERATORS = frozenset({"or", "and", "not"})
#: Signs in front of numbers and times, the longer ones first, and what they say.
_NUMBER_SIGNS = ((">=", "least"), ("<=", "most"), (">", "over"), ("<", "under"))
_TIME_SIGNS = ((">=", "since"), ("<=", "until"), (">", "after"), ("<", "before"))
_FORMS = {
    "least": "{}..",
    "most": "..{}",
    "over": ">{}",
    "under": "<{}",
    "exactly": "={}",
    "longer": ">{}",
    "since": "{}..",
    "before": "<{}",
    "until": "..{}",
    "after": ">{}",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One condition."""

    field: str = ""  #: empty: words in title, artist, album or genre
    operator: str = "contains"
    value: str = ""
    other: str = ""  #: the end of a range; of words for sound and songs how near, or how many
    negated: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether it says something: a row that is being made may lack its value."""
        if self.operator == "empty":
            return True
        return bool(self.value.strip()) or (self.operator == "between" and bool(self.other.strip()))

    @property
    def text(self) -> str:
        """As it is written in a search."""
        minus = "-" if self.negated else ""
        if not self.field:
            return f"{minus}{_quoted(self.value)}"
        return f"{minus}{self.field}:{self._value()}"

    def _value(self) -> str:
        value, other = " ".join(self.value.split()), " ".join(self.other.split())
        kind = kind_of(self.field)
        if self.operator == "written":
            return value
        if self.operator == "empty":
            return '""'
        if kind in ("sound", "like"):
            colon = ":" if other and other[0] not in "<>=:" else ""
            return f"{_quoted(value)}{colon}{other}"
        if kind in ("text", "plain", "name"):
            return ("=" if self.operator == "is" else "") + _quoted(value)
        text = f"{value}..{other}" if self.operator == "between" else value
        text = _FORMS.get(self.operator, "{}").format(text)
        bare = text.removeprefix("=")
        return text if _PLAIN_VALUE.fullmatch(bare.lstrip("<>")) else text[: -len(bare)] + f'"{bare}"'


@dataclass(frozen=True, slots=True)
class Group:
    """Conditions of which all, any or none must hold."""

    kind: Kind = "all"
    items: tuple[Row | Group, ...] = ()

    @property
    def text(self) -> str:
        """As it is written in a search, without brackets around it but for *none*."""
        parts = [
            item.text if isinstance(item, Row) or item.kind == "none" else f"({item.text})"
            for item in self.items
        ]
        if self.kind == "all":
            return " ".join(parts)
        joined = " or ".join(parts)
        return f"-({joined})" if self.kind == "none" else joined

    @property
    def rows(self) -> Iterator[Row]:
        """All conditions in it."""
        for item in self.items:
            if isinstance(item, Row):
                yield item
            else:
                yield from item.rows


@dataclass(frozen=True, slots=True)
class Recipe:
    """A whole search: its conditions, its order and its end."""

    root: Group = Group()
    ordering: Ordering = Ordering()

    @property
    def text(self) -> str:
        """As a search."""
        root = self.normal.root
        if root.kind == "all" and not self.ordering and (signs := _of_signs(root)):
            return signs
        text = f"({root.text})" if root.kind == "any" and self.ordering else root.text
        return " ".join(filter(None, (text, self.ordering.text)))

    @property
    def normal(self) -> Recipe:
        """The same, as ``read`` makes it."""
        item = _normal(self.root)
        root = Group("all", (item,)) if isinstance(item, Row) else item or Group()
        return replace(self, root=root)


def _of_signs(root: Group) -> str:
    """A search without a letter or digit is read otherwise: each of its parts as it stands."""
    values = []
    for row in root.items:
        if not isinstance(row, Row) or row.field or row.negated or any(map(str.isalnum, row.value)):
            return ""
        quotes = len(row.value) > 2 and row.value[0] in _QUOTES and row.value[-1] in _QUOTES
        values.append(f'"{row.value}"' if quotes else row.value)
    return " ".join(values)


def _normal(group: Group) -> Row | Group | None:
    items: list[Row | Group] = []
    for each in group.items:
        if isinstance(each, Row):
            if each.is_whole:
                items.append(_tidy(each))
        elif (inner := _normal(each)) is not None:
            items.append(inner)
    if not items:
        return None
    if len(items) > 1:
        return Group(group.kind, tuple(items))
    (item,) = items
    return _opposite(item) if group.kind == "none" else item


def _opposite(item: Row | Group) -> Row | Group:
    if isinstance(item, Row):
        return replace(item, negated=not item.negated)
    if item.kind == "all":
        return Group("none", (item,))
    if item.kind == "any":
        return Group("none", item.items)
    return Group("any", item.items) if len(item.items) > 1 else item.items[0]


def _tidy(row: Row) -> Row:
    value, other = (" ".join(text.split()) for text in (row.value, row.other))
    if row.operator == "empty":
        value = other = ""
    return replace(row, value=value, other=other)


def _quoted(text: str, *, always: bool = False) -> str:
    """Text as one value of a search."""
    text = " ".join(text.split())
    bare = _SAFE.fullmatch(text) and ".." not in text and text.lower() not in _OPERATORS
    if bare and not always:
        return text
    escaped = re.sub(r'(["”“])', r"\\\1", text)
    return f'"{escaped} "' if escaped.endswith("\\") else f'"{escaped}"'


# -- a search as rows


def read(text: str, is_field: Callable[[str], bool] = lambda _name: False) -> Recipe:
    """The rows of a search. ``is_field``: other fields than the library's own, as of tables.

    Raises ``UsageError`` for what the grammar does not allow.
    """

    def known(name: str) -> bool:
        return fold(name) in FIELDS or is_field(name)

    tree, ordering = taken_out(grammar.read(text, known, has_numbers))
    if tree is None:
        return Recipe(Group(), ordering)
    item = _item(tree)
    root = Group("all", (item,)) if isinstance(item, Row) else item
    return Recipe(root, ordering).normal


def _item(node: Node) -> Row | Group:
    if isinstance(node, Term):
        rows = _rows(node)
        return rows[0] if len(rows) == 1 else Group("any", tuple(rows))
    if isinstance(node, Not):
        return _opposite(_item(node.node))
    if isinstance(node, Every):
        looked_for = [each for each in node.nodes if not is_between(each)] or node.nodes
        items = tuple(_item(each) for each in looked_for)
        return items[0] if len(items) == 1 else Group("all", items)
    return Group("any", tuple(_item(each) for each in node.nodes))


def _rows(term: Term) -> list[Row]:
    field = fold(term.field)
    if kind_of(field) == "like" and len(term.values) > 1:
        return [Row(field, "written", ",".join(map(_written, term.values)))]
    values: list[Value] = []
    for value in term.values:
        parts = value.text.strip(",").split(",") if is_listed(field) else [value.text]
        values += [replace(value, text=part) for part in (parts if any(parts) else [value.text])]
    return [_row(field, value) for value in values]


def _row(field: str, value: Value) -> Row:
    kind, text = kind_of(field), " ".join(value.text.split())
    if kind == "words":
        return Row("", "contains", text)
    if kind in ("sound", "like"):
        return Row(field, "has", text, value.compared.strip()) if text else Row(field, "empty")
    ranged = kind == "plain" and not value.quoted and (".." in text or text[:1] in ("<", ">"))
    if ranged or not kind:
        return Row(field, "written", _written(value))
    if kind in ("text", "plain", "name"):
        if not text:
            return Row(field, "empty")
        return Row(field, "is" if value.whole else "contains", text)
    if kind in ("number", "cover"):
        return _number(field, fold(text).strip(), value)
    if kind == "time":
        return _time(field, fold(text).strip())
    return Row(field, "is", text) if text else Row(field, "empty")


def _number(field: str, text: str, value: Value) -> Row:
    if not text or (field == "rating" and text == "none"):
        return Row(field, "empty")
    if text == "..":
        return Row(field, "empty", negated=True)
    for sign, name in _NUMBER_SIGNS:
        if text.startswith(sign):
            return Row(field, name, text.removeprefix(sign).strip())
    low, dots, high = (part.strip() for part in text.partition(".."))
    if not dots:
        return Row(field, "exactly" if value.whole else "is", text)
    if low and high:
        return Row(field, "between", low, high)
    return Row(field, "least", low) if low else Row(field, "most", high)


def _time(field: str, text: str) -> Row:
    if text in ("", "never", "none"):
        return Row(field, "empty")
    if text == "..":
        return Row(field, "empty", negated=True)
    for sign, name in _TIME_SIGNS:
        if text.startswith(sign):
            bound = text.removeprefix(sign).strip()
            span = ("longer" if ">" in sign else "within") if _SPAN.fullmatch(bound) else name
            return Row(field, span, bound)
    low, dots, high = (part.strip() for part in text.partition(".."))
    if not dots:
        return Row(field, "within" if _SPAN.fullmatch(text) else "on", text)
    if low and high:
        return Row(field, "between", low, high)
    if low:
        return Row(field, "within" if _SPAN.fullmatch(low) else "since", low)
    return Row(field, "longer" if _SPAN.fullmatch(high) else "until", high)


def _written(value: Value) -> str:
    text = _quoted(value.text, always=True) if value.quoted else value.text
    colon = ":" if value.compared and value.compared[0] not in "<>=:" else ""
    return f"{'=' if value.whole else ''}{text}{colon}{value.compared}"
