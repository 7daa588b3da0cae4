"""Cells of text that hold several values: "['Gunna', 'Future']", "folk rock,dream pop", "Rock; Pop"."""

from __future__ import annotations

import re

_LONGEST = 5_000
_ITEM = re.compile(r"""'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|([^\s,'"\[\](){}][^,'"\[\](){}]*)""", re.S)
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))", re.S)
#: How Python writes sets, and what ends a list that has nothing at its end.
_SET = re.compile(r"(?:frozen)?set\((.*)\)", re.S)
_NOTHING = re.compile(r"['\"],? ?(?:None|null|nan)$")
_APART = re.compile("[;|,；，、]")
#: Names of genres that hold a comma themselves.
_WHOLE = re.compile(r"folk, world,? (?:&|and) country|bass, breakbeat & hardcore", re.IGNORECASE)


def items(cell: str) -> list[str] | None:
    """The values of a list as Python or JSON write it; None for other text, such as the band “[spunge]”."""
    text = cell.strip()
    if len(text) <= _LONGEST and (made := _SET.fullmatch(text)):
        text = made[1] or "[]"
    if len(text) > _LONGEST or text[:1] not in "[({" or text[-1:] not in "])}" or len(text) < 2:
        return None
    inner = text[1:-1].strip()
    if not inner:
        return [] if text == "[]" else None
    ending = _NOTHING.search(inner)
    if inner[0] not in "'\"" or (inner[-1] not in "'\"," and ending is None):
        return None
    values: list[str] = []
    for match in _ITEM.finditer(inner):
        single, double, bare = match.groups()
        quoted = single if single is not None else double
        value = _unescaped(quoted) if quoted is not None else bare.strip()
        if value.strip() and (quoted is not None or value not in ("None", "null", "nan")):
            values.append(value.strip())
    return list(dict.fromkeys(values))


def _unescaped(text: str) -> str:
    if "\\" not in text:
        return text
    plain = _ESCAPE.sub(_letter, text)  # letters beyond 16 bits are two halves
    return plain.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _letter(match: re.Match[str]) -> str:
    if match[3] is not None:
        return {"n": " ", "t": " ", "r": " "}.get(match[3], match[3])
    code = int(match[1] or match[2], 16)
    return chr(code) if code else " "


def genres(cell: str) -> list[str]:
    """Every genre of a cell: a list, or text that is apart by ";", "|" or ","."""
    listed = items(cell)
    if listed is None:
        cell = _bare(cell.strip())
        whole: list[str] = []

        def keep(match: re.Match[str]) -> str:
            whole.append(match[0])
            return f"\0{len(whole) - 1}\0"

        parts = _APART.split(_WHOLE.sub(keep, cell.replace("\0", " ")))
        listed = [re.sub("\0(\\d+)\0", lambda match: whole[int(match[1])], part) for part in parts]
    unique: dict[str, str] = {}
    for part in listed:
        if name := " ".join(part.split()):
            unique.setdefault(name.casefold(), name)
    return list(unique.values())


def _bare(cell: str) -> str:
    """A list without marks of quotation, as PostgreSQL and R write them: "{folk,pop}", "[folk, pop]"."""
    if len(cell) > 2 and cell[0] + cell[-1] in ("[]", "{}") and not set(cell[1:-1]) & set("[]{}"):
        return cell[1:-1]
    return cell


def names(cell: str) -> str:
    """Artists: those of a list joined by "; ", any other text as it stands."""
    listed = items(cell)
    return cell if listed is None else "; ".join(listed)
