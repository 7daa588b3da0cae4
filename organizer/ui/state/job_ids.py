"""The jobs of the window: each has one identity here, and with it how the bottom bar shows it."""

from __future__ import annotations

from enum import Enum

#: The title of jobs that the bottom bar does not show.
_SILENT = ""


class Job(Enum):
    """What runs in the background. A job that is started again replaces the one that still runs.

    The value counts the members: two silent jobs are two jobs.
    """

    title: str  #: how the bottom bar calls it; "" is not shown
    late: bool  #: often finds nothing to do: shown only when it reports progress
    in_seconds: bool  #: its progress counts the seconds of one recording

    def __new__(cls, title: str, late: bool = False, in_seconds: bool = False) -> Job:
        """A member with what is shown of it."""
        job = object.__new__(cls)
        job._value_ = len(cls.__members__)
        job.title, job.late, job.in_seconds = title, late, in_seconds
        return job

    # the library, and what follows from it
    RECOVER = "Putting unfinished edits right", True
    CHECK = _SILENT
    COPY = _SILENT
    RESTORE = _SILENT
    WATCH = _SILENT
    VIEWS = _SILENT
    LOAD = _SILENT
    STOCK = _SILENT
    REST = _SILENT
    IMPORT = "Adding songs"
    ANALYSIS = "Analyzing", True
    NETWORK = "Listening with the network", True
    MAP = "Drawing the map"
    PLACE = _SILENT
    GROUPS = "Finding groups"
    DEMO = "Making the demo songs"
    LOUDNESS = "Measuring loudness"
    LISTENING = _SILENT
    REMOVE = "Removing songs"
    FAILURES = _SILENT
    DRAFTS_LOAD = _SILENT
    DRAFTS_WRITE = _SILENT

    CLUSTER_LOOK = _SILENT
    NETWORK_LOOK = _SILENT
    NETWORK_INSTALL = "Setting up the network"
    NETWORK_REMOVE = _SILENT

    # tables
    TABLE_LOOK = _SILENT
    TABLE_IMPORT = "Importing a table"
    TABLE_FORGET = "Forgetting a table"
    TABLES_LIST = _SILENT

    # songs in the list of all, and one by one
    TRACKS = _SILENT
    WORDS = _SILENT
    SCOPE_SONGS = _SILENT
    BROWSE = _SILENT
    SIMILAR_SELECT = _SILENT
    DUPLICATES = "Finding duplicates"
    RECOMMENDERS = _SILENT
    SONG_LOAD = _SILENT
    SONG_PICK = _SILENT
    SONG_COVER = _SILENT
    PLAYING_COVER = _SILENT
    SHUFFLE = _SILENT
    GAIN = _SILENT
    WAVE = _SILENT
    MPRIS = _SILENT
    MPRIS_ART = _SILENT
    SONG_SIMILAR = _SILENT
    SONG_PARTS = "Finding parts", False, True
    SONG_READY = _SILENT
    SONG_REST = _SILENT
    SONG_EXPORT = "Exporting"

    # tags
    TAGS_LOAD = _SILENT
    TAGS_PREVIEW = _SILENT
    TAGS_APPLY = "Writing tags"
    TAGS_UNDO = "Undoing"
    TAGS_REDO = "Redoing"
    TAGS_STEP = _SILENT
    TAGS_NEXT = _SILENT
    TAGS_HISTORY = _SILENT
    TAGS_SUGGEST = _SILENT
    SUGGESTIONS = "Suggesting"
    SUGGESTIONS_ANSWER = _SILENT

    # the map
    MAP_SONGS = _SILENT
    MAP_LABELS = _SILENT
    MAP_NUMBER = _SILENT
    MAP_MEASURES = _SILENT
    MAP_EXPORT = _SILENT

    # groups
    GROUPS_MAKE = "Finding groups"
    GROUPS_PROPOSED = _SILENT
    GROUPS_LEAVE = _SILENT
    GROUPS_CHANGE = "Changing groups"
    GROUPS_PORTRAY = "Looking at the groups"
    GROUPS_JUDGE = "Judging numbers of groups"
    GROUPS_QUALITY = "Measuring the groups"
    GROUPS_COMPARE = "Comparing groups"
    GROUPS_TREE = "Drawing the tree"
    GROUPS_LABELS = _SILENT
    GROUPS_CHARTS = _SILENT
    GROUPS_MEASURES = _SILENT
    GROUPS_PLAYLIST = _SILENT
    LABELS_EXPORT = _SILENT

    # insight, quality, lessons
    INSIGHT = "Gathering numbers"
    INSIGHT_EXPORT = _SILENT
    QUALITY = "Measuring the quality"
    LESSON = _SILENT

    # the playlist
    PLAYLIST_ORDER = _SILENT
    PLAYLIST_LENGTH = _SILENT
    PLAYLIST_SAVE = _SILENT
    PLAYLIST_DELETE = _SILENT
    PLAYLIST_OPEN = _SILENT
    PLAYLIST_EXPORT = "Exporting"


#: Those that write files, one at a time.
WRITES_FILES = (Job.TAGS_APPLY, Job.TAGS_UNDO, Job.TAGS_REDO)
