"""What the fields of searches mean, in a few words, and how a search with each looks: for the list under the
search box, and for errors, which say what to write."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from organizer.base.descriptors import DESCRIPTORS
from organizer.base.language import either, tr


@dataclass(frozen=True, slots=True)
class FieldHelp:
    """A field as a person gets to know it."""

    name: str
    about: str
    examples: tuple[str, ...]  #: what may follow the colon, the most usual first

    @property
    def searches(self) -> str:
        """Two searches with it: "bpm:90..120 or bpm:128"."""
        first, *others = (f"{self.name}:{example}" for example in self.examples[:2])
        both = tr("{search} or {other}", search=first, other=others[0]) if others else first
        if self.name in ("plays", "played"):
            return tr("{searches}, and {other} for when", searches=both, other="lastplayed:30d")
        return both


#: In the order in which they are offered: what people look for most comes first.
_FIELDS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("artist", tr("who plays or sings"), ('"hazel grey"', "=Hazel")),
    ("album", tr("the album"), ('"blue night"', "night")),
    ("title", tr("the title of the song"), ('"blue night"', "night")),
    ("genre", tr("the genre in the tags"), ("jazz", '=Rock,"Folk"')),
    ("year", tr("the year in the tags"), ("1990..1999", "1984")),
    ("bpm", tr("tempo in beats per minute, the tag’s or estimated"), ("90..120", "128")),
    ("key", tr("the key, the tag’s or estimated"), ("Am", "8A")),
    ("sound", tr("what it sounds like to a network"), ("jazz", "jazz>0.4")),
    ("rating", tr("your stars, 0 to 5 in halves"), ("3.5..", "none")),
    ("plays", tr("how often it was played"), ("0", "5..")),
    ("lastplayed", tr("when it was played last"), ("30d", "never")),
    ("added", tr("when it came into the library"), ("30d", "2026-01..")),
    ("duration", tr("how long it is, in minutes and seconds"), ("2:30..4:00", "..3:00")),
    ("group", tr("the number of its group, or a name"), ("3", "1,2")),
    ("region", tr("a region of the map that you named"), ('"late night"', '""')),
    ("playlist", tr("a playlist saved in the library, or a smart one"), ('"late night"', '""')),
    ("like", tr("the songs most like a song"), ('"artist - title"', '"artist - title":40')),
    (
        "sort",
        tr("what the songs are sorted by; - for the largest first"),
        ("plays", "-rating,plays", "random"),
    ),
    ("limit", tr("how many songs at most"), ("25", "90min", "2GB", "2/artist")),
    ("pinned", tr("whether it is pinned to its place of the map"), ("yes", "no")),
    (
        "cover",
        tr("its cover: none, embedded, a file beside it, or the smaller side in pixels"),
        ("none", "..500", "embedded", "file", "1000.."),
    ),
    ("path", tr("folder or name of the file"), ("jazz", '"Music/Live"')),
    ("mood", tr("the mood in the tags"), ("calm", '""')),
    ("composer", tr("who composed it"), ("bach", '""')),
    ("label", tr("who published it"), ('"blue note"', '""')),
    ("lyrics", tr("the words that are sung, as tags have them"), ("love", '"love me tender"')),
    ("performer", tr("who played or sang, and what"), ('"miles davis"', "trumpet")),
    ("conductor", tr("who conducted it"), ("karajan", '""')),
    ("lyricist", tr("who wrote the words"), ("dylan", '""')),
    ("remixer", tr("who remixed it"), ("moby", '""')),
    ("originaldate", tr("when it came out first"), ("1960..1969", "<1980")),
    ("catalognumber", tr("the number that its label gave it"), ("BLP", '""')),
    ("media", tr("what it was published on"), ("vinyl", "cd")),
    ("language", tr("the language that is sung"), ("deu", '""')),
    ("subtitle", tr("what the title adds"), ("live", '""')),
    ("copyright", tr("who holds the rights to it"), ('"blue note"', '""')),
    ("albumartist", tr("the artist of the whole album"), ('"various artists"', "hazel")),
    ("date", tr("the date in the tags, from the year on"), ("1999-05..2001", "<1980")),
    ("loudness", "", ("..-20", "-14..-8")),
    ("brightness", "", ("..1500", "2500..")),
    ("loudness_range", "", ("10..", "..4")),
    ("true_peak", "", ("-1..", "..-6")),
    ("dynamic_complexity", "", ("4..", "..2")),
    ("excerpt_start", "", ("30..", "..60")),
    ("tempo", tr("the estimated tempo alone, in beats per minute"), ("90..120", "128")),
    ("tagged_bpm", tr("the tag’s tempo alone"), ("128", '""')),
    ("tempo_ratio", tr("estimated tempo by the tag’s"), ("1.9..2.1", "..0.6")),
    ("estimated_key", tr("the estimated key alone"), ("Am", "8A")),
    ("tagged_key", tr("the tag’s key alone"), ("Am", '""')),
    ("skips", tr("how often it was skipped"), ("2..", "0")),
    ("track", tr("the number on its record"), ("1..3", "1")),
    ("disc", tr("the number of its record"), ("2", ">1")),
    ("grouping", tr("the grouping in the tags"), ('"favourites"', '""')),
    ("comment", tr("the comment in the tags"), ("vinyl", '""')),
    ("format", tr("the kind of file"), ("flac", "mp3")),
    ("bitrate", tr("thousands of bits in a second"), ("..192", "320")),
    ("samplerate", tr("samples in a second"), ("44100", "48000..")),
    ("channels", tr("1 is mono, 2 is stereo"), ("1", "2")),
    ("isrc", tr("the code of the recording"), ("DE", '""')),
    ("cell", tr("the number of its cell on the map"), ("12", "1,2")),
    ("replay_gain", tr("what brings it to −18 LUFS, in dB"), ("-6..", "..-10")),
)
#: Other names of the same, which are understood and not offered.
ALIASES = {
    "album_artist": "albumartist",
    "original_date": "originaldate",
    "catalog_number": "catalognumber",
    "camelot": "key",
    "length": "duration",
    "last_played": "lastplayed",
    "played": "plays",
}
#: How other programs call what has a name here.
_ELSEWHERE = {
    **dict.fromkeys(("song", "name", "track_title"), "title"),
    **dict.fromkeys(("singer", "band", "by"), "artist"),
    **dict.fromkeys(("style", "genres", "tag", "tags"), "genre"),
    **dict.fromkeys(("stars", "rate", "score"), "rating"),
    **dict.fromkeys(("playcount", "play_count", "timesplayed", "times_played"), "plays"),
    **dict.fromkeys(("speed", "beats"), "bpm"),
    **dict.fromkeys(("time", "minutes"), "duration"),
    **dict.fromkeys(("file", "folder", "directory", "filename", "dir", "location"), "path"),
    **dict.fromkeys(("decade", "released"), "year"),
    **dict.fromkeys(("sounds", "word"), "sound"),
    **dict.fromkeys(("order", "orderby", "order_by", "sortby", "by_order"), "sort"),
    **dict.fromkeys(("max", "most", "first", "count"), "limit"),
    **dict.fromkeys(("similar", "near", "alike"), "like"),
    **dict.fromkeys(("list", "inplaylist", "smart"), "playlist"),
    **dict.fromkeys(("picture", "art", "artwork", "image"), "cover"),
    **dict.fromkeys(("publisher", "organization"), "label"),
    **dict.fromkeys(("text", "words", "lyric"), "lyrics"),
}
#: So many fields an error names: more nobody reads.
_NAMED_FIELDS = 20
_ESTIMATED = ("0.6..1", "..0.3")


def _helps() -> dict[str, FieldHelp]:
    helps = {name: FieldHelp(name, about, examples) for name, about, examples in _FIELDS}
    for one in DESCRIPTORS:
        of = helps.get(one.name)
        if of is None or not of.about:
            about = (
                tr("{meaning}, in {unit}", meaning=one.meaning, unit=one.unit)
                if one.unit
                else tr("{meaning}, from 0 to 1", meaning=one.meaning)
            )
            helps[one.name] = FieldHelp(one.name, about, of.examples if of else _ESTIMATED)
    return helps


#: All of them, in the order in which they are offered.
HELPS = _helps()


def help_of(field: str) -> FieldHelp:
    """What is known of a field; of one that nothing is known of, that it is a number of a table."""
    known = HELPS.get(ALIASES.get(field, field))
    if known is None:
        return FieldHelp(field, tr("a number of an imported table"), ("0.5..", "..10"))
    return known if known.name == field else FieldHelp(field, known.about, known.examples)


def meant(field: str, known: list[str]) -> list[str]:
    """The fields that someone may have meant who wrote this one, the likeliest first, at most three."""
    from difflib import get_close_matches

    elsewhere = [_ELSEWHERE[field]] if field in _ELSEWHERE else []
    begun = [name for name in known if len(field) > 1 and name.startswith(field)][:2]
    near = get_close_matches(field[:40], known, 3, 0.65)
    likely = [name for name in dict.fromkeys((*elsewhere, *near, *begun)) if name in known]
    return [name for name in likely if ALIASES.get(name) not in likely][:3]


def instead(near: Sequence[str], words: str) -> str:
    """What to write for a field that there is not: what is near it, or ``words``, its text in quotes."""
    if near:
        return tr(
            "did you mean {names}? Else write {words} in quotes for the words",
            names=either(near),
            words=words,
        )
    return tr(
        "there are {names} and more; else write {words} in quotes for the words",
        names=", ".join(list(HELPS)[:_NAMED_FIELDS]),
        words=words,
    )
