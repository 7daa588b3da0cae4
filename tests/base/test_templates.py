"""Templates: what a song's fields become, and what an error says to write instead."""

from __future__ import annotations

import pytest

from organizer.base.errors import UsageError
from organizer.base.model import AudioInfo, Tags, TagValue, Track
from organizer.base.template_fields import ABOUT, NAMES, of_track
from organizer.base.templates import parse

SAYS: dict[str, TagValue] = {
    "title": "Für Élise",
    "artist": ("Ann", "Bo"),
    "album": "AC/DC Live",
    "track": "3",
    "album_artist": "The Beatles",
}


def rendered(text: str, values: dict[str, TagValue] | None = None, **options: str) -> str:
    return parse(text, NAMES).render(SAYS if values is None else values, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{title}", "Für Élise"),
        ("{Title}", "Für Élise"),
        ("{albumartist}/{album artist}/{album_artist}", "The Beatles/The Beatles/The Beatles"),
        ("{track:02} {title}", "03 Für Élise"),
        ("{artist}", "Ann, Bo"),
        ('{artist:join(" & ")}', "Ann & Bo"),
        ("{artist:only(2)}", "Bo"),
        ('{mood|genre|"none"}', "none"),
        ("{mood | title}", "Für Élise"),
        ('{disc|"1":02}-{track}', "01-3"),
        ("[{disc}-]{track:02}", "03"),
        ("[{track}-]{title}", "3-Für Élise"),
        ("[[{disc}-]{track} ]{title}", "3 Für Élise"),
        ("{title}[ ({year}[, {mood}])]", "Für Élise"),
        ("x[ [{mood}][{disc}] ]y", "xy"),
        ("x[ [{mood}][{track}] ]y", "x 3 y"),
        ('[{mood|""}{track}]', "3"),
        ('{title} {"["}{track}{"]"}', "Für Élise [3]"),
        ("{title:upper}", "FÜR ÉLISE"),
        ("{title:lower:title}", "Für Élise"),
        ("{title:ascii}", "Fur Elise"),
        ("{albumartist:sort}", "Beatles, The"),
        ("{albumartist:initial}", "B"),
        ("{albumartist:sort:first}", "B"),
        ("{title:first(3)}", "Für"),
        ("{title:cut(5)}", "Für"),
        ('{title:replace("Für", "To")}', "To Élise"),
        ("{TXXX:Foo}{WM/Bar}{----:com.apple.iTunes:MOOD}{MYFIELD}", ""),
        ('{"a|b:c}d"}', "a|b:c}d"),
        ('{"\\"}', "\\"),
    ],
)
def test_a_template_is_filled_with_what_a_song_says(template: str, expected: str) -> None:
    assert rendered(template) == expected


def test_values_go_through_the_callers_cleaning_and_typed_text_does_not() -> None:
    template = parse("{album}/a:b {title}", NAMES)
    assert template.render(SAYS, clean=lambda text: text.replace("/", "_")) == "AC_DC Live/a:b Für Élise"


def test_what_is_empty_outside_of_optional_parts_can_be_marked() -> None:
    assert rendered("{year} {album}[ {mood}]", empty="\0") == "\0 AC/DC Live"


def test_a_field_alone_keeps_its_values_apart() -> None:
    assert parse("{artist:upper}", NAMES).value(SAYS) == ("ANN", "BO")
    assert parse("{artist} x", NAMES).value(SAYS) == "Ann, Bo x"
    assert parse("{mood}", NAMES).value(SAYS) == ""


def test_a_template_names_its_fields() -> None:
    assert parse('[{disc}-]{track} {title|filename|"x"} {track}', NAMES).fields == (
        "disc",
        "track",
        "title",
        "filename",
    )


@pytest.mark.parametrize(
    ("template", "column", "says"),
    [
        ("{titel}", 2, "do you mean “title”"),
        ("ab {nonsense}", 5, "one of title, artist"),
        ("{title", 1, "close it with “}”"),
        ("a}", 2, 'write {"}"}'),
        ("a]", 2, 'write {"]"}'),
        ("x [{title}", 3, "close it with “]”"),
        ("{album} [live]", 9, 'write {"["}live{"]"}'),
        ("{artist}\\{title}", 9, "kept apart by “/”"),
        ("{}", 2, "for example {title}"),
        ("{title:upcase}", 8, "no function “upcase”"),
        ("{title:loewr}", 8, "do you mean “lower”"),
        ("{track:2}", 8, "“02” fills a number up to 2 digits"),
        ("{upper:title}", 2, "stands behind it: {title:upper}"),
        ("{title:cut}", 8, "write {title:cut(40)}"),
        ('{title:cut("a")}', 8, "write {title:cut(40)}"),
        ("{title:cut(0)}", 8, "write {title:cut(40)}"),
        ("{title:cut(3}", 13, "close it with “)”"),
        ("{title:cut(x)}", 12, "a number or a text"),
        ("{track:02|disc}", 10, "written once, at its end"),
        ("{title;upper}", 7, "“;” is not expected"),
        ('{title|"x}', 8, "close it with a quotation mark"),
    ],
)
def test_an_error_says_where_and_what_to_write(template: str, column: int, says: str) -> None:
    with pytest.raises(UsageError) as caught:
        parse(template, NAMES)
    assert f"column {column}:" in str(caught.value)
    assert says in str(caught.value)


def test_an_empty_template_is_refused() -> None:
    with pytest.raises(UsageError, match="write for example"):
        parse("  ", NAMES)


SONG = Track(
    7,
    "/music/Album/03 Song.FLAC",
    1,
    1,
    Tags(artist="Ann", date="1999-05-02", track="3/12", disc="1/2", genre=("A", "B"), compilation=True),
    AudioInfo("FLAC", 187.0, 320_400, 44_100, 2),
    rating=9,
)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("title", "Song"),
        ("album_artist", "Ann"),
        ("genre", ("A", "B")),
        ("year", "1999"),
        ("decade", "1990s"),
        ("date", "1999-05-02"),
        ("track", "3"),
        ("track_total", "12"),
        ("disc", "1"),
        ("disc_total", "2"),
        ("compilation", "1"),
        ("filename", "03 Song"),
        ("extension", "flac"),
        ("folder", "Album"),
        ("format", "FLAC"),
        ("bitrate", "320"),
        ("samplerate", "44100"),
        ("duration", "3.07"),
        ("stars", "4.5"),
        ("mood", ""),
        ("TXXX:Foo", ""),
    ],
)
def test_a_song_says_its_fields(name: str, value: TagValue) -> None:
    assert of_track(SONG)(name) == value


def test_without_stand_ins_only_the_tags_speak() -> None:
    says = of_track(SONG, stand_ins=False)
    assert [says(name) for name in ("title", "album_artist", "artist")] == ["", "", "Ann"]


@pytest.mark.parametrize("name", ["song", "03 song", "03 03 song", "1-03. song", "Ann - 03 - song", "3_song"])
def test_a_song_without_title_gets_no_second_number_or_artist(name: str) -> None:
    says = of_track(Track(1, f"/a/{name}.mp3", 1, 1, Tags(track="3/9", artist="Ann")))
    assert says("title") == "song"
    assert of_track(Track(1, f"/a/{name}.mp3", 1, 1, Tags()))("title") == name


def test_what_only_begins_like_the_number_is_the_name() -> None:
    for name in ("33 song", "3", "03", "3song", "Anna - song"):
        assert of_track(Track(1, f"/a/{name}.mp3", 1, 1, Tags(track="3", artist="Ann")))("title") == name


def test_odd_numbers_of_tracks_stay_as_they_are() -> None:
    assert of_track(Track(1, "/a", 1, 1, Tags(track="A1")))("track") == "A1"
    assert of_track(Track(1, "/a", 1, 1, Tags(track="")))("track") == ""
    assert of_track(Track(1, "/a", 1, 1, Tags(track=("4", "5"))))("track") == "4"


def test_each_field_that_can_be_named_can_be_looked_up_and_read() -> None:
    template = parse("".join(f"{{{name}}}" for name in NAMES), NAMES)
    assert set(template.fields) == set(NAMES)
    assert template.render(of_track(SONG))
    assert set(ABOUT) <= set(NAMES)
