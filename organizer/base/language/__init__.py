"""Words, numbers and lists in the person's language: every text that a person reads goes through here.

One catalogue (GNU gettext, ``organizer/translations``) serves the command line, the window and what lies
below both; the window gives it to Qt too (``ui/qt_language.py``). The language is chosen once, when the first
text is asked for, and then holds for the process: so texts may be module constants.
"""

from organizer.base.language.catalogue import either, is_mirrored, listing, number, plural, tag, tr, tr_as
from organizer.base.language.retold import recognised, told
from organizer.base.language.said import joined, kept

__all__ = [
    "either",
    "is_mirrored",
    "joined",
    "kept",
    "listing",
    "number",
    "plural",
    "recognised",
    "tag",
    "told",
    "tr",
    "tr_as",
]
