"""The jobs of the window: each has one identity here, and with it how the bottom bar shows it."""

from __future__ import annotations

from enum import Enum

from organizer.base.language import tr

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
    RECOVER = tr("Putting unfinished edits right"), True
    CHECK = _SILENT
    ABOUT = _SILENT
    REPORT = _SILENT
    COPY = _SILENT
    RESTORE = _SILENT
    WATCH = _SILENT
    VIEWS = _SILENT
    DIALOGS = _SILENT
    LOAD = _SILENT
    STOCK = _SILENT
    REST = _SILENT
    IMPORT = tr("Adding songs")
    ANALYSIS = tr("Analyzing"), True
    NETWORK = tr("Listening with the network"), True
    MAP = tr("Drawing the map")
    PLACE = _SILENT
    GROUPS = tr("Finding groups")
    DEMO = tr("Making the demo songs")
    LOUDNESS = tr("Measuring loudness")
    LISTENING = _SILENT
    REMOVE = tr("Removing songs")
    FAILURES = _SILENT
    DRAFTS_LOAD = _SILENT
    DRAFTS_WRITE = _SILENT
    FOLDERS = _SILENT
    FOLDER_SONGS = _SILENT
    FOLDER_WATCHED = _SILENT
    PACE = _SILENT
    VIEW_LOAD = _SILENT
    VIEW_WRITE = _SILENT
    MOTION = _SILENT

    CLUSTER_LOOK = _SILENT
    NETWORK_LOOK = _SILENT
    NETWORK_INSTALL = tr("Setting up the network")
    NETWORK_REMOVE = _SILENT

    # tables
    TABLE_LOOK = _SILENT
    TABLE_IMPORT = tr("Importing a table")
    TABLE_FORGET = tr("Forgetting a table")
    TABLES_LIST = _SILENT

    # songs in the list of all, and one by one
    TRACKS = _SILENT
    ALBUMS = _SILENT
    ALBUM_COVERS = _SILENT
    WORDS = _SILENT
    VOCABULARY = _SILENT
    SEARCH_NOTE = _SILENT
    SEARCH_KEEP = _SILENT
    SEARCH_FORGET = _SILENT
    SCOPE_SONGS = _SILENT
    BROWSE = _SILENT
    SIMILAR_SELECT = _SILENT
    DUPLICATES = tr("Finding duplicates")
    RECOMMENDERS = _SILENT
    SONG_LOAD = _SILENT
    SONG_PICK = _SILENT
    MANY_SONGS = _SILENT
    SONG_COVER = _SILENT
    PLAYING_COVER = _SILENT
    SHUFFLE = _SILENT
    RADIO = _SILENT
    RADIO_NOTE = _SILENT
    RADIO_KEEP = _SILENT
    RADIO_LOAD = _SILENT
    RADIO_FORGET = _SILENT
    GAIN = _SILENT
    NEXT_SONG = _SILENT
    PLAYS = _SILENT
    RATING = _SILENT
    REDISCOVER = _SILENT
    RATING_SETTLE = tr("Recognizing rated songs"), True
    WAVE = _SILENT
    AUDITION = _SILENT
    MPRIS = _SILENT
    MPRIS_ART = _SILENT
    SONG_SIMILAR = _SILENT
    SONG_PARTS = tr("Finding parts"), False, True
    SONG_READY = _SILENT
    SONG_REST = _SILENT
    SONG_EXPORT = tr("Exporting")

    # devices
    DEVICE_PLACES = _SILENT
    DEVICE_LOOK = _SILENT
    DEVICE_COPY = tr("Copying")
    DEVICE_FORGET = _SILENT

    # tags
    TAGS_LOAD = _SILENT
    TAGS_FIELDS = _SILENT
    COVER_FILE = _SILENT
    TAGS_PREVIEW = _SILENT
    TAGS_APPLY = tr("Writing tags")
    TAGS_UNDO = tr("Undoing")
    TAGS_REDO = tr("Redoing")
    TAGS_STEP = _SILENT
    TAGS_NEXT = _SILENT
    TAGS_HISTORY = _SILENT
    TAGS_SUGGEST = _SILENT
    TAG_TOOLS_SONGS = _SILENT
    TAG_TOOLS_PREVIEW = _SILENT
    TAG_ACTIONS = _SILENT
    TAG_ACTION_FILE = _SILENT
    SUGGESTIONS = tr("Suggesting")
    SUGGESTIONS_ANSWER = _SILENT
    CELLS = _SILENT
    CELL_WORDS = _SILENT
    ESTIMATES = tr("Looking at estimates")
    TAG_PROPOSALS = _SILENT
    TAG_PROPOSALS_DROP = _SILENT
    TIDY = tr("Looking for what is wrong")
    TIDY_CHECK = tr("Checking lossless files")
    TIDY_IGNORE = _SILENT

    # files
    FILES_PLAN = _SILENT
    FILES_MOVE = tr("Moving files")
    FILES_TRASH = tr("Moving copies to the trash")

    # the map
    MAP_SONGS = _SILENT
    MAP_LABELS = _SILENT
    MAP_LAYER = _SILENT
    MAP_RESIDENTS = _SILENT
    MAP_DETAILS = _SILENT
    MAP_COVERS = _SILENT
    MAP_NUMBER = _SILENT
    MAP_MEASURES = _SILENT
    MAP_EXPORT = _SILENT
    MAP_VERSIONS = _SILENT
    REGIONS_CHANGE = _SILENT
    REGIONS_DRAW = _SILENT
    PINS = _SILENT

    # weights
    WEIGHTS_LOAD = _SILENT
    WEIGHTS_MORPH = _SILENT
    WEIGHTS_LAND = _SILENT
    WEIGHTS_ASK = _SILENT

    # journeys
    JOURNEY = _SILENT
    JOURNEY_STOPS = _SILENT

    # groups
    GROUPS_MAKE = tr("Finding groups")
    GROUPS_PROPOSED = _SILENT
    GROUPS_LEAVE = _SILENT
    GROUPS_CHANGE = tr("Changing groups")
    GROUPS_PORTRAY = tr("Looking at the groups")
    GROUPS_JUDGE = tr("Judging numbers of groups")
    GROUPS_QUALITY = tr("Measuring the groups")
    GROUPS_COMPARE = tr("Comparing groups")
    GROUPS_TREE = tr("Drawing the tree")
    GROUPS_LABELS = _SILENT
    GROUPS_CHARTS = _SILENT
    GROUPS_MEASURES = _SILENT
    GROUPS_PLAYLIST = _SILENT
    LABELS_EXPORT = _SILENT

    # insight, quality, lessons
    INSIGHT = tr("Gathering numbers")
    INSIGHT_EXPORT = _SILENT
    QUALITY = tr("Measuring the quality")
    LESSON = _SILENT

    # the playlist
    PLAYLIST_ORDER = _SILENT
    PLAYLIST_ARRANGE = tr("Arranging")
    PLAYLIST_LABELS = _SILENT
    PLAYLIST_MUST = _SILENT
    PLAYLIST_REMEMBERED = _SILENT
    PLAYLIST_LENGTH = _SILENT
    PLAYLIST_SAVE = _SILENT
    PLAYLIST_DELETE = _SILENT
    PLAYLIST_OPEN = _SILENT
    PLAYLIST_PROFILES = _SILENT
    PLAYLIST_PREVIEW = _SILENT
    PLAYLIST_EXPORT = tr("Exporting")
    SMART_COUNT = _SILENT
    SMART_LOOK = _SILENT
    SMART_CHANGE = _SILENT
    SMART_EXPORT = tr("Exporting")


#: Those that write files, one at a time.
WRITES_FILES = (Job.TAGS_APPLY, Job.FILES_MOVE, Job.TAGS_UNDO, Job.TAGS_REDO)
