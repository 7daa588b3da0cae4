"""Six guided walks through clustering on one's own songs: what to do, what one should see, and a question.

Texts alone: ``lesson_answers`` computes the answers, the command line prints them, the window walks along.
"""

from __future__ import annotations

from dataclasses import dataclass

from organizer.base.errors import UsageError
from organizer.base.language import tr


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the window a step is, and how it should be set there."""

    view: str = ""  #: "map", "groups", "insight", "song"; none: an action alone
    page: str = ""  #: of the view of groups ("groups", "count" …), or the picture of Insight
    learner: str = ""  #: what is watched as it learns
    layer: str = ""  #: of the map: "islands", "umatrix", "plane:energy"
    colour: str = ""
    method: str = ""  #: of the groups
    groups: int | None = None  #: how many; 0: to be chosen
    action: str = ""  #: of the menus, by its name


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do, and what there is to see then."""

    do: str
    see: str
    command: str = ""  #: the same on the command line
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Lesson:
    """A guided walk: steps, and a question that the library answers."""

    number: int
    key: str  #: its short name
    title: str
    about: str
    steps: tuple[Step, ...]
    question: str  #: that the library itself answers


_WHAT = Lesson(
    1,
    "clustering",
    tr("What clustering is"),
    tr(
        "Clustering puts things together that are alike, without an example of what belongs together. Each "
        "song becomes a row of numbers, a point in a space; groups are places where points crowd."
    ),
    (
        Step(
            tr("Look at two numbers of your songs against each other."),
            tr(
                "Each dot is a song. Some places are crowded, others empty: that is all a clustering has to "
                "go by. Dots that lie near each other are songs with like numbers."
            ),
            "organizer insight --out report",
            Place("insight", "scatter"),
        ),
        Step(
            tr("Choose KMeans and Auto, and press Make groups: the number is chosen for you."),
            tr(
                "Cards with names in plain words, such as “slow · quiet”. Nobody said what these words mean "
                "for your songs: they are what sets the songs of a group apart from all others."
            ),
            "organizer groups",
            Place("groups", "groups", method="kmeans", groups=0),
        ),
        Step(
            tr("Colour the dots by group, in the plane in which the songs differ most."),
            tr(
                "Each colour keeps to a part of the picture, and colours touch. Music seldom falls into "
                "clear heaps: a group is a part of a cloud, and its border is where two parts meet."
            ),
            "organizer insight --out report --by group",
            Place("insight", "pca", colour="group"),
        ),
        Step(
            tr("Choose a group, and listen to its typical songs and to those at its border."),
            tr(
                "The typical songs sound like each other. Those at the border could as well be in the next "
                "group."
            ),
            "organizer groups --show",
            Place("groups", "groups"),
        ),
    ),
    tr("Which group of your songs holds together best, and what sets it apart?"),
)

_KMEANS = Lesson(
    2,
    "kmeans",
    tr("KMeans step by step"),
    tr(
        "KMeans is two moves, again and again: each song joins the nearest centre, and each centre moves to "
        "the middle of its songs. It ends when no song changes its group any more."
    ),
    (
        Step(
            tr("Open Watch it learn with KMeans and four groups. Nothing has moved yet."),
            tr("Four crosses lie on songs that were drawn at random. They are the first centres."),
            "organizer groups --k 4 --seed 0",
            Place("insight", "learning", "kmeans"),
        ),
        Step(
            tr("Press Step once."),
            tr(
                "Every song takes the colour of the nearest centre. At the right a curve begins: inertia, "
                "the squared distances of all songs to their centres, added up."
            ),
        ),
        Step(
            tr("Press Step again, then Play."),
            tr(
                "The centres move to the middle of their songs and leave a trail. Songs at the borders "
                "change colour. Inertia falls with every step and never rises: both moves can only lower it."
            ),
        ),
        Step(
            tr("Press Start again, several times, and play each time."),
            tr(
                "Other centres at the start may lead to other groups at the end: KMeans finds a good place, "
                "not always the best. So the program starts ten times and keeps the lowest inertia."
            ),
            "organizer groups --k 4 --seed 1",
        ),
    ),
    tr("Does KMeans end in the same groups on your songs, wherever it starts?"),
)

_COUNT = Lesson(
    3,
    "count",
    tr("How many groups"),
    tr(
        "KMeans makes as many groups as it is asked for. Which number is right? There are several judges, "
        "and they seldom agree: on music there often is no right number, only a useful one."
    ),
    (
        Step(
            tr("Open How many? and judge 2 to 12 groups."),
            tr(
                "Five curves. Inertia always falls: look for its bend (the elbow), after which more groups "
                "help little."
            ),
            "organizer groups --judge",
            Place("groups", "count", method="kmeans"),
        ),
        Step(
            tr("Look at the silhouette."),
            tr(
                "It says how much nearer songs are to their own group than to the next, from −1 to 1. Over "
                "0.5 groups lie apart; under 0.25 they are ways to cut one cloud. Numbers between are normal "
                "for music."
            ),
            "organizer groups --judge --json",
        ),
        Step(
            tr("Take the proposed number, make the groups, and open How good?"),
            tr(
                "The silhouette of each song: bars to the left are songs that would fit better elsewhere. A "
                "group whose bars are short is no group of its own."
            ),
            "organizer groups --show",
            Place("groups", "quality"),
        ),
        Step(
            tr("Make the groups with HDBSCAN, which finds their number itself."),
            tr(
                "It takes dense places only and calls the rest noise, in music often most songs. When it "
                "does, the view says so and offers what helps: fewer axes, smaller groups."
            ),
            "organizer groups --method hdbscan --keep-unsorted",
            Place("groups", "groups", method="hdbscan", groups=0),
        ),
    ),
    tr("How many groups do your songs fall into, and how sure is that?"),
)

_TABLE = Lesson(
    4,
    "table",
    tr("Grouping a spreadsheet of songs"),
    tr(
        "Tables of songs with tempo, energy or danceability come with many courses, and from streaming "
        "services. They are grouped by numbers that you choose: which numbers, and on which scale, decides "
        "what comes out."
    ),
    (
        Step(
            tr(
                "Import a table of songs (CSV), or stay with the songs that are there: what was measured in "
                "them are numbers, too."
            ),
            tr("The dialog says what each column was taken for. Lines that could not be read are named."),
            "organizer import songs.csv",
            Place(action="import_table"),
        ),
        Step(
            tr(
                "Filter before you group: search for the songs that you mean, and tick “Only the songs of "
                "the search”."
            ),
            tr(
                "Songs with a popularity of 0 or without a genre would make a group of their own that says "
                "nothing about music."
            ),
            'organizer groups --where "popularity:1.." --features popularity,danceability,energy --k 3',
            Place("groups", "groups"),
        ),
        Step(
            tr("Make groups with the scale None, then with Standard, and compare the silhouettes."),
            tr(
                "Without a scale the number with the largest values decides alone (popularity 0–100 beats "
                "energy 0–1), and the silhouette is high, for what is nearly one number. Standardized, all "
                "numbers count alike and the silhouette falls: it is the more honest one."
            ),
            "organizer groups --features popularity,danceability,energy --scale none --k 3",
            Place("groups", "quality"),
        ),
        Step(
            tr("Open What is in them? and sort it by a group."),
            tr(
                "Every genre beside every group, with shares both ways: most of a genre may be in one group "
                "while the group is still mostly another genre. Sound and genre are two different things."
            ),
            "organizer groups --by genre --csv genres.csv",
            Place("groups", "labels"),
        ),
        Step(
            tr("Recommend: take one song, and compare its neighbours with the songs of its group."),
            tr(
                "Neighbours lie around the song itself. A group names its most typical songs, the same to "
                "every song."
            ),
            'organizer similar "TITLE" --by both',
            Place(action="recommenders"),
        ),
    ),
    tr("Do the groups of your songs know their genres?"),
)

_STRUCTURE = Lesson(
    5,
    "structure",
    tr("Segmenting a recording"),
    tr(
        "Inside one recording, too, moments are alike: a chorus is alike to the next chorus. Comparing each "
        "moment with each other gives a picture, and clustering its moments gives the parts."
    ),
    (
        Step(
            tr("Select a song and open the Song view."),
            tr(
                "The waveform, coloured by part, and beneath it a square: light where two moments are alike. "
                "The diagonal is each moment beside itself."
            ),
            "organizer structure song.mp3 --image parts.png",
            Place("song"),
        ),
        Step(
            tr("Look for light lines beside the diagonal, and for light blocks on it."),
            tr("A line is something that is played again. A block is a stretch that stays as it is."),
            "",
            Place("song"),
        ),
        Step(
            tr("Click a part in the list, then another with the same letter."),
            tr(
                "They sound alike: A returns as A. The letters come from a clustering of moments by what "
                "they have in common with all others (spectral clustering)."
            ),
        ),
        Step(
            tr("Ask for two, then for five parts."),
            tr(
                "With few parts verse and chorus fall together; with many, single phrases get letters of "
                "their own. It is the question “how many groups” again."
            ),
            "organizer structure song.mp3 --parts 2",
        ),
    ),
    tr("Which part of one of your songs returns most often?"),
)

_MAP = Lesson(
    6,
    "map",
    tr("The self-organizing map"),
    tr(
        "A self-organizing map is a sheet of cells that is drawn through the cloud of songs. Each cell pulls "
        "its neighbours along, so that cells side by side hold songs that are alike: laid flat, the sheet is "
        "a map."
    ),
    (
        Step(
            tr("Open Watch it learn with the self-organizing map, and press Play."),
            tr(
                "A crumpled sheet unfolds and stretches over the songs. The distance to the nearest cell "
                "falls."
            ),
            "organizer map",
            Place("insight", "learning", "som"),
        ),
        Step(
            tr("Go to the map of your songs and look at the islands."),
            tr(
                "Land is where many songs are. Walk with the arrow keys: neighbouring cells sound nearly "
                "alike."
            ),
            "organizer map --image map.png",
            Place("map", layer="islands"),
        ),
        Step(
            tr("Change the layer to U-matrix."),
            tr(
                "Bright cells are far from the cells around them: walls between regions. Dark ones lie "
                "inside a region. Where no wall is, there is no border between groups either."
            ),
            "organizer map --show --image walls.png --layer umatrix",
            Place("map", layer="umatrix"),
        ),
        Step(
            tr("Change the layer to a number, such as Energy, and compare two of them."),
            tr(
                "A component plane: what the map holds for this number in each cell. Two numbers with the "
                "same picture tell the same."
            ),
            "organizer map --show --image energy.png --layer plane:energy",
            Place("map", layer="plane:energy"),
        ),
    ),
    tr("Are neighbours on your map truly alike, and where is its highest wall?"),
)

LESSONS: tuple[Lesson, ...] = (_WHAT, _KMEANS, _COUNT, _TABLE, _STRUCTURE, _MAP)


def find(name: str) -> Lesson:
    """The lesson of this number, short name or title (or a part of one that fits it alone)."""
    text = name.strip().casefold()
    for lesson in LESSONS:
        if text in (str(lesson.number), lesson.key, lesson.title.casefold()):
            return lesson
    fitting = [
        lesson for lesson in LESSONS if text and (text in lesson.title.casefold() or text in lesson.key)
    ]
    if len(fitting) == 1:
        return fitting[0]
    lessons = ", ".join(f"{lesson.number} {lesson.key}" for lesson in LESSONS)
    raise UsageError(
        tr("there is no lesson “{name}”", name=name), remedy=tr("the lessons are {lessons}", lessons=lessons)
    )
