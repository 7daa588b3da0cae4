"""Names and titles in many languages, as they are written properly: nothing is to be repaired in them."""
# ruff: noqa: E501

from __future__ import annotations

PROPER = """
Motörhead | Sigur Rós | Ágætis byrjun | Björk | Jóga | Ólafur Arnalds | Þú ert jörðin | Þeir | ÞÓR | ÆØÅ | ÄÖÜ | Årabrot
Mötley Crüe | Hüsker Dü | Queensrÿche | Blue Öyster Cult | Røyksopp | Mø | Sólstafir | Árstíðir | Töööö | jäääär | Jää-äär | Öö
öö | Æ | Ö | Ø | É | çà et là | Été | Où | À toi | Ça ira | Beyoncé | BEYONCÉ’S
CAFÉ… | PÅ… | CAFÉ™ | Noël | L’ÉTÉ” | Édith Piaf | Françoise Hardy | Coração | Ações | Não é fácil | São Paulo | Señor
¿Qué? | ¡Viva! | M¥SS KETA | µ-Ziq | Blur² | ½ | 100° | Sunn O))) | Ke$ha | N°5 | C’est la vie | Élan
Ääni | Hämärä yö | Älä jää | Jäätelö | Naïve | Zoé | Žižek | Čeština | Łódź | Dvořák | Ошибка | Кино
Песня о друге | ДДТ | Σωκράτης | 中島みゆき | 宇多田ヒカル | 周杰倫 | 邓丽君 | 소녀시대 | Đorđe Balašević | Türkü | Şebnem Ferah | Ayşe
Mercan Dede – İstanbul | Dag Vag | Sørensen | Søren Kierkegaard | Bøsse | Kåre | Åse Kleveland | Münchener Freiheit | Die Ärzte | Grönemeyer – Männer | Fußball | Größe
Straße | Übermensch | ÜBER ÄRZTE | GRÖSSE | ÄRZTE | ÖÄ | Œuvre | Cœur | Dead Can Dance – Yulunga (Spirit Dance) | Mañana | Año | Il Volo – Però
Perché | Città | È | È vero | Così è | Libertà | Õnn | Tõnis Mägi | Ärkamise aeg | Kõrb | Güneş | Ægir
Ísland, farsælda frón | Óður | Hver á sér fegra föðurland | Móðir | Ég á líf | Ó, María | Öxnadalsheiði | Við | Sæglópur | Gobbledigook | Hoppípolla | Svefn-g-englar
Viðrar vel til loftárása | Olsen Olsen | Ný batterí | Hjartað hamast (bamm bamm bamm) | Eivør | Teitur | Týr – Ormurin langi | Føroyar | Hø | På | Å | Så
Får | Fångad av en stormvind | Älskar | Göteborg | Världens ände | Ça plane pour moi | Forêt | Hôtel | Île | Maïs | Sarà perché ti amo | Pèrdre
Canción del mariachi | Ojalá | Corazón | Águas de março | Você | Construção | Açaí | João Gilberto | Antônio Carlos Jobim | Tão | Zélia | Gonçalves
Ülkü | Über den Wolken | 99 Luftballons | Bäääm | Ähhh | Ooö | „Heroes“ | «Été» | Café “Noir” | TÉLÉPOPMUSIK | Télépopmusik | MÁQUINA
ÚLTIMO | CORAÇÃO | AÇÕES | Ñ | Ñu | Ñandú | El Niño | É Proibido Fumar | Ân | Þ | Þursaflokkurinn | ð
ÍÓ | Öðruvísi | Ýmir | ††† | †‡† | ▲ | AC⚡DC | Æon Flux | ÆON | Ðe | Dødheimsgard | Ásgeir – Dýrð í dauðaþögn
Amélie | Voilà | Déjà vu | DÉJÀ VU | Pokémon | Jürgen | Käpt'n Peng | Groß | Höhner | Zürich | Ødipus | ØL
Øl | Kálmán Imre | Sebő Ferenc | Omega – Gyöngyhajú lány | Csík zenekar | Dévényi Ádám | Bródy János | Cseh Tamás – Álom | Ildikó | Ó, jaj | Où êtes-vous? | Françafrique
naïveté | Citroën | Ænima | Ænema | Ütopya | Yağmur | Müslüm Gürses | Barış Manço | Ümit Besen | Sezen Aksu – Gülümse | Kâmuran | Âşık Veysel
Jānis | Līvi | Łzy | Mùsica | Caña | Peñarol | La Oreja de Van Gogh – Rosas | Vénus | Dürüm | Ménage à trois | Crème brûlée | Ô Toulouse
Ô | À | Äh | Ey | Åland | Öland | Île de Ré | Bâtard | © | Señorita ©2019 | 50¢ | A£
£ | ¥€$ | Æ§ | 1¾ | ¼ | 30 °C | Vol. nº 3 | Nº 1 | 1ª | Sur l’eau | it´s | don´t
Rock´n´Roll | Rock’n’Roll | … | Ça… | Là… | É… | Où… | DÉ… | NOËL… | olé! | OLÉ! | OLÉ™
Nuñez | Ð | × | 4×4 | Schön & gut | “Ü” | Über… | Hej då | HEJ DÅ… | Nå… | NÅ… | NÅ’
Blå–grå | BLÅ–GRÅ | BLÅ — GRÅ | À–É | ÄÄ | ÄÄÄ | ßß | Ÿ | Œ | šš | Škoda | Žal
Miša | Željko Joksimović | Ceca – Šta je to u tvojim venama | Đ | Bijelo dugme – Đurđevdan | Zdravko Čolić | Plavi orkestar – Šta će nama šoferima kuća | Žuta minuta | Tomáš Klus | Mňága a Žďorp | Jaromír Nohavica – Ostravo | Kryštof
Chinaski – Víno | Voskovec a Werich – Ezop a brabenec | Jiří Šlitr | Čechomor – Proměny | Buty – František | Divokej Bill | Vypsaná fiXa | Budka Suflera – Jolka, Jolka pamiętasz | Kult – Arahja | Myslovitz – Długość dźwięku samotności | Manaam | Maanam – Kocham cię, kochanie moje
Czesław Niemen – Dziwny jest ten świat | Lech Janerka – Rower | Nguyễn | Trịnh Công Sơn | Hà Nội | Đêm | à | Tiếng Việt | Cơn mưa ngang qua | Sơn Tùng M-TP | Mỹ Tâm | Ước gì
Hồ Quỳnh Hương | Ænima | Über allen Gipfeln ist Ruh | Hôtel Costes | Les Poètes | Garçons | Tété | Zaïde | Ivá | Łąki łan | Şanışer | Ştefan Bănică
Țara mea | Ânglia | Çelik | Ğ | Ñejo | Îmi place | Ilhã | Viðar | Þórir | Ös | Ühe | Hõim
Tõeline | Üksi | Öine | Mäetaguse | Jäätyä | Äiti | Isä | Yö | Pääsky | Hyvää yötä | Hüvitus | Ölüm
Böhse Onkelz | Kärbholz | Fräulein | Die Toten Hosen – Bis zum bitteren Ende | Élégie | Réveil | Rêve | Près | Où es-tu? | Là | Ô ma belle | Œil
Bœuf | Æblerød | Æ ø å | Gøy | Sær | Bær | Rød grød med fløde | Blåbærland | Håkan Hellström | Kråkan | Bröderna | Hälsosam
Ängel | Öppna din dörr | Åh | Ökenvind | Açık | Gülşen | Işık | Çiçek | Öğretmen | Avó | Avô | Pão
Mãe | Irmã | MÃE | IRMÃ | MANHÃ… | CORAÇÕES | É… | Ói | Ólá | Árvore | Água | Mágoa
Fênix | Três | Lês | Niñez | Sueño | Año nuevo | Pingüino | Güero | Ñoño | Ángel | Éxito | Íntimo
Óyeme | Único | Árbol | Älgen | Rosé | Malmö | Tromsø | Ålesund | Þingvellir | Æskan | Örvar | Úlfur
Ýr | Íris | Édes | Ősz | Űr | Újra | Őrült | Ünnep | Füst | Tündér | Hűség | Tűz
Víz | Múlt | Ölel
"""


def proper() -> list[str]:
    """Each of them."""
    return [name.strip() for line in PROPER.strip().splitlines() for name in line.split(" | ")]
