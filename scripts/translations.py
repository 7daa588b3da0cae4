"""Brings the translations up to date: collects all texts of the source, merges them into each language's
catalogue, and compiles the catalogues.

usage: python scripts/translations.py (update | compile | status)
  update    what ``make translations`` does: all of it; then tells what is left to translate
  compile   only what changed since it was compiled; what setting up does
  status    how much of each language is translated
"""

from __future__ import annotations

import ast
import io
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages import Catalog, mofile, pofile

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "organizer" / "translations"
TEMPLATE = FOLDER / "organizer.pot"

#: The functions of ``organizer.base.language`` that texts stand in: how many of their arguments are texts.
TEXTS = {"tr": 1, "plural": 2, "tr_as": 2}
_COMMENT = re.compile(r"\s*# translators: (.*)")


def texts_of(source: str) -> Iterator[tuple[int, str | tuple[str, str], list[str], str | None]]:
    """All texts of a module: line, text or its two forms, what is said to translators, context.

    They are read off the syntax tree: Babel's own extraction does not look into f-strings.
    """
    lines = source.splitlines()
    calls = [
        node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in TEXTS
    ]
    for call in sorted(calls, key=lambda node: (node.lineno, node.col_offset)):
        assert isinstance(call.func, ast.Name)
        wanted = TEXTS[call.func.id]
        found = [arg.value for arg in call.args[:wanted] if isinstance(arg, ast.Constant)]
        if len(found) < wanted or not all(isinstance(text, str) for text in found):
            continue  # a test says what is wrong
        above = _COMMENT.fullmatch(lines[call.lineno - 2]) if call.lineno > 1 else None
        comments = [above[1]] if above else []
        if call.func.id == "plural":
            yield call.lineno, (found[0], found[1]), comments, None
        else:
            yield call.lineno, found[-1], comments, found[0] if wanted == 2 else None


def collected() -> Catalog:
    """All texts of the source, each with the files that it stands in."""
    catalog = Catalog(project="Organizer", charset="utf-8")
    package = ROOT / "organizer"
    for path in sorted(package.rglob("*.py"), key=lambda each: each.relative_to(package).as_posix()):
        name = path.relative_to(package).as_posix()
        for _line, message, comments, context in texts_of(path.read_text("utf-8")):
            catalog.add(message, None, [(name, 1)], auto_comments=comments, context=context)
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
