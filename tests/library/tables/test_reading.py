"""Tables as exporters of many kinds and countries write them, and as they break."""

from __future__ import annotations

import csv
import io
import os
import signal
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from organizer.base.errors import UsageError
from organizer.library.tables.columns import recognized
from organizer.library.tables.feature_csv import read_table
from organizer.library.tables.types import Reading, Table


@pytest.fixture
def read(tmp_path: Path) -> Callable[..., Table]:
    def read_(data: str | bytes, how: Reading | None = None, *, encoding: str = "utf-8") -> Table:
        path = tmp_path / "table.csv"
        path.write_bytes(data if isinstance(data, bytes) else data.encode(encoding))
        return read_table(str(path), how)

    return read_


def column(name: str, *cells: str, separator: str = ";") -> str:
    """A table of titles and one column."""
    lines = [f"title{separator}{name}", *(f"song {n}{separator}{cell}" for n, cell in enumerate(cells))]
    return "\n".join(lines) + "\n"


def reported(table: Table) -> str:
    return "\n".join((*(note.what for note in table.notes), *(problem.what for problem in table.problems)))


@pytest.mark.parametrize(
    ("name", "cells", "wanted"),
    [
        ("danceability", ["0,735", "0,578"], [0.735, 0.578]),
        ("loudness", ["-11,840", "-6,123"], [-11.84, -6.123]),
        ("tempo", ["120,043", "98,512"], [120.043, 98.512]),
        ("duration", ["1,412", "201"], [1412, 201]),
        ("popularity", ["1,412", "2,035"], [1412, 2035]),
        ("duration_ms", ["225,000", "198,500"], [225, 198.5]),
        ("duration_s", ["225,043", "198,512"], [225.043, 198.512]),
        ("plays", ["201", "1,412", "35"], [201, 1412, 35]),
        ("mfcc1", ["1,412", "-0,203"], [1.412, -0.203]),
        ("tempo", ["120.043", "98.512"], [120.043, 98.512]),
        ("plays", ["1.412", "1.234.567"], [1412, 1_234_567]),
        ("energy", ["0,5", "0.25"], [0.5, 0.25]),
    ],
)
@pytest.mark.parametrize("separator", [";", "\t"])
def test_decimals_are_decided_by_what_the_column_can_hold(read, name, cells, wanted, separator):
    table = read(column(name, *cells, separator=separator))
    (values,) = table.numbers.values()
    np.testing.assert_allclose(values, wanted)


def test_one_column_decides_for_those_that_say_nothing(read):
    table = read("title;energy;mfcc1\nA;0,5;1,412\nB;0,25;2,035\n")
    assert table.numbers["mfcc1"].tolist() == [1.412, 2.035] and not table.notes
    table = read('title,energy,plays\nA,0.5,"1,412"\nB,0.25,"2,035"\n')
    assert table.numbers["plays"].tolist() == [1412, 2035] and not table.notes


def test_numbers_that_can_be_read_two_ways_are_told_with_how_to_say_it(read):
    for separator, decimal, other, wanted in ((",", ".", ",", 1412), (";", ",", ".", 1.412)):
        text = column("plays", '"1,412"', '"2,500"', separator=separator)
        table = read(text)
        (note,) = table.notes
        assert "“1,412” in “plays”" in note.what and note.option == f"--decimal {other}" and note.doubtful
        assert table.numbers["plays"][0] == wanted and table.decimal == decimal
        again = read(text, Reading(decimal=other))
        assert again.numbers["plays"][0] != wanted and not again.notes


@pytest.mark.parametrize(
    ("header", "cells", "wanted", "unit"),
    [
        ("duration_min", ["3.75", "4.2"], [225, 252], "min"),
        ("Duration (ms)", ["225000", "1:00"], [225, 60], "ms"),
        ("duration_s", ["225", "198.5"], [225, 198.5], "s"),
        ("Dauer in Minuten", ["3,75", "4,2"], [225, 252], "min"),
        ("Length", ["225000", "198000"], [225, 198], "ms"),
        ("length", ["3.75", "4.2"], [225, 252], "min"),
        ("Length (Duration)", ["225", "1,412"], [225, 1412], "s"),
        ("Time", ["3m 45s", "1h 2m"], [225, 3720], "s"),
        ("seconds", ["225", "30"], [225, 30], "s"),
        ("trackTimeMillis", ["225000", "5000"], [225, 5], "ms"),
        ("Duration (mm:ss)", ["3:45", "0:30"], [225, 30], "s"),
    ],
)
def test_lengths_are_seconds_whatever_they_are_in(read, header, cells, wanted, unit):
    table = read(column(header, *cells))
    np.testing.assert_allclose(table.numbers["duration"], wanted)
    assert table.columns[1].unit == unit


def test_minutes_that_a_spreadsheet_took_for_hours_are_told(read):
    text = column("Length", "3:45:00", "4:02:00", "0:59:00")
    table = read(text)
    assert table.numbers["duration"].tolist() == [225, 242, 59]
    assert "hours are taken for minutes" in reported(table) and table.notes[0].option == '--unit "Length=h"'
    assert read(text, Reading(units={1: "h"})).numbers["duration"].tolist() == [13500, 14520, 3540]
    assert read(column("Length", "1:02:03", "2:00:00")).numbers["duration"].tolist() == [3723, 7200]


def test_a_guessed_unit_is_told_and_can_be_said(read):
    text = column("duration", "3.75", "4.2")
    (note,) = read(text).notes
    assert "names no unit" in note.what and note.option == '--unit "duration=s"'
    table = read(text, Reading(units={1: "s"}))
    assert table.numbers["duration"].tolist() == [3.75, 4.2] and not table.notes


@pytest.mark.parametrize(
    ("header", "cells", "wanted"),
    [
        ("energy", ["30", "95", "5"], [0.3, 0.95, 0.05]),
        ("energy", ["0.3", "0.95", "55%"], [0.3, 0.95, 0.55]),
        ("danceability_%", ["1", "7", "0"], [0.01, 0.07, 0]),
        ("Energy (%)", ["0.5", "1", "0"], [0.005, 0.01, 0]),
        ("valence", ["57", "58", "29"], [0.57, 0.58, 0.29]),
        ("energy", ["0", "1", "0.5"], [0, 1, 0.5]),
        ("energy 0-100", ["1", "1", "0"], [0.01, 0.01, 0]),
    ],
)
def test_shares_are_0_to_1_and_exact(read, header, cells, wanted):
    (values,) = read(column(header, *cells)).numbers.values()
    assert values.tolist() == wanted


def test_other_shares_tell_that_whole_numbers_are_percent(read):
    table = read("title,energy,liveness\nA,55,3\nB,70,9\nC,12,1\n")
    assert table.numbers["liveness"].tolist() == [0.03, 0.09, 0.01]


@pytest.mark.parametrize(
    ("header", "cells", "name", "words"),
    [
        ("loudness", ["0.7", "0.6"], "raw loudness", "no number below 0"),
        ("energy", ["1423.5", "812"], "raw energy", "neither 0–1 nor percent"),
        ("danceability", ["1.21", "1.05"], "raw danceability", "neither 0–1 nor percent"),
        ("valence", ["-0.5", "0.8"], "raw valence", "neither 0–1 nor percent"),
        ("tempo", ["-1.5", "-0.4"], "raw tempo", "holds"),
    ],
)
def test_what_is_not_what_its_name_says_is_a_number_of_its_own(read, header, cells, name, words):
    table = read(column(header, *cells))
    assert list(table.numbers) == [name]
    (note,) = table.notes
    assert words in note.what and note.option == f'--column "{header}={header}"'
    corrected = read(column(header, *cells), Reading(roles={1: header}))
    assert list(corrected.numbers) == [header] and not corrected.notes


def test_single_values_beyond_a_field_are_missing_and_told(read):
    table = read(column("tempo", "120", "120043", "90", "1e300", "9" * 400, "1" * 20_000 + "x"))
    assert np.isnan(table.numbers["tempo"]).tolist() == [False, True, False, True, True, True]
    assert "“120043” in “tempo” is beyond any tempo" in reported(table)
    assert reported(table).count("is no number") == 3


def test_what_means_not_detected_is_missing(read):
    rows = "A,120,5,1,4,200,-7,0.5\nB,0,-1,-1,0,0,-inf,-1\nC,N/A,null,NA,-,,NaN,n/a\n"
    table = read("title,tempo,key,mode,time_signature,duration,loudness,energy\n" + rows)
    assert not table.problems or all("kept by its name" in p.what for p in table.problems)
    for values in table.numbers.values():
        assert np.isnan(values).tolist() == [False, True, True], values
    assert "−1 in “key” means not detected: 1 cell is taken as missing" in reported(table)
    assert table.numbers["popularity"].tolist() if "popularity" in table.numbers else True


def test_a_popularity_of_0_and_songs_called_missing_are_kept(read):
    table = read("title,artist,genre,popularity\nMissing,None,Missing,0\n?,-,Rock,5\nNaN,!!!,null,7\n")
    assert table.numbers["popularity"].tolist() == [0, 5, 7]
    assert table.texts["title"] == ["Missing", "?", ""]
    assert table.texts["artist"] == ["None", "-", "!!!"] and table.texts["genre"] == ["", "Rock", ""]


@pytest.mark.parametrize(
    "above",
    [
        "sep=;\n",
        '"sep=;"\r\n',
        "My playlist\n",
        "My playlist;;;\nExported 2024-01-01;;;\n\n",
        "# a comment\n# b\n",
        "Energy;Live;Dance;2024\n\n\n",
    ],
)
def test_lines_above_the_header_are_skipped_and_told(read, above):
    table = read(above + "title;artist;tempo;energy\nA;Ada;120,5;0,5\nB;Bo;90;0,25\n")
    assert table.texts["title"] == ["A", "B"] and table.numbers["tempo"].tolist() == [120.5, 90]
    assert table.header_line == above.count("\n") + 1 and table.lines[0] == table.header_line + 1
    assert ("above the header" in reported(table)) == ("sep" not in above)


def test_the_line_of_the_header_can_be_said(read):
    text = "one,two\nname,bpm\nA,120\nB,90\n"
    table = read(text, Reading(header_line=2))
    assert table.texts["title"] == ["A", "B"] and table.numbers["tempo"].tolist() == [120, 90]
    table = read("A,120\nB,90\n", Reading(header_line=0, roles={0: "title", 1: "tempo"}))
    assert table.texts["title"] == ["A", "B"] and [c.header for c in table.columns] == [
        "column 1",
        "column 2",
    ]
    with pytest.raises(UsageError, match="no row begins on line 9"):
        read(text, Reading(header_line=9))


def test_headers_of_numbers_and_rows_with_names_of_their_own(read):
    table = read("file,0,1,2\na.wav,0.5,1.5,2.5\nb.wav,1,2,3\n")
    assert list(table.numbers) == ["0", "1", "2"]
    table = read("title tempo\n1 A 120\n2 B 90\n", Reading(separator=" "))  # as R writes it
    assert table.texts["title"] == ["A", "B"] and table.numbers["tempo"].tolist() == [120, 90]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32", "utf-8-sig"])
@pytest.mark.parametrize("separator", [",", "\t", "|"])
def test_unicode_is_read_with_and_without_a_mark(read, encoding, separator):
    rows = ["title,artist,tempo", "Über,Ädа,120", "曲,Bo,90"]
    table = read("\n".join(rows).replace(",", separator) + "\n", encoding=encoding)
    assert table.texts["title"] == ["Über", "曲"] and table.numbers["tempo"].tolist() == [120, 90]
    assert not table.notes


@pytest.mark.parametrize(
    ("encoding", "header"),
    [
        ("cp1252", "Künstler;Länge;Tempo"),
        ("mac-roman", "Künstler;Länge;Tempo"),
        ("cp850", "Künstler;Länge;Tempo"),
        ("cp1251", "название;исполнитель;темп"),
        ("koi8-r", "название;исполнитель;темп"),
        ("cp932", "曲名;アーティスト;テンポ"),
        ("gb18030", "歌名;专辑;速度"),
        ("cp949", "제목;가수;템포"),
        ("cp1250", "utwór;długość;Tempo"),
        ("cp1253", "τίτλος;καλλιτέχνης;BPM"),
        ("cp1254", "şarkı;sanatçı;BPM"),
    ],
)
def test_older_encodings_are_told_by_the_names_of_columns(read, encoding, header):
    table = read(f"{header}\nx;3:45;120\ny;4:00;90\n", encoding=encoding)
    assert table.encoding == encoding
    assert all(recognized(cell) for cell in (c.header for c in table.columns))
    assert any(note.option == "--encoding NAME" for note in table.notes)


def test_single_bytes_that_are_not_utf8_do_not_spoil_the_rest(read):
    data = "title,tempo\n" + "".join(f"Für {n},{90 + n}\n" for n in range(30))
    table = read(data.encode() + b"M\xfcll,90\n")
    assert table.encoding == "utf-8" and table.texts["title"][0] == "Für 0" and "line 32" in reported(table)


@pytest.mark.parametrize("encoding", ["punycode", "idna", "unicode_escape", "rot13", "zlib", "", "a\0b", "é"])
def test_codecs_that_are_no_encodings_are_refused(read, encoding):
    with pytest.raises(UsageError, match="encoding"):
        read("title,tempo\nA,90\n", Reading(encoding=encoding))


ROLES = ["title", "artist", "album", "date", "genre", "duration", "tempo", "key"]
FOREIGN = [
    "Titel;Interpret;Album;Jahr;Genre;Dauer;Tempo;Tonart",
    "Titre;Artiste;Album;Année;Genre;Durée;BPM;Tonalité",
    "Título;Artista;Álbum;Año;Género;Duración;BPM;Tonalidad",
    "Título;Artista;Álbum;Ano;Gênero;Duração;BPM;Tonalidade",
    "Titolo;Artista;Album;Anno;Genere;Durata;BPM;Tonalità",
    "Titel;Artiest;Album;Jaar;Genre;Duur;BPM;Toonsoort",
    "Tytuł;Wykonawca;Album;Rok;Gatunek;Czas trwania;BPM;Tonacja",
    "Название;Исполнитель;Альбом;Год;Жанр;Длительность;Темп;Тональность",
]


@pytest.mark.parametrize("header", FOREIGN)
def test_headers_of_other_languages_are_recognized(read, header):
    table = read(f"{header}\nA;Ada;Al;1999;Folk;3:45;120,5;F#m\nB;Bo;Al;2001;Pop;4:01;98,25;8A\n")
    assert [column.role for column in table.columns] == ROLES
    assert table.numbers["tempo"].tolist() == [120.5, 98.25]


EXPORTERS = {
    "exportify": (
        '"Track URI","Track Name","Album Name","Artist Name(s)","Release Date","Duration (ms)",'
        '"Popularity","Explicit","Added By","Added At","Genres","Record Label","Danceability","Energy","Key",'
        '"Loudness","Mode","Speechiness","Acousticness","Instrumentalness","Liveness","Valence","Tempo",'
        '"Time Signature"\n'
        'spotify:track:1,A,Al,"Ada,Bo",2020-01-02,225000,55,false,me,2024-01-01T00:00:00Z,'
        '"folk rock,dream pop",L,'
        "0.5,0.6,-1,-7.1,1,0.03,0.2,0,0.1,0.7,120.043,4\n",
        {
            "title": "A",
            "artist": "Ada,Bo",
            "genre": "folk rock,dream pop",
            "source": "spotify:track:1",
            "date": "2020-01-02",
            "duration": 225.0,
            "tempo": 120.043,
            "loudness": -7.1,
            "popularity": 55.0,
        },
    ),
    "rekordbox": (
        "#\tArtwork\tTrack Title\tArtist\tAlbum\tGenre\tBPM\tRating\tTime\tKey\tDate Added\r\n"
        "1\t\tA\tAda\tAl\tHouse\t128.00\t*****\t05:12\tFm\t2024-01-01\r\n",
        {"title": "A", "artist": "Ada", "genre": "House", "tempo": 128.0, "duration": 312.0, "key": "Fm"},
    ),
    "engine": (
        "#,Title,Artist,Album,Length,BPM,Key,Comment,Genre,Label,Remixer,Year,File name\n"
        "1,A,Ada,Al,5:12,128,4A,nice,House,Warp,,1999,A.mp3\n",
        {"title": "A", "duration": 312.0, "genre": "House", "key": "4A", "file": "A.mp3", "date": "1999"},
    ),
    "chosic": (
        "#,Song,Artist,Popularity,BPM,Genres,Album,Album Date,Time,Dance,Energy,Acoustic,Instrumental,Happy,"
        "Speech,Live,Loud (Db),Key,Camelot\n"
        '1,A,Ada,55,120,"pop,rock",Al,2020,3:45,60,70,20,0,80,5,10,-7,C Major,8B\n',
        {
            "title": "A",
            "tempo": 120.0,
            "danceability": 0.6,
            "valence": 0.8,
            "loudness": -7.0,
            "date": "2020",
            "duration": 225.0,
            "liveness": 0.1,
        },
    ),
    "essentia": (
        "metadata.tags.file_name,metadata.audio_properties.length,rhythm.bpm,tonal.key_key,"
        "lowlevel.average_loudness\n"
        "A.mp3,225.5,120.5,C,0.9\n",
        {"file": "A.mp3", "duration": 225.5, "tempo": 120.5, "key": "C"},
    ),
    "librosa": (
        "filename,length,chroma_stft_mean,tempo,label\nblues.00000.wav,661794,0.35,123.05,blues\n",
        {"file": "blues.00000.wav", "duration": 661794 / 22050, "chroma stft mean": 0.35, "genre": "blues"},
    ),
    "youtube": (
        ",Artist,Url_spotify,Track,Album,Uri,Danceability,Tempo,Duration_ms,Title,Channel,Views\n"
        "0,Ada,u,A,Al,spotify:track:1,0.5,120.5,225000,A (Official Video),C,1.5\n",
        {"title": "A", "artist": "Ada", "duration": 225.0, "source": "spotify:track:1"},
    ),
    "exportify in German": (
        "Track-URI,Track-Name,Album-Name,Künstlername(n),Veröffentlichungsdatum des Albums,Track-Dauer (ms),"
        "Beliebtheit,Künstler-Genres,Tanzbarkeit,Energie,Tonart,Lautstärke,Modus,Sprachanteil,Akustik,"
        'Instrumentalität,Lebendigkeit,Valenz,Tempo,Taktart\nspotify:track:1,A,Al,"Ada,Bo",2020,225000,55,'
        '"pop,rock",0.5,0.6,-1,-7.1,1,0.03,0.2,0,0.1,0.7,120,4\n',
        {
            "title": "A",
            "artist": "Ada,Bo",
            "duration": 225.0,
            "popularity": 55.0,
            "danceability": 0.5,
            "energy": 0.6,
            "loudness": -7.1,
            "speechiness": 0.03,
            "acousticness": 0.2,
            "instrumentalness": 0.0,
            "liveness": 0.1,
            "valence": 0.7,
            "tempo": 120.0,
            "genre": "pop,rock",
            "date": "2020",
        },
    ),
    "exportify in Japanese": (
        "トラックURI,トラック名,アルバム名,アーティスト名,アルバム発売日,トラックの長さ（ミリ秒）,人気度,"
        "ダンサビリティ,エネルギー,ラウドネス,テンポ\nspotify:track:1,A,Al,Ada,2020,225000,55,0.5,0.6,-7.1,120\n",
        {
            "title": "A",
            "artist": "Ada",
            "duration": 225.0,
            "popularity": 55.0,
            "loudness": -7.1,
            "tempo": 120.0,
        },
    ),
    "shazam": (
        'TITLE, ARTIST, BPM\n"Waters, of March", "Ada", "120"\n',
        {"title": "Waters, of March", "artist": "Ada", "tempo": 120.0},
    ),
    "keys with their mode": (
        "track_name,key,mode,tempo\nA,C#,Minor,120\nB,F,Major,90\n",
        {"title": "A", "key": "C#m"},
    ),
    "italian": (
        "Titolo;Artista;Tempo;BPM\nA;Ada;3:45;120\nB;Bo;4:00;90\n",
        {"title": "A", "duration": 225.0, "tempo": 120.0},
    ),
}


@pytest.mark.parametrize("exporter", EXPORTERS)
def test_what_exporters_write_is_understood(read, exporter):
    data, wanted = EXPORTERS[exporter]
    table = read(data)
    got = {
        **{role: texts[0] for role, texts in table.texts.items()},
        **{name: float(values[0]) for name, values in table.numbers.items()},
    }
    assert {name: got.get(name) for name in wanted} == pytest.approx(wanted)


def test_every_column_that_is_not_used_is_told(read):
    table = read("title,tempo,energy,mood,Artwork,note\nA,120,fast,happy,,x\nB,90,slow,sad,,y\n")
    assert "“energy” is not used: its name says energy, but “fast” is no number for it" in reported(table)
    assert "“Artwork” is not used: it is empty" in reported(table) and "not used: “mood”, “note”" in reported(
        table
    )
    assert [c.role for c in table.columns] == ["title", "tempo", "unused", "unused", "unused", "unused"]


def test_headers_that_are_there_twice(read):
    table = read("title,title,tempo,tempo,x,x,,\nA,B,120,121,1,2,3,4\nC,D,90,91,5,6,7,8\n")
    assert table.texts["title"] == ["A", "C"]
    assert table.numbers["tempo"].tolist() == [120, 90]
    assert list(table.numbers) == ["tempo", "tempo 2", "x", "x 2"]
    assert "“title” is not used: the title is “title”" in reported(table)


def test_an_open_quotation_mark_takes_no_other_rows(read):
    rows = "".join(f"song {n},{90 + n}\n" for n in range(40))
    table = read(f'title,tempo\n"Heroes,120\n{rows}')
    assert len(table) == 41 and table.texts["title"][:2] == ['"Heroes', "song 0"]
    assert table.lines[:2] == (2, 3) and "quotation mark is open" in reported(table)


def test_the_header_in_the_midst_of_songs_is_left_out(read):
    table = read("title,tempo\nA,120\ntitle,tempo\nB,90\n")
    assert table.texts["title"] == ["A", "B"] and table.problems[0].line == 3


def test_very_many_problems_are_counted(read):
    good = "".join(f"s{n},{n % 90 + 30},{n}\n" for n in range(1500))
    table = read("title,tempo,x\n" + good + "".join(f"b{n},1\n" for n in range(1500)))
    assert len(table.problems) == 1001 and sum(problem.count for problem in table.problems) == 1500


HOSTILE = {
    "digits": "1" * 20_000 + "x",
    "groups": "1,234" * 4_000,
    "spaces": "1 " * 10_000,
    "quotes": "'" * 20_000,
    "list": "['" + "\\'" * 9_000,
    "brackets": "[" * 20_000,
    "colons": "1:" * 9_000,
    "units": "1s" * 9_000,
    "exponents": "1e" * 9_000,
    "points": "1." * 9_000,
    "feat": "a feat. " * 3_000,
    "remaster": "( " * 9_000,
    "remastered": " remaster" * 2_000,
    "slashes": "/" * 20_000,
    "minus": "-" * 20_000,
    "isrc": "-" * 9_000 + ";",
}


def test_hostile_cells_do_not_hang(read, db):
    from organizer.library.tables import tables

    rows = io.StringIO()
    writer = csv.writer(rows)
    writer.writerow(
        ["title", "artist", "genre", "file", "isrc", "key", "date", "tempo", "energy", "duration", "x"]
    )
    for name, cell in HOSTILE.items():
        writer.writerow([name + cell, *[cell] * 6, *["5"] * 4])
        writer.writerow([name, *["a"] * 6, *[cell] * 4])
    signal.setitimer(
        signal.ITIMER_PROF, 30
    )  # the square of a cell's length took 49 s for one: that ends the test
    try:
        table = read(rows.getvalue())
        tables.add(db, table)
        assert tables.fitting(db, table) == 0
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
    assert len(table) == 2 * len(HOSTILE)


def test_ratings_in_stars_are_numbers(read):
    table = read("title,My Rating,tempo\nA,*****,120\nB,★★★☆☆,98\nC,,97\nD,**   ,96\n")
    np.testing.assert_array_equal(table.numbers["my rating"], [5, 3, np.nan, 2])


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b'[{"title": "A", "tempo": 120}]', "JSON"),
        (b'{"title": "A"}\n{"title": "B"}\n', "JSON"),
        (b"<!DOCTYPE html><table><tr><td>title</td></tr></table>", "HTML"),
        (b'<?xml version="1.0"?><plist></plist>', "XML"),
    ],
)
def test_text_of_another_kind_is_told_by_its_name(read, data, kind):
    with pytest.raises(UsageError, match=f"this is {kind}"):
        read(data)


def test_the_rule_of_a_table_in_markdown_is_no_song(read):
    table = read("| title | artist | tempo |\n|:---|---|--:|\n| A | X | 120 |\n| B | Y | 98 |\n")
    assert table.texts["title"] == ["A", "B"] and table.numbers["tempo"].tolist() == [120, 98]


def test_a_table_without_titles_says_so(read):
    assert "titles of the songs" in reported(read("xyzzy,tempo\nA,120\nB,98\n"))
    assert "titles of the songs" not in reported(read("title,tempo\nA,120\n"))


def test_a_zero_among_letters_makes_no_utf16(read):
    with pytest.raises(UsageError, match="binary data"):
        read(b"title,artist,tempo\nA\0B,X,120\nB,Y,98\n")


@pytest.mark.parametrize(
    ("header", "role"),
    [
        ("Hlasitost", "loudness"),
        ("Äänekkyys", "loudness"),
        ("العنوان", "title"),
        ("אמן", "artist"),
        ("ชื่อเพลง", "title"),
        ("ศิลปิน", "artist"),
        ("Thể loại", "genre"),
        ("Thời lượng", "duration"),
        ("Τέμπο", "tempo"),
        ("Durată", "duration"),
        ("master_metadata_track_name", "title"),
    ],
)
def test_headers_of_more_languages(header, role):
    meaning = recognized(header)
    assert meaning is not None and meaning.role == role


def test_marks_behind_a_backslash_are_letters(read):
    rows = r""""The \"Best\", yes",C:\Music\a.mp3,120
"7\" single",b.mp3,98
"plain",D:\b,97
"""
    table = read("title,file,tempo\n" + rows)
    assert table.texts["title"] == ['The "Best", yes', '7" single', "plain"]
    assert table.texts["file"][0] == "C:\\Music\\a.mp3"
    whole = read('title,file,tempo\n"A","C:\\Music\\",98\n"B","D:\\x\\",97\n')
    assert whole.texts["file"] == ["C:\\Music\\", "D:\\x\\"] and whole.texts["title"] == ["A", "B"]


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no named pipes on Windows")
def test_a_pipe_that_nobody_writes_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe.csv")
    for path in (tmp_path / "pipe.csv", "/dev/zero"):
        with pytest.raises(UsageError, match="not a file"):
            read_table(str(path))
