"""Texts from the catalogue of the process's language, with values put in as the language writes them."""

from __future__ import annotations

import functools
import gettext
import numbers
from collections.abc import Sequence
from typing import TypeGuard

from organizer.base.language import choice
from organizer.base.language.said import Said

#: What catalogues are called: ``LANGUAGE/LC_MESSAGES/organizer.po``, and the ``.mo`` made of each.
DOMAIN = "organizer"


@functools.cache
def tag() -> str:
    """The language of this process, such as "de"."""
    return choice.choose()


@functools.cache
def translations() -> gettext.NullTranslations:
    """The catalogue of this process; English, and a language without a catalogue, have none."""
    language = tag()
    if language in choice.PSEUDO:
        from organizer.base.language.pseudo import PseudoTranslations

        return PseudoTranslations()
    return gettext.translation(DOMAIN, choice.CATALOGUES, [language], fallback=True)


def tr(text: str, /, **values: object) -> str:
    """A text in the person's language. ``{name}`` in it is the value of that name; whole numbers are grouped.

    The text stands there as a literal, a whole sentence, so that it can be collected and translated.
    """
    return Said(_filled(translations().gettext(text), text, values), ("one", text, values))


def plural(one: str, many: str, n: int, /, **values: object) -> str:
    """The text for this many of something: "{n} song" or "{n} songs", in as many forms as a language has."""
    shown = _filled(translations().ngettext(one, many, n), one if n == 1 else many, {"n": n, **values})
    return Said(shown, ("many", one, many, n, values))


def tr_as(context: str, text: str, /, **values: object) -> str:
    """A text that means different things in different places: ``tr_as("of a song", "Key")``."""
    return Said(_filled(translations().pgettext(context, text), text, values), ("in", context, text, values))


def number(value: float, digits: int | None = None) -> str:
    """A number as the language writes it, with so many decimal places, in groups of thousands: "12.408"."""
    if _is_english():
        return f"{value:,}" if digits is None else f"{value:,.{digits}f}"
    from babel.numbers import format_decimal

    pattern = None if digits is None else "#,##0." + "0" * digits if digits else "#,##0"
    return format_decimal(value, format=pattern, locale=_locale())


def listing(items: Sequence[str]) -> str:
    """ "a, b, and c", as the language puts it."""
    from babel.lists import format_list

    return Said(format_list(items, locale=_locale()), ("list", tuple(items)))


def either(items: Sequence[str]) -> str:
    """ "a, b, or c", as the language puts it."""
    from babel.lists import format_list

    return Said(format_list(items, style="or", locale=_locale()), ("either", tuple(items)))


def is_mirrored() -> bool:
    """Whether the language is written from right to left, so that a window is too."""
    from babel import Locale

    return tag() == "ar-XB" or (not _is_english() and Locale.parse(tag()).text_direction == "rtl")


def _is_english() -> bool:
    return tag() in (choice.SOURCE, *choice.PSEUDO)


def _locale() -> str:
    return choice.SOURCE if _is_english() else tag()


def _is_whole(value: object) -> TypeGuard[numbers.Integral]:
    return isinstance(value, numbers.Integral) and not isinstance(value, bool)


def _filled(text: str, source: str, values: dict[str, object]) -> str:
    """A text with its values. One without values stays as it is, braces and all."""
    if not values:
        return text
    # numbers of numpy among them; a flag is a whole number too, and no text has a place for one
    shown = {name: number(int(value)) if _is_whole(value) else value for name, value in values.items()}
    try:
        return text.format(**shown)
    except (KeyError, IndexError, ValueError, AttributeError):  # the translation names what there is not
        return source.format(**shown)
