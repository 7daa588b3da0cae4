"""The database's shape, as numbered migrations that each run once. Never edit one that has shipped.

Paths are BLOBs (``os.fsencode``), so that names which are not valid UTF-8 come back byte for byte.
Features hang on the hash of the audio payload, not on the file: a moved or retagged file keeps them.
"""

from __future__ import annotations

from organizer.library.storage.schema_first import FIRST
from organizer.library.storage.schema_of_devices import DEVICES, MOVES
from organizer.library.storage.schema_of_fields import MORE_TAGS
from organizer.library.storage.schema_of_lists import SEARCHES, SMART_PLAYLISTS
from organizer.library.storage.schema_of_places import MAP_VERSIONS, PINS, REGIONS
from organizer.library.storage.schema_of_playing import RADIO
from organizer.library.storage.schema_of_playlists import MISSING_SONGS
from organizer.library.storage.schema_of_plays import PLAYS
from organizer.library.storage.schema_of_sounds import PACE, PLACE_CHANGES, STRUCTURES
from organizer.library.storage.schema_of_tags import (
    FIRST_PATCHES,
    FIRST_PATCHES_OF,
    TAG_ACTIONS,
    TAG_PROPOSALS,
)
from organizer.library.storage.schema_of_tidying import SONG_COVERS, TIDYING

#: More descriptors; beside them what was measured on whole songs, which holds for every version of the ear.
_DESCRIPTORS = """
ALTER TABLE descriptors RENAME COLUMN dynamics TO loudness_range;
ALTER TABLE descriptors ADD COLUMN tempo_alternatives TEXT NOT NULL DEFAULT '';
ALTER TABLE descriptors ADD COLUMN camelot TEXT;
ALTER TABLE descriptors ADD COLUMN true_peak REAL;
ALTER TABLE descriptors ADD COLUMN dynamic_complexity REAL;
ALTER TABLE descriptors ADD COLUMN danceability REAL;
ALTER TABLE descriptors ADD COLUMN acousticness REAL;
ALTER TABLE descriptors ADD COLUMN valence REAL;
ALTER TABLE descriptors ADD COLUMN speechiness REAL;
ALTER TABLE descriptors ADD COLUMN instrumentalness REAL;
ALTER TABLE descriptors ADD COLUMN liveness REAL;
ALTER TABLE descriptors ADD COLUMN excerpt_start REAL;
CREATE TABLE measured (
  audio_hash TEXT PRIMARY KEY,
  loudness REAL, loudness_range REAL, true_peak REAL, momentary REAL, short_term REAL
) WITHOUT ROWID;
"""

#: What an edit is follows from its files' rows alone. Rows that were given up after an interruption, maybe
#: without a look at a file that was away, are looked at again.
_EDITS_BY_FILES = """
UPDATE edit_files SET state = 'void' WHERE state = 'undone'
  AND (edit_id IN (SELECT id FROM edits WHERE state = 'void')
    OR edit_id < (SELECT max(id) FROM edits WHERE state = 'done'));
UPDATE edit_files SET state = 'pending', reason = ''
  WHERE state = 'dropped' AND reason = 'the program ended before it was written';
ALTER TABLE edits DROP COLUMN state;
CREATE INDEX edit_files_by_state ON edit_files (state, edit_id, reason);
"""

#: Songs without a file have 2 in tracks.away.
_TABLES = """
CREATE TABLE tables (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, path BLOB NOT NULL, imported REAL NOT NULL,
  numbers TEXT NOT NULL  -- names, as a JSON list
);
CREATE TABLE table_rows (
  table_id INTEGER NOT NULL REFERENCES tables (id) ON DELETE CASCADE,
  track_id INTEGER NOT NULL REFERENCES tracks (id) ON DELETE CASCADE,
  row INTEGER NOT NULL,
  numbers TEXT NOT NULL,  -- name to value, as a JSON object
  PRIMARY KEY (table_id, track_id)
) WITHOUT ROWID;
CREATE INDEX table_rows_track ON table_rows (track_id);
"""

_NETWORK = """
CREATE TABLE network (id INTEGER PRIMARY KEY CHECK (id = 1), model TEXT NOT NULL);  -- the one in use, if any
CREATE TABLE network_vectors (
  model TEXT NOT NULL,  -- hash of the ONNX file
  audio_hash TEXT NOT NULL,
  vector BLOB NOT NULL,
  PRIMARY KEY (model, audio_hash)
);
ALTER TABLE axes ADD COLUMN model TEXT NOT NULL DEFAULT '';  -- the network whose vectors they were fitted on
"""

_FINGERPRINTS = """
CREATE TABLE fingerprints (audio_hash TEXT PRIMARY KEY, version INTEGER NOT NULL, codes BLOB NOT NULL);
"""

#: NULL: a file that was read before ISRCs were; it is asked when a table that has them is imported.
_ISRC = """
ALTER TABLE tracks ADD COLUMN isrc TEXT;
"""

#: How sure it is that a song belongs to its group, 0–1; NULL where the method does not tell.
_SURENESS = """
ALTER TABLE track_groups ADD COLUMN sureness REAL;
"""

#: Playlists that top themselves up: the file that is written with them, and the songs they were offered.
_TOPPED = """
CREATE TABLE topped_playlists (
  playlist_id INTEGER PRIMARY KEY REFERENCES playlists (id) ON DELETE CASCADE,
  file BLOB NOT NULL  -- empty: none
);
CREATE TABLE offered_songs (
  playlist_id INTEGER NOT NULL REFERENCES playlists (id) ON DELETE CASCADE,
  track_id INTEGER NOT NULL REFERENCES tracks (id) ON DELETE CASCADE,
  PRIMARY KEY (playlist_id, track_id)
) WITHOUT ROWID;
"""

#: What the table of songs is sorted by, as ``tracks.TEXT_ORDERS`` and ``ALBUM_ORDER`` say it.
_ORDERS = """
CREATE INDEX tracks_by_album ON tracks (
  album COLLATE NOCASE, CAST(disc AS INTEGER), CAST(track AS INTEGER), path
);
CREATE INDEX tracks_by_artist ON tracks (COALESCE(NULLIF(artist, ''), album_artist) COLLATE NOCASE);
CREATE INDEX tracks_by_title ON tracks (display_title COLLATE NOCASE);
CREATE INDEX tracks_added ON tracks (added);
"""

#: What is compared, searched and sorted by, in place of the index of words and the orders of before. The SQL
#: functions that fill it are ``folding`` and ``keys`` (see ``database``). ":first": on parts of the songs.
_FOLDED = """
DROP TRIGGER tracks_text_insert;
DROP TRIGGER tracks_text_delete;
DROP TRIGGER tracks_text_update;
DROP TABLE tracks_text;
DROP INDEX tracks_by_album;
DROP INDEX tracks_by_artist;
DROP INDEX tracks_by_title;

CREATE TABLE folded (
  track_id INTEGER PRIMARY KEY,
  title TEXT NOT NULL, artist TEXT NOT NULL, album_artist TEXT NOT NULL, album TEXT NOT NULL,
  genre TEXT NOT NULL, mood TEXT NOT NULL, grouping TEXT NOT NULL,
  camelot TEXT NOT NULL,  -- of the key in the tags
  title_order TEXT NOT NULL, artist_order TEXT NOT NULL, album_order TEXT NOT NULL,
  disc INTEGER NOT NULL, track INTEGER NOT NULL,
  path TEXT NOT NULL, comment TEXT NOT NULL
);
CREATE VIRTUAL TABLE song_words USING fts5 (
  title, artist, album, genre, tokenize='ascii', prefix='2 3'
);
INSERT INTO folded SELECT
  id, fold(display_title), fold(artist), fold(album_artist), fold(album), fold(genre), fold(mood),
  fold(grouping), camelot_of(key), order_key(display_title),
  order_key(COALESCE(NULLIF(artist, ''), album_artist)), order_key(album),
  CAST(disc AS INTEGER), CAST(track AS INTEGER), fold(path), fold(comment)
FROM tracks WHERE id >= :first AND id < :last;
INSERT INTO song_words (rowid, title, artist, album, genre) SELECT
  id, words(display_title), words(COALESCE(NULLIF(artist, ''), album_artist)), words(album), words(genre)
FROM tracks WHERE id >= :first AND id < :last;
CREATE INDEX folded_by_album ON folded (album_order, disc, track, path);
CREATE INDEX folded_by_artist ON folded (artist_order);
CREATE INDEX folded_by_title ON folded (title_order);

CREATE TRIGGER folded_insert AFTER INSERT ON tracks BEGIN
  INSERT INTO folded VALUES (
    new.id, fold(new.display_title), fold(new.artist), fold(new.album_artist), fold(new.album),
    fold(new.genre), fold(new.mood), fold(new.grouping), camelot_of(new.key),
    order_key(new.display_title), order_key(COALESCE(NULLIF(new.artist, ''), new.album_artist)),
    order_key(new.album), CAST(new.disc AS INTEGER), CAST(new.track AS INTEGER),
    fold(new.path), fold(new.comment)
  );
  INSERT INTO song_words (rowid, title, artist, album, genre) VALUES (
    new.id, words(new.display_title), words(COALESCE(NULLIF(new.artist, ''), new.album_artist)),
    words(new.album), words(new.genre)
  );
END;
CREATE TRIGGER folded_delete AFTER DELETE ON tracks BEGIN
  DELETE FROM folded WHERE track_id = old.id;
  DELETE FROM song_words WHERE rowid = old.id;
END;
CREATE TRIGGER folded_update AFTER UPDATE OF
  display_title, artist, album_artist, album, genre, mood, grouping, comment, key, disc, track, path ON tracks
BEGIN
  INSERT OR REPLACE INTO folded VALUES (
    new.id, fold(new.display_title), fold(new.artist), fold(new.album_artist), fold(new.album),
    fold(new.genre), fold(new.mood), fold(new.grouping), camelot_of(new.key),
    order_key(new.display_title), order_key(COALESCE(NULLIF(new.artist, ''), new.album_artist)),
    order_key(new.album), CAST(new.disc AS INTEGER), CAST(new.track AS INTEGER),
    fold(new.path), fold(new.comment)
  );
END;
CREATE TRIGGER song_words_update AFTER UPDATE OF display_title, artist, album_artist, album, genre ON tracks
BEGIN
  UPDATE song_words SET
    title = words(new.display_title), artist = words(COALESCE(NULLIF(new.artist, ''), new.album_artist)),
    album = words(new.album), genre = words(new.genre)
  WHERE rowid = new.id;
END;
"""

#: What tells a file from every other of its size and time: its number on its disk, and when the system last
#: changed anything about it. NULL: a file that was scanned before they were kept.
_FILE_MARKS = """
ALTER TABLE tracks ADD COLUMN inode INTEGER;
ALTER TABLE tracks ADD COLUMN ctime_ns INTEGER;
"""

#: What is being made in the window and was not saved yet; see ``drafts``. Lists of songs are int64.
_DRAFTS = """
CREATE TABLE drafts (
  name TEXT PRIMARY KEY, head TEXT NOT NULL, ids BLOB NOT NULL, written REAL NOT NULL
);
CREATE TABLE draft_changes (
  serial INTEGER PRIMARY KEY, text TEXT NOT NULL, start INTEGER NOT NULL,
  before BLOB NOT NULL, after BLOB NOT NULL
);
"""

#: The file that a row names. In the paths of songs without one the name of the table is escaped: "mix#2" was
#: a part of "mix".
_TABLE_PATHS = """
ALTER TABLE table_rows ADD COLUMN file TEXT NOT NULL DEFAULT '';
CREATE TABLE moved AS
  SELECT s.id, s.audio_hash AS old, 'table:' || replace(replace(t.name, '%', '%25'), '#', '%23')
    || substr(s.audio_hash, length(t.name) + 7) AS new
  FROM tables t JOIN table_rows r ON r.table_id = t.id JOIN tracks s ON s.id = r.track_id
  WHERE (instr(t.name, '#') OR instr(t.name, '%')) AND s.away = 2
    AND substr(s.audio_hash, 1, length(t.name) + 7) = 'table:' || t.name || '#';
CREATE INDEX moved_id ON moved (id);
CREATE INDEX moved_old ON moved (old);
UPDATE descriptors SET audio_hash = (SELECT m.new FROM moved m WHERE m.old = descriptors.audio_hash)
  WHERE audio_hash IN (SELECT old FROM moved);
UPDATE OR IGNORE tracks SET path = CAST((SELECT m.new FROM moved m WHERE m.id = tracks.id) AS BLOB),
  audio_hash = (SELECT m.new FROM moved m WHERE m.id = tracks.id) WHERE id IN (SELECT id FROM moved);
DROP TABLE moved;
"""

#: Songs that were removed; their rows are put aside in tables that ``removals`` makes.
_REMOVALS = """
CREATE TABLE removals (
  id INTEGER PRIMARY KEY AUTOINCREMENT, removed REAL NOT NULL, songs INTEGER NOT NULL,
  roots TEXT NOT NULL  -- that went with them, as a JSON list of paths and when they were added
);
CREATE TABLE removed_paths (path BLOB PRIMARY KEY) WITHOUT ROWID;
"""

#: What a song is: a file, or a row of a table, which had 2 in ``away`` before. In ``path`` such a row has
#: what tells it apart from others (see ``tables``), no path. ``available``: it has a file, which is there.
_ORIGIN = """
ALTER TABLE tracks ADD COLUMN origin TEXT NOT NULL DEFAULT 'file' CHECK (origin IN ('file', 'table'));
UPDATE tracks SET origin = 'table', away = 0 WHERE away = 2;
ALTER TABLE tracks ADD COLUMN available INTEGER
  GENERATED ALWAYS AS (origin = 'file' AND NOT away) VIRTUAL;

UPDATE folded SET path = '' WHERE track_id IN (SELECT id FROM tracks WHERE origin = 'table');
DROP TRIGGER folded_insert;
CREATE TRIGGER folded_insert AFTER INSERT ON tracks BEGIN
  INSERT INTO folded VALUES (
    new.id, fold(new.display_title), fold(new.artist), fold(new.album_artist), fold(new.album),
    fold(new.genre), fold(new.mood), fold(new.grouping), camelot_of(new.key),
    order_key(new.display_title), order_key(COALESCE(NULLIF(new.artist, ''), new.album_artist)),
    order_key(new.album), CAST(new.disc AS INTEGER), CAST(new.track AS INTEGER),
    CASE new.origin WHEN 'file' THEN fold(new.path) ELSE '' END, fold(new.comment)
  );
  INSERT INTO song_words (rowid, title, artist, album, genre) VALUES (
    new.id, words(new.display_title), words(COALESCE(NULLIF(new.artist, ''), new.album_artist)),
    words(new.album), words(new.genre)
  );
END;
DROP TRIGGER folded_update;
CREATE TRIGGER folded_update AFTER UPDATE OF
  display_title, artist, album_artist, album, genre, mood, grouping, comment, key, disc, track, path ON tracks
BEGIN
  INSERT OR REPLACE INTO folded VALUES (
    new.id, fold(new.display_title), fold(new.artist), fold(new.album_artist), fold(new.album),
    fold(new.genre), fold(new.mood), fold(new.grouping), camelot_of(new.key),
    order_key(new.display_title), order_key(COALESCE(NULLIF(new.artist, ''), new.album_artist)),
    order_key(new.album), CAST(new.disc AS INTEGER), CAST(new.track AS INTEGER),
    CASE new.origin WHEN 'file' THEN fold(new.path) ELSE '' END, fold(new.comment)
  );
END;

CREATE TABLE IF NOT EXISTS removed_tracks (removal INTEGER NOT NULL, away);  -- ``removals`` may have made it
CREATE INDEX IF NOT EXISTS removed_tracks_of ON removed_tracks (removal);
ALTER TABLE removed_tracks ADD COLUMN origin;
UPDATE removed_tracks SET origin = CASE away WHEN 2 THEN 'table' ELSE 'file' END, away = away = 1;
DELETE FROM removed_paths WHERE path IN (SELECT path FROM tracks WHERE origin = 'table')
  OR path IN (SELECT path FROM removed_tracks WHERE origin = 'table');
"""

#: What a network says of songs: how likely each of its tags is, as float16, and what the tags are called.
_NETWORK_TAGS = """
CREATE TABLE network_tags (
  model TEXT NOT NULL, audio_hash TEXT NOT NULL, tags BLOB NOT NULL, PRIMARY KEY (model, audio_hash)
);
CREATE TABLE network_tag_names (
  model TEXT NOT NULL, position INTEGER NOT NULL, name TEXT NOT NULL, PRIMARY KEY (model, position)
) WITHOUT ROWID;
"""

#: Where a song lies on the map, in cells from the upper left corner; NULL: somewhere in its cell.
_PLACES = """
ALTER TABLE track_cells ADD COLUMN x REAL;
ALTER TABLE track_cells ADD COLUMN y REAL;
"""

#: With what the counts ask of each song, so that they read this and not the songs; see ``tracks.count``.
_COUNTED = """
DROP INDEX tracks_audio_hash;
CREATE INDEX tracks_by_sound ON tracks (audio_hash, origin, away);
"""

#: Groups that wait to be taken or left: songs are int64, their groups int64, how sure these are float32.
_PROPOSED_GROUPS = """
CREATE TABLE proposed_groups (
  id INTEGER PRIMARY KEY CHECK (id = 1), header TEXT NOT NULL,
  songs BLOB NOT NULL, numbers BLOB NOT NULL, sureness BLOB NOT NULL
);
"""

#: What a person said to suggestions of tags, by the sound of songs; see ``suggestions``. ``value`` is folded.
_SUGGESTIONS = """
CREATE TABLE suggestion_answers (
  audio_hash TEXT NOT NULL, field TEXT NOT NULL, value TEXT NOT NULL,
  accepted INTEGER NOT NULL CHECK (accepted IN (0, 1)),
  PRIMARY KEY (audio_hash, field, value)
) WITHOUT ROWID;
"""

#: Islands of the map with their names, the largest first; songs are int64.
_ISLANDS = """
CREATE TABLE islands (
  position INTEGER PRIMARY KEY, name TEXT NOT NULL, group_number INTEGER, songs BLOB NOT NULL
);
"""

#: Analysis no longer says these; what tables say of their songs has version 0.
_OF_TABLES = """
UPDATE descriptors SET instrumentalness = NULL, liveness = NULL
  WHERE version > 0 AND COALESCE(instrumentalness, liveness) IS NOT NULL;
"""

#: The tempo that ``bpm`` tells, in BPM; NULL where it tells none. ``tempo_of`` reads it (see ``functions``).
_TAGGED_TEMPO = """
ALTER TABLE tracks ADD COLUMN tagged_tempo REAL;
UPDATE tracks SET tagged_tempo = tempo_of(bpm) WHERE bpm != '' AND id >= :first AND id < :last;
CREATE TRIGGER tagged_tempo_insert AFTER INSERT ON tracks WHEN new.bpm != '' BEGIN
  UPDATE tracks SET tagged_tempo = tempo_of(new.bpm) WHERE id = new.id;
END;
CREATE TRIGGER tagged_tempo_update AFTER UPDATE OF bpm ON tracks WHEN new.bpm != old.bpm BEGIN
  UPDATE tracks SET tagged_tempo = tempo_of(new.bpm) WHERE id = new.id;
END;
"""

#: What a key finder of the person's own said of songs; NULL: it has no key.
_MODEL_KEYS = """
CREATE TABLE model_keys (
  audio_hash TEXT PRIMARY KEY, model TEXT NOT NULL, key TEXT, camelot TEXT, confidence REAL NOT NULL
) WITHOUT ROWID;
"""

#: Whether what appears in a folder of the library is added by itself.
_WATCHED = "ALTER TABLE roots ADD COLUMN watched INTEGER NOT NULL DEFAULT 1;"

#: Migration n takes a database of version n to n + 1.
MIGRATIONS: tuple[str, ...] = (
    FIRST,
    _DESCRIPTORS,
    _TABLES,
    _NETWORK,
    _FINGERPRINTS,
    _ISRC,
    _SURENESS,
    _TOPPED,
    _ORDERS,
    _FOLDED,
    _FILE_MARKS,
    _DRAFTS,
    _TABLE_PATHS,
    _EDITS_BY_FILES,
    _REMOVALS,
    _ORIGIN,
    _NETWORK_TAGS,
    _PLACES,
    _COUNTED,
    _PROPOSED_GROUPS,
    _SUGGESTIONS,
    _ISLANDS,
    _OF_TABLES,
    _TAGGED_TEMPO,
    _MODEL_KEYS,
    REGIONS,
    _WATCHED,
    RADIO,
    STRUCTURES,
    PLAYS,
    MAP_VERSIONS,
    SEARCHES,
    PINS,
    DEVICES,
    SMART_PLAYLISTS,
    TAG_ACTIONS,
    MISSING_SONGS,
    MORE_TAGS,
    TIDYING,
    MOVES,
    PLACE_CHANGES,
    TAG_PROPOSALS,
    PACE,
    SONG_COVERS,
    FIRST_PATCHES,
    FIRST_PATCHES_OF,
)

VERSION = len(MIGRATIONS)
