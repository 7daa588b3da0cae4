"""Edits as a person sees them, of tags and of places: one history, in the order of their numbers.

The rows of an edit's files are in the journal of tags (``library.journal``) or of moves (``files.moves``);
both walk through the same states.
"""

from __future__ import annotations

from dataclasses import dataclass

from organizer.library.storage.database import Connection

#: The file was being written.
OPEN = ("pending", "undoing", "redoing")

STATES = (*OPEN, "done", "undone", "void", "failed", "dropped", "damaged")


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One edit as the person sees it."""

    edit_id: int
    created: float
    label: str
    #: "done" as long as any file holds it, else "open" (interrupted, and not looked at since), "undone", or
    #: "void" (no file holds it, and redo does not lead there)
    state: str
    files: int  #: how many files hold it, or held it before it was undone
    failed: int  #: never written
    undone: int = 0  #: taken back
    open: int = 0  #: files that could not be looked at after an interruption: they may hold it or not
    damaged: int = 0  #: files whose row cannot be read
    redoable: bool = False  #: redo can bring it again to some files
    moves: bool = False  #: it renamed and moved files

    @property
    def in_part(self) -> bool:
        """Whether it was taken back from some files and others still hold it."""
        return self.state == "done" and self.undone > 0


def leave_redo(connection: Connection, edit_id: int) -> None:
    """A new edit was made: what was undone before it, of tags and of places, cannot be brought again."""
    for table in ("edit_files", "file_moves"):
        connection.execute(
            f"UPDATE {table} SET state = 'void' WHERE state = 'undone' AND edit_id < ?", (edit_id,)
        )


def summary(
    edit_id: int, created: float, label: str, states: dict[str, int], *, moves: bool = False
) -> HistoryEntry:
    """An edit as the person sees it, from how many of its files are in which state."""
    done, taken_back = states.get("done", 0), states.get("undone", 0) + states.get("void", 0)
    unknown = sum(states.get(name, 0) for name in OPEN)
    state = "done" if done else "open" if unknown else "undone" if states.get("undone") else "void"
    return HistoryEntry(
        edit_id,
        created,
        label,
        state,
        done or taken_back,
        states.get("failed", 0),
        taken_back,
        unknown,
        states.get("damaged", 0),
        "undone" in states,
        moves,
    )


def calendar_time(stored: object) -> float:
    """A time that a calendar can show, whatever a damaged library holds."""
    return stored if isinstance(stored, float) and 0 <= stored < 1e11 else 0.0
