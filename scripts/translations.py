"""Brings the translations up to date: collects all texts of the source, merges them into each language's
catalogue, and compiles the catalogues.

usage: python scripts/translations.py (update | compile | status)
  update    what ``make translations`` does: all of it; then tells what is left to translate
  compile   only what changed since it was compiled; what setting up does
  status    how much of each language is translated
"""

from __future__ import annotations

import contextlib
import io
import re
import sys
from pathlib import Path

from babel.messages import Catalog, mofile, pofile
from babel.messages.extract import extract_from_dir

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "organizer" / "translations"
TEMPLATE = FOLDER / "organizer.pot"

#: The functions of ``organizer.base.language`` that texts stand in, and which arguments are texts.
KEYWORDS = {"tr": None, "plural": (1, 2), "tr_as": ((1, "c"), 2)}
#: What Babel writes of each f-string in a call.
_OF_VALUES = "Skipping f-string with substitutions"


def collected() -> Catalog:
    """All texts of the source, each with the files that it stands in."""
    catalog = Catalog(project="Organizer", charset="utf-8")
    said = io.StringIO()
    with contextlib.redirect_stderr(said):
        found = list(
            extract_from_dir(
                ROOT / "organizer",
                [("**.py", "python")],
                keywords=KEYWORDS,
                comment_tags=("translators:",),
                strip_comment_tags=True,
            )
        )
    # Babel takes f-strings among the values of a text for texts; that no text is one, a test sees
    sys.stderr.writelines(line for line in said.getvalue().splitlines(True) if _OF_VALUES not in line)
    for name, _line, message, comments, context in sorted(found, key=lambda each: (each[0], each[1])):
        catalog.add(message, None, [(Path(name).as_posix(), 1)], auto_comments=comments, context=context)
    return catalog


def written(catalog: Catalog) -> bytes:
    """The catalogue as text, without dates and lines, which would change with every commit."""
    text = io.BytesIO()
    pofile.write_po(text, catalog, width=0, include_lineno=False, sort_by_file=True, ignore_obsolete=True)
    kept = re.sub(
        rb'"(POT-Creation-Date|PO-Revision-Date|Last-Translator|Report-Msgid-Bugs-To|Language-Team'
        rb'|Generated-By): [^"]*"\n',
        b"",
        text.getvalue(),
    )
    return kept[kept.index(b'msgid ""') :]


def catalogues() -> list[Path]:
    """The catalogue of each language."""
    return sorted(FOLDER.glob("*/LC_MESSAGES/organizer.po"))


def read(path: Path) -> Catalog:
    """A language's catalogue."""
    with open(path, "rb") as file:
        return pofile.read_po(file, locale=path.parent.parent.name)


def update() -> None:
    """Collect, merge, compile."""
    template = collected()
    FOLDER.mkdir(exist_ok=True)
    TEMPLATE.write_bytes(written(template))
    for path in catalogues():
        catalog = read(path)
        # a text that was only like another is not its translation: no guesses
        catalog.update(template, no_fuzzy_matching=True, update_header_comment=False)
        path.write_bytes(written(catalog))
    compile_changed()


def compile_changed() -> None:
    """Make what programs read of catalogues that changed since."""
    for path in catalogues():
        target = path.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= path.stat().st_mtime:
            continue
        with open(target, "wb") as file:
            mofile.write_mo(file, read(path))


def untranslated(catalog: Catalog) -> list[str]:
    """The texts that a language lacks."""
    missing = []
    for message in catalog:
        texts = message.string if isinstance(message.string, tuple) else (message.string,)
        if message.id and not all(texts):
            missing.append(message.id if isinstance(message.id, str) else message.id[0])
    return missing


def status() -> None:
    """Print how much of each language is translated."""
    for path in catalogues():
        catalog = read(path)
        missing = len(untranslated(catalog))
        print(f"{path.parent.parent.name}: {len(catalog) - missing} of {len(catalog)} texts")


def main() -> None:
    """Do what the first argument says."""
    match sys.argv[1:]:
        case ["update"]:
            update()
            status()
        case ["compile"]:
            compile_changed()
        case ["status"]:
            status()
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main()
