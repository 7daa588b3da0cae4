from __future__ import annotations

import pytest

from organizer.work.tags.tools.cleaning import Entities, Remove, Trim, without_entities
from tests.work.tags.tools.made import made


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("  a   b\t c ", "a b c"),
        ("\ufeffa\u00a0b\u200b", "a b"),
        ("\u3000東京\u3000", "東京"),
        ("a\u200db می\u200cخواهم", "a\u200db می\u200cخواهم"),  # joiners inside of words are letters
        ("a\0", "a"),
        ("a\x07b", "ab"),
        ("   ", ()),
    ],
)
def test_blanks_are_trimmed(before: str, after: str) -> None:
    assert made(Trim(), title=before).get("title", before) == after


def test_line_breaks_of_comments_stay() -> None:
    assert made(Trim(), comment="a\n  b ", title="a\nb") == {"comment": "a\n b", "title": "a b"}


def test_underscores_double_values_and_no_collapsing() -> None:
    assert made(Trim(underscores=True), title="Heart_of_Gold") == {"title": "Heart of Gold"}
    assert made(Trim(), genre=("Jazz", " Jazz ", "")) == {"genre": "Jazz"}
    assert made(Trim(twice=False), genre=("Jazz", "Jazz")) == {}
    assert made(Trim(collapse=False), title=" a  b ") == {"title": "a  b"}
    assert made(Trim(fields=("artist",)), title=" a ") == {}


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Simon &amp; Garfunkel", "Simon & Garfunkel"),
        ("Simon &amp;amp; Garfunkel", "Simon & Garfunkel"),
        ("Beyonc&eacute; &#8211; &#x27;x&#39;", "Beyoncé – 'x'"),
        ("Don&#146;t", "Don’t"),
        ("Simon&notes R&B AT&T &copy Rock&roll", "Simon&notes R&B AT&T &copy Rock&roll"),
        ("&nonsense; &#0; &#xd800; &#7;", "&nonsense; &#0; &#xd800; &#7;"),
    ],
)
def test_entities_become_letters(before: str, after: str) -> None:
    assert without_entities(before) == after
    assert made(Entities(), title=before).get("title", before) == after


def test_fields_are_removed_or_all_others() -> None:
    assert made(Remove(fields=("comment",)), title="a", comment="b") == {"comment": ()}
    assert made(Remove(fields=("title",), others=True), title="a", comment="b", date="1") == {
        "comment": (),
        "date": (),
    }
    assert made(Remove(fields=("*",)), title="a") == {"title": ()}
    assert made(Remove(), title="a") == {}
    assert Remove(fields=()).problem()
