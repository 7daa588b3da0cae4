"""Where files would go by a template: shown before anything is touched, and done exactly so."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from organizer.base import templates
from organizer.base.errors import printable
from organizer.base.fields.tag_names import in_sentence, plain_name
from organizer.base.language import tr
from organizer.base.model import Track
from organizer.base.naming import file_names, template_places
from organizer.base.naming.file_names import EMPTY, Rules, stem_and_ending
from organizer.base.template_fields import NAMES, of_track
from organizer.base.template_functions import in_ascii, shortened
from organizer.base.templates import Template
from organizer.library.files import file_rows
from organizer.library.storage.database import Database
from organizer.work.files.places import mentions
from organizer.work.files.places.disk import Disk
from organizer.work.files.places.neighbours import neighbours
from organizer.work.files.places.planned import Clash, PlannedMove, settled
from organizer.work.jobs import JobContext

#: What a move into a folder does when no template says otherwise: songs lie there as in the library's folder.
AS_BEFORE = ""

_REPORTED = 500


@dataclass(frozen=True, slots=True)
class Options:
    """How files are to be named, and what goes with them."""

    template: str = AS_BEFORE
    folder: str = ""  #: below which they go; "": the library's folder that each lies in
    rules: Rules = field(default_factory=Rules)
    clash: Clash = "number"
    same_name: bool = True  #: files of a song's name beside it go with it: "03 Rain.lrc"
    others: bool = True  #: the other files of a folder go with its songs, when all of them go to one folder
    lists: bool = True  #: playlist files and cue sheets in the library's folders that name them follow
    plain: bool = False  #: names in ASCII


@dataclass(frozen=True)
class Plan:
    """What would be done. Nothing was touched yet."""

    moves: tuple[PlannedMove, ...]  #: songs and what goes with them, refused ones among them
    unchanged: int  #: songs that have the name already
    lists: tuple[str, ...]  #: files that name them and would be rewritten
    roots: tuple[str, ...]  #: folders of the library
    folder: str = ""  #: below which they go; "" where each stays in the library's folder that it lies in

    @cached_property
    def wanted(self) -> tuple[PlannedMove, ...]:
        """What can be done."""
        return tuple(move for move in self.moves if not move.refused)

    @cached_property
    def refused(self) -> tuple[PlannedMove, ...]:
        """What cannot be done, each with its reason."""
        return tuple(move for move in self.moves if move.refused)

    @cached_property
    def songs(self) -> int:
        """How many songs would get another place."""
        return sum(bool(move.track_id) for move in self.moves if not move.refused)


def plan(context: JobContext, db: Database, songs: Iterable[Track], options: Options) -> Plan:
    """Where these songs would go, and what goes with them. Songs without a file are left out.

    Raises ``UsageError`` for a template that cannot be read, ``Cancelled``.
    """
    template = parsed(options)
    roots = file_rows.roots(db)
    disk = Disk(options.rules)
    with_files = sorted((song for song in songs if song.has_file), key=lambda song: song.path)
    wished = []
    for number, song in enumerate(with_files):
        if number % _REPORTED == 0:
            context.check_cancelled()
            context.report(number, len(with_files), printable(os.path.basename(song.path)))
        wished.append(_wish(song, template, roots, options))
    placed = settled(wished, disk, options.rules, options.clash)
    context.check_cancelled()
    beside = neighbours(
        placed, disk, roots, same_name=options.same_name, others=options.others, rules=options.rules
    )
    placed += settled(beside, disk, options.rules, options.clash, taken=placed)
    moved = [move for move in placed if move.refused or move.old != move.new]
    lists: tuple[str, ...] = ()
    if options.lists and any(not move.refused for move in moved):
        lists = tuple(naming(context, moved, [*roots, options.folder] if options.folder else roots))
    unchanged = sum(move.old == move.new and not move.refused for move in placed if move.track_id)
    return Plan(tuple(moved), unchanged, lists, tuple(roots), options.folder)


def parsed(options: Options) -> Template | None:
    """The template, understood; None to keep names and folders as they are. Raises ``UsageError``."""
    if options.template == AS_BEFORE and options.folder:
        return None
    template = templates.parse(options.template, NAMES)
    template_places.check(options.template, dots=options.rules.target in ("windows", "fat"))
    return template


def naming(context: JobContext, moved: Sequence[PlannedMove], folders: Iterable[str]) -> list[str]:
    """The lists in these folders that name files which move, or read otherwise after the moves."""
    places = {move.old: move.new for move in moved if not move.refused}
    all_moved = mentions.Moved(places)
    named = []
    for path in dict.fromkeys(mentions.find(_outermost(folders), context.check_cancelled)):
        content = mentions.read(path)
        if content is None:
            continue
        ends = dict.fromkeys((path, places.get(path, path)))  # it may stay, though its songs go
        if any(mentions.rewritten(content, path, all_moved, new_place=end) != content for end in ends):
            named.append(path)
    return named


def root_of(path: str, roots: Sequence[str]) -> str:
    """The library's folder that a file lies in, the innermost of several; its own folder if there is none."""
    inside = [root for root in roots if path.startswith(root.rstrip(os.sep) + os.sep)]
    return max(inside, key=len, default=os.path.dirname(path))


def _wish(song: Track, template: Template | None, roots: Sequence[str], options: Options) -> PlannedMove:
    """The place that a template gives a song; others may wish for it, too."""
    rules, old = options.rules, song.path
    home = root_of(old, roots)
    move = PlannedMove(song.id, old, old)
    if song.away:
        return replace(move, refused=tr("the file is not there now"))
    name = os.path.basename(old)
    stem, ending = stem_and_ending(name)
    if template is None:
        named = [rules.name(part) for part in os.path.relpath(os.path.dirname(old), home).split(os.sep)]
        folders = [part for part in named if part != "."] if os.path.dirname(old) != home else []
        return _placed(move, options.folder, folders, stem, ending, rules)
    clean = rules.value if not options.plain else lambda text: rules.value(in_ascii(text))
    text = file_names.tidied(template.render(of_track(song), clean=clean, empty=EMPTY))
    *above, last = text.split("/")
    if any(part.strip() in (".", "..") for part in above):  # of a text in quotes, or of what was left of one
        return replace(move, refused=tr("it would leave the folder: “{path}”", path=text))
    base = options.folder or (home if "/" in text else os.path.dirname(old))
    folders = [rules.name(part) for part in above]
    if not all(folders) or not last.strip():
        says = of_track(song)
        missing = next((name for name in template.fields if not says(name)), "title")
        return replace(move, refused=_nameless(missing, is_folder=not all(folders)))
    return _placed(move, base, folders, last, ending, rules)


def _nameless(missing: str, *, is_folder: bool) -> str:
    """Why a song, or a folder that it would lie in, has no name, and what to write instead."""
    values = {
        "field": in_sentence(missing) if plain_name(missing) else missing,
        "instead": f'{{{missing}|"Unknown"}}',
        "without": f"[{{{missing}}}/]",
    }
    if is_folder:
        return tr(
            "a folder would have no name, for its {field} is empty: write {instead}, or {without} to go "
            "without it",
            **values,
        )
    del values["without"]
    return tr("it would have no name, for its {field} is empty: write {instead}", **values)


def _placed(
    move: PlannedMove, base: str, folders: list[str], stem: str, ending: str, rules: Rules
) -> PlannedMove:
    """The path of these names, shortened as far as the system asks."""
    name = rules.name(stem, ending)
    if not name:
        return replace(
            move,
            refused=tr(
                "nothing is left of its name: {title} and others have no letters for it", title="{title}"
            ),
        )
    path = os.path.join(base, *folders, name)
    notes = ["shortened"] if rules.is_cut(stem, ending) else []
    names = [*folders, name[: len(name) - len(ending)] if ending else name]
    while rules.path_size(path) > rules.longest_path:
        longest = max(range(len(names)), key=lambda place: len(names[place]))
        if len(names[longest]) <= 8:
            return replace(
                move,
                refused=tr(
                    "its path would be too long for {target}: {most}",
                    target=rules.target,
                    most=rules.longest_path,
                ),
            )
        excess = rules.path_size(path) - rules.longest_path
        shorter = max(8, len(names[longest]) - max(1, excess))
        names[longest] = shortened(names[longest], shorter).rstrip(". ") or "_"
        path = os.path.join(base, *names[:-1], names[-1] + ending)
        notes = ["shortened"]
    return replace(move, new=path, notes=tuple(notes))


def _outermost(folders: Iterable[str]) -> list[str]:
    """The folders that lie in none of the others."""
    chosen: list[str] = []
    for folder in sorted(set(folders)):
        if not any(folder.startswith(above.rstrip(os.sep) + os.sep) for above in chosen):
            chosen.append(folder)
    return chosen
