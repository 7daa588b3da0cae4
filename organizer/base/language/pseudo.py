"""A pseudo-language: English with accents, longer, in brackets. It shows at once which words were not
translated, which are cut off, and which were put together from pieces."""

from __future__ import annotations

import gettext
import re

_ACCENTED = str.maketrans("ACDEGHIJKLNORSTUWYZacdeghijklnorstuwyz", "ÀÇĎÉĜĤÎĴĶĻŃÖŘŠŤÛŴÝŽàçďéĝĥîĵķļńöřšťûŵýž")
#: What a text must keep as it is: values, markup, and the letter after "&" that a menu is opened by.
_KEPT = re.compile(r"(\{[^{}]*\}|<[^<>]*>|&\w+;|&\w|%[\w()]+)")

#: A translation is longer by so much, as German is of English.
_LONGER = 0.35


def pseudo(text: str) -> str:
    """ "Add songs" → "[Àďď šöńĝš ~~~]"."""
    if not text.strip():
        return text
    parts = _KEPT.split(text)
    accented = "".join(part if at % 2 else part.translate(_ACCENTED) for at, part in enumerate(parts))
    letters = sum(len(part) for part in parts[::2])
    return f"[{accented} {'~' * max(1, round(letters * _LONGER))}]"


class PseudoTranslations(gettext.NullTranslations):
    """Every text as pseudo-English."""

    def gettext(self, message: str) -> str:
        """A text."""
        return pseudo(message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        """The text for so many."""
        return pseudo(msgid1 if n == 1 else msgid2)

    def pgettext(self, context: str, message: str) -> str:
        """A text of a context."""
        return pseudo(message)
