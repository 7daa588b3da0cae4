"""Which key of each kind of tag holds which field: what ``mapping`` reads and the editors write."""

from __future__ import annotations

from collections.abc import Mapping

#: Kinds of files (mutagen's classes) with an APEv2 tag of their own at the end.
APE_KINDS = frozenset({"MonkeysAudio", "Musepack", "WavPack", "OptimFROG", "TAK", "APEv2File"})

#: Fields that are the text of one frame of ID3: its name in ID3v2.3 and 2.4, and in 2.2.
ID3_TEXTS: Mapping[str, tuple[str, str]] = {
    "title": ("TIT2", "TT2"),
    "artist": ("TPE1", "TP1"),
    "album_artist": ("TPE2", "TP2"),
    "album": ("TALB", "TAL"),
    "genre": ("TCON", "TCO"),
    "track": ("TRCK", "TRK"),
    "disc": ("TPOS", "TPA"),
    "bpm": ("TBPM", "TBP"),
    "key": ("TKEY", "TKE"),
}
#: Frames of ID3v2.3 and 2.4; a comment and a mood of ``TXXX`` are recognized by their descriptions.
ID3_FRAMES: Mapping[str, tuple[str, ...]] = {
    **{field: (frame,) for field, (frame, _) in ID3_TEXTS.items()},
    "date": ("TDRC", "TYER", "TDAT", "TIME"),
    "mood": ("TMOO",),
    "grouping": ("GRP1", "TIT1"),
    "comment": (),
}
VORBIS_KEYS: Mapping[str, tuple[str, ...]] = {
    "title": ("title",),
    "artist": ("artist",),
    "album_artist": ("albumartist", "album artist"),
    "album": ("album",),
    "genre": ("genre",),
    "date": ("date", "year"),
    "track": ("tracknumber",),
    "disc": ("discnumber",),
    "bpm": ("bpm", "tempo"),
    "key": ("key", "initialkey"),
    "mood": ("mood",),
    "grouping": ("grouping",),
    "comment": ("comment", "description"),
    "isrc": ("isrc",),
}
VORBIS_TOTALS: Mapping[str, tuple[str, ...]] = {
    "track": ("tracktotal", "totaltracks"),
    "disc": ("disctotal", "totaldiscs"),
}
APE_KEYS: Mapping[str, tuple[str, ...]] = {
    "title": ("Title",),
    "artist": ("Artist",),
    "album_artist": ("Album Artist", "AlbumArtist"),
    "album": ("Album",),
    "genre": ("Genre",),
    "date": ("Year", "Date"),
    "track": ("Track",),
    "disc": ("Disc",),
    "bpm": ("BPM",),
    "key": ("KEY", "InitialKey"),
    "mood": ("Mood",),
    "grouping": ("Grouping",),
    "comment": ("Comment",),
    "isrc": ("ISRC",),
}
MP4_FREE_FORM = "----:com.apple.iTunes:"
MP4_KEYS: Mapping[str, tuple[str, ...]] = {
    "title": ("\xa9nam",),
    "artist": ("\xa9ART",),
    "album_artist": ("aART",),
    "album": ("\xa9alb",),
    "genre": ("\xa9gen", "gnre"),
    "date": ("\xa9day",),
    "track": ("trkn",),
    "disc": ("disk",),
    "bpm": (MP4_FREE_FORM + "BPM", "tmpo"),
    "key": (MP4_FREE_FORM + "initialkey", MP4_FREE_FORM + "KEY"),
    "mood": (MP4_FREE_FORM + "MOOD",),
    "grouping": ("\xa9grp",),
    "comment": ("\xa9cmt",),
    "isrc": (MP4_FREE_FORM + "ISRC",),
}
ASF_KEYS: Mapping[str, tuple[str, ...]] = {
    "title": ("Title",),
    "artist": ("Author",),
    "album_artist": ("WM/AlbumArtist",),
    "album": ("WM/AlbumTitle",),
    "genre": ("WM/Genre",),
    "date": ("WM/Year",),
    "track": ("WM/TrackNumber",),
    "disc": ("WM/PartOfSet",),
    "bpm": ("WM/BeatsPerMinute",),
    "key": ("WM/InitialKey",),
    "mood": ("WM/Mood",),
    "grouping": ("WM/ContentGroupDescription",),
    "comment": ("Description",),
    "isrc": ("WM/ISRC",),
}
COMPILATION_KEYS = ("compilation", "Compilation", "WM/IsCompilation")
AIFF_CHUNKS: Mapping[str, str] = {"title": "NAME", "artist": "AUTH", "comment": "ANNO"}
#: Fields that no list shows.
AIFF_MORE: Mapping[str, str] = {"copyright": "(c) "}
#: Fields that no list shows, in the INFO list of WAV.
RIFF_INFO_MORE: Mapping[str, str] = {
    "composer": "IMUS",
    "lyricist": "IWRI",
    "language": "ILNG",
    "media": "IMED",
    "copyright": "ICOP",
    "encoded_by": "ITCH",
}
RIFF_INFO_KEYS: Mapping[str, str] = {
    "title": "INAM",
    "artist": "IART",
    "album": "IPRD",
    "genre": "IGNR",
    "date": "ICRD",
    "track": "ITRK",
    "comment": "ICMT",
}
