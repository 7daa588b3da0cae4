"""Whether a library is whole: SQLite's own check, and ours of what it holds; and what of it can be mended."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from organizer.base.errors import DamagedLibrary, LibraryError
from organizer.base.language import tr
from organizer.library import maps, vectors
from organizer.library.storage import damage
from organizer.library.storage.connection import SqlError
from organizer.library.storage.damage import Finding
from organizer.library.storage.database import Database

#: So many findings of one kind are enough.
_MANY = 20
#: The indexes of words.
_WORDS = "SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL TABLE%fts5%'"


def check(db: Database, step: Callable[[str], None] = lambda what: None) -> list[Finding]:
    """All that is wrong with a library, the worst first; ``step`` is called with what is looked at."""
    connection = db.read()
    findings: list[Finding] = []
    step(tr("the file"))
    with _damage_as_finding(findings):
        rows = connection.execute(f"PRAGMA integrity_check({_MANY})").fetchall()
        findings += [Finding(" ".join(str(row[0]).split())) for row in rows if row[0] != "ok"]
    with _damage_as_finding(findings):
        if broken := connection.execute("PRAGMA foreign_key_check").fetchmany(_MANY):
            findings.append(
                Finding(tr("rows that belong to nothing, such as in {broken}", broken=broken[0][0]))
            )
    for look in damage.LOOKS:
        step(tr("what it holds"))
        with _damage_as_finding(findings):
            findings += look(connection)
    if not db.read_only:
        with _damage_as_finding(findings):
            findings += _search(db)
    return sorted(dict.fromkeys(findings), key=lambda finding: finding.computed)


def explanation(db: Database) -> DamagedLibrary | None:
    """What is wrong with a library, shortly; None where nothing is, or where looking took too long."""
    return damage.explanation(db.read, db.path)


def mend(db: Database) -> None:
    """Drop what is damaged and can be made anew, and make the index of words anew."""
    for row in db.read().execute("SELECT DISTINCT version FROM features").fetchall():
        for _ in vectors.chunks(db, int(row[0])):
            pass
    maps.load_axes(db)
    maps.load_embedding(db)
    maps.load_map(db)
    with suppress(LibraryError, SqlError):
        for (name,) in db.read().execute(_WORDS).fetchall():
            with db.write() as connection:
                connection.execute(f"INSERT INTO {name} ({name}) VALUES ('rebuild')")


@contextmanager
def _damage_as_finding(findings: list[Finding]) -> Iterator[None]:
    """Damage that a look ran into is a finding of its own, and the next look goes on."""
    try:
        yield
    except DamagedLibrary as error:
        findings.append(Finding(error.cause))
    except SqlError as error:
        findings.append(Finding(str(error)))


def _search(db: Database) -> Iterator[Finding]:
    """The index of words, against what it indexes."""
    for (name,) in db.read().execute(_WORDS).fetchall():
        try:
            with db.write() as connection:
                connection.execute(f"INSERT INTO {name} ({name}, rank) VALUES ('integrity-check', 1)")
        except DamagedLibrary:
            yield Finding(tr("the index for searching is not that of the songs"))
