"""What exporters, data sets and people call the columns of tables, in several languages.

Of each field first the names that say it for sure, then those that may be something else, and count only
where no other column says it. Names are compared by ``columns.words``: small letters, no accents.
"""

from __future__ import annotations

from collections.abc import Mapping

TEXT_NAMES: Mapping[str, tuple[str, str]] = {
    "title": (
        "title, track name, track, song, song name, song title, track title, title name,"
        " recording, recording title, titel, songtitel, liedtitel, lied, titre, nom du titre,"
        " titre du morceau, morceau, chanson, título, nombre de la canción, título de la"
        " canción, canción, tema, música, faixa, nome da música, nome da faixa, titolo, brano,"
        " canzone, traccia, nome brano, titolo brano, liedje, tytuł, utwór, nazwa utworu,"
        " piosenka, låt, låttitel, tittel, sang, kappale, název, skladba, píseň, cím, şarkı,"
        " şarkı adı, parça, titlu, piesă, название, название трека, песня, трек, композиция,"
        " назва, пісня, τίτλος, 曲名, タイトル, トラック名, 歌名, 歌曲, 歌曲名, 标题, 標題,"
        " 제목, 곡명, 노래, nome della"
        " traccia, nummernaam, låtens namn, master metadata track name, عنوان, العنوان, الأغنية,"
        " اسم الأغنية, שם השיר, שיר, כותרת, ชื่อเพลง, เพลง, tên bài hát, bài hát, judul, judul lagu,"
        " lagu, naslov, pjesma, песен, заглавие, název skladby, şarkı ismi, pealkiri",
        "name, nom, nombre, nome, nazwa, titelname, label name, שם",
    ),
    "artist": (
        "artist, artist name, artist name s, artist s name, artists, artists name, artist"
        " names, artist s, track artist, song artist, performer, band, singer, künstler,"
        " kuenstler, künstlername, interpret, interpreten, interpret in, sänger, artiste,"
        " artistes, interprète, interprètes, chanteur, groupe, nom de l artiste, artista,"
        " artistas, nombre del artista, nome do artista, intérprete, cantante, cantor, banda,"
        " grupo, artisti, nome artista, interprete, gruppo, artiest, artiesten, uitvoerder,"
        " zanger, wykonawca, artysta, zespół, kunstner, esittäjä, umělec, interpreti, előadó,"
        " sanatçı, artistul, исполнитель, артист, виконавець, καλλιτέχνης, アーティスト, アーティスト名,"
        " 歌手, 艺术家, 艺人, 演唱者, 藝人, 아티스트, 가수, künstlername n, nom s de l artiste, nombre s del"
        " artista, nome s do artista, nome dell artista, naam van artiest, artistens namn, الفنان, فنان,"
        " אמן, אומן, זמר, ศิลปิน, นักร้อง, nghệ sĩ, ca sĩ, artis, penyanyi, izvođač, изпълнител,"
        " zpěvák, esitaja",
        "master metadata album artist name, creator, channel",
    ),
    "album_artist": (
        "album artist, album artists, album artist name, album artist name s, albumartist,"
        " albumkünstler, album interpret, artiste de l album, artista del álbum, artista do"
        " álbum, artista album, artista dell album, albumartiest, wykonawca albumu, album"
        " künstlername n, nom s de l artiste de l album, nombre s del artista del álbum, nome"
        " s do artista do álbum, nome dell artista dell album, naam van artiest op het album,"
        " albumartistens namn, アルバムアーティスト名",
        "",
    ),
    "album": (
        "album, album name, track album name, album title, release, release title,"
        " albumtitel, albumname, nom de l album, titre de l album, álbum, nombre del álbum,"
        " nome do álbum, nome album, albumnaam, płyta, nazwa albumu, альбом, アルバム, アルバム名, 专辑,"
        " 專輯, 앨범, nome dell album, naam van album, albumets namn,"
        " master metadata album album name, الألبوم, ألبوم, אלבום, อัลบั้ม",
        "disque, disco",
    ),
    "genre": (
        "genre, genres, top genre, track genre, artist top genre, playlist genre, artist"
        " genres, main genre, music genre, genre top, musikrichtung, musikgenre, género,"
        " gênero, géneros, gêneros, genere, generi, gatunek, slag, žánr, műfaj, tür, жанр,"
        " είδος, ジャンル, 流派, 장르, künstler genres, genres de l artiste, géneros del artista,"
        " gêneros do artista, generi dell artista, genres van de artiest, artistens genrer,"
        " アーティストジャンル, النوع, نوع, סגנון, ז אנר, แนวเพลง, thể loại, gen muzical, laji,"
        " tyylilaji, žanr, sjanger",
        "gen, label, style, styles, stil, estilo, stile, class, parent genres, playlist subgenre,"
        " album genres, genres de l album, géneros del álbum, gêneros do álbum, generi dell"
        " album, genres van het album, albumets genrer",
    ),
    "date": (
        "release date, album release date, track album release date, album date, year,"
        " release year, released year, year released, released, jahr, erscheinungsjahr,"
        " veröffentlichung, veröffentlichungsdatum, erscheinungsdatum, année, année de sortie,"
        " date de sortie, año, año de lanzamiento, fecha de lanzamiento, lanzamiento, ano, ano"
        " de lançamento, data de lançamento, anno, anno di uscita, data di uscita, jaar, jaar"
        " van uitgave, releasedatum, rok, rok wydania, data wydania, år, vuosi, év, yıl, год,"
        " год выпуска, дата выпуска, рік, έτος, 年, 発売日, リリース日, 发行日期, 年份, 연도, 발매일,"
        " veröffentlichungsdatum des albums, date de sortie de l album, fecha de lanzamiento"
        " del álbum, data de lançamento do álbum, data di rilascio dell album, releasedatum"
        " van het album, albumets releasedatum, アルバム発売日,"
        " السنة, سنة, שנה, ปี, năm, năm phát hành, tahun, anul, godina, година, utgivelsesår,"
        " udgivelsesår, utgivningsår, julkaisuvuosi, rok vydání, megjelenés éve, çıkış yılı",
        "date, datum, fecha, data, an",
    ),
    "isrc": (
        "isrc, track isrc, isrc code",
        "",
    ),
    "file": (
        "file, filename, file name, path, filepath, file path, location, full path, audio"
        " file, file location, metadata tags file name, dateiname, datei, pfad, dateipfad,"
        " speicherort, fichier, nom du fichier, chemin, archivo, nombre de archivo, nombre del"
        " archivo, ruta, arquivo, nome do arquivo, caminho, nome file, percorso, bestand,"
        " bestandsnaam, pad, plik, nazwa pliku, ścieżka, имя файла, файл, путь, ファイル名, 文件名, 파일",
        "",
    ),
    "source": (
        "track id, spotify id, spotify track id, track uri, spotify uri, song id, song uri,"
        " spotify track uri, recording id, track mbid, recording mbid, deezer id, tidal id,"
        " apple id, uri du titre, uri de la canción, uri da faixa, uri della traccia, nummer"
        " uri, låtens uri, トラックuri",
        "id, uri, mbid, url, link",
    ),
    "key": (
        "key, initial key, musical key, key text, key name, song key, camelot, camelot key,"
        " open key, tonart, tonalité, tonalidad, tonalidade, tonalità, toonsoort, toonaard,"
        " tonacja, toneart, sävellaji, tónina, hangnem, тональность, キー, 调, 調, 조, chiave",
        "key camelot, key key",
    ),
}

NUMBER_NAMES: Mapping[str, str] = {
    "tempo": (
        "tempo, bpm, bpms, beats per minute, beats per minute bpm, rhythm bpm, average bpm,"
        " avg bpm, geschwindigkeit, schläge pro minute, vitesse, battements par minute,"
        " pulsaciones por minuto, velocidad, andamento, batidas por minuto, battiti al minuto,"
        " velocità, slagen per minuut, uderzenia na minutę, темп, テンポ, 速度, 템포,"
        " τέμπο, الإيقاع, טמפו, קצב, จังหวะ, nhịp độ"
    ),
    "loudness": (
        "loudness, loud, db, lufs, loudness lufs, integrated loudness, loudness integrated,"
        " lautstärke, lautheit, intensité sonore, sonie, sonoridad, volumen, sonoridade,"
        " volume, intensità, luidheid, głośność, громкость, ラウドネス, 响度, volume sonore,"
        " ljudstyrka, lydstyrke, äänekkyys, äänenvoimakkuus, hlasitost, hangosság, hangerő,"
        " ses yüksekliği, гучність, ένταση, עוצמה, ความดัง, độ lớn, intensitate sonoră"
    ),
    "energy": (
        "energy, nrgy, energie, énergie, energía, energia, energi, энергия, エネルギー, 能量,"
        " enerji, енергія, ενέργεια, الطاقة, אנרגיה, พลังงาน, năng lượng, energija, 에너지"
    ),
    "danceability": (
        "danceability, dnce, dance, dancability, tanzbarkeit, dansabilité, bailabilidad,"
        " dançabilidade, ballabilità, dansbaarheid, taneczność, танцевальность, ダンサビリティ,"
        " danseabilité, dansbarhet"
    ),
    "acousticness": (
        "acousticness, acous, acoustic, akustik, akustizität, acoustique, acústica, acustica,"
        " akoestiek, akustyczność, акустичность, アコースティック性"
    ),
    "valence": (
        "valence, val, mood valence, happy, happiness, positivity, positiveness, valenz,"
        " valencia, valência, valenza, walencja, валентность, valentie, valens, 感情値"
    ),
    "speechiness": (
        "speechiness, spch, speech, sprachanteil, speech ratio, parlabilité, hablado,"
        " oralidade, linguaggio parlato, spraakzaamheid, talighet, スピーチ性"
    ),
    "instrumentalness": (
        "instrumentalness, instrumental, instrumentality, instrumentalité, instrumentalidad,"
        " instrumentalität, instrumentalidade, strumentalità, instrumentaliteit,"
        " instrumentalhet, インストゥルメンタル性"
    ),
    "liveness": (
        "liveness, live, liveliness, lebendigkeit, vivacité, vivacidad, vivacidade, vivacità,"
        " levendigheid, livlighet, ライブ感"
    ),
    "popularity": (
        "popularity, track popularity, pop, song popularity, popularität, beliebtheit,"
        " popularité, popularidad, popularidade, popolarità, populariteit, popularność,"
        " популярность, 人気, 人气, 인기, popularitet, 人気度"
    ),
    "duration": (
        "duration, length, length duration, duration length, track duration, song duration,"
        " track length, song length, dur, time, total time, playtime, play time, track time,"
        " tracktimemillis, milliseconds, seconds, minutes, metadata audio properties length, dauer, länge,"
        " laenge, spielzeit, spieldauer, laufzeit, zeit, durée, longueur, temps, duración,"
        " tiempo, longitud, duração, durata, lunghezza, duur, lengte, tijd, speelduur, czas"
        " trwania, czas, długość, längd, speltid, længde, varighed, varighet, lengde,"
        " spilletid, kesto, pituus, délka, trvání, hossz, időtartam, süre, durată,"
        " длительность, продолжительность, время, тривалість, διάρκεια, 長さ, 再生時間, 時間, 时长, 時長,"
        " 재생시간, 길이, durée du titre, duración de la canción, duração da faixa, durata della"
        " traccia, nummerduur, låtlängd, トラックの長さ,"
        " المدة, مدة, משך, אורך, ความยาว, thời lượng, durasi, trajanje, продължителност, stopáž"
    ),
}

#: What stands behind a name, or in brackets, for the unit of its numbers.
UNIT_NAMES: Mapping[str, str] = {
    # of a clock: each cell says it
    "": ("mm ss, m ss, m s, hh mm ss, h mm ss, min sec, minutes seconds"),
    "ms": (
        "ms, msec, msecs, millis, millisecond, milliseconds, millisekunden, millisecondes,"
        " milisegundos, millisecondi, milliseconden, milisekundy, мс, ミリ秒"
    ),
    "s": (
        "s, sec, secs, second, seconds, sek, sekunden, secondes, segundos, secondi, seconden,"
        " sekundy, сек, 秒"
    ),
    "min": ("min, mins, minute, minutes, minuten, minutos, minuti, minuty, мин, 分"),
    "h": ("h, hour, hours, hrs"),
    "percent": ("percent, pct, percentage, prozent, procent, pourcent, por ciento, per cent, 0 100, 1 100"),
    "share": ("0 1, ratio"),
    "dB": ("db, dbfs, lufs, lu, lkfs"),
    "BPM": ("bpm"),
}

#: Numbers that say where a row stands, not how it sounds.
INDEX_NAMES = (
    "index, unnamed 0, column 1, row, row number, no, nr, number, position, rank, nummer,"
    " numéro, número, numero, num, platz, rang, track number, track no, track nr, disc number,"
    " piste, #, numéro du titre, número de la canción, número da faixa, numero della traccia,"
    " nummernummer, låtnummer, トラック番号, track nummer, tracknummer, disc no, disc nummer,"
    " skivnummer"
)
