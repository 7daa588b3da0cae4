"""A folder that shows what the songs are like: pictures, numbers as CSV, and one page that holds it all."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape

import numpy as np

from organizer.analysis.space import insight
from organizer.base.atomic import replace_file, world_error
from organizer.base.descriptors import readable
from organizer.base.errors import UsageError
from organizer.base.language import number, plural, tag, tr
from organizer.library import tracks
from organizer.library.storage.database import Database
from organizer.pictures import chart_files, distribution_charts, insight_charts, point_charts, space_charts
from organizer.pictures.charts import Chart, Kinds, named
from organizer.work.arranging.exporting import write_csv
from organizer.work.arranging.group_labels import csv_rows
from organizer.work.insight import report_tables
from organizer.work.insight.insighting import Gathered, first_three, telling_pairs
from organizer.work.jobs import JobContext

#: How the names of the pictures of three numbers begin.
_CUBE = "cube-"

Section = tuple[str, str, list[tuple[str, Chart]]]  #: heading, what one sees, and charts by file name


@dataclass(frozen=True, slots=True)
class Cube:
    """The picture of three numbers: which, and from where it is seen."""

    names: tuple[str, ...] = ()  #: three of the numbers; none: the first ones
    yaw: float = space_charts.YAW  #: radians around the upright axis
    pitch: float = space_charts.PITCH  #: radians from above


def write(
    context: JobContext, db: Database, gathered: Gathered, folder: str, cube: Cube | None = None
) -> list[str]:
    """Write everything into a folder, which is made where it is not there; the names of the files."""
    try:
        os.makedirs(folder, exist_ok=True)
    except OSError as error:
        if os.path.exists(folder):
            raise UsageError(
                tr("this is not a folder"), path=folder, remedy=tr("name another one")
            ) from error
        raise world_error(error, folder) from error
    parts = sections(gathered, cube or Cube())
    charts = [entry for _, _, entries in parts for entry in entries]
    tables = _tables(db, gathered)
    written = []
    for done, (name, chart) in enumerate(charts):
        context.report(done, len(charts) + 2, tr("Drawing"))
        context.check_cancelled()
        written.append(f"{name}.png")
        chart_files.write_png(chart, os.path.join(folder, written[-1]))
        if name.startswith(_CUBE):
            written.append(f"{name}.svg")
            chart_files.write_svg(chart, os.path.join(folder, written[-1]))
    context.report(len(charts), len(charts) + 2, tr("Writing tables"))
    for name, (header, rows) in tables.items():
        written.append(f"{name}.csv")
        replace_file(os.path.join(folder, written[-1]), write_csv(header, rows))
    text = page(gathered, parts).encode("utf-8")
    replace_file(os.path.join(folder, "report.html"), chart_files.bytes_writer(text))
    context.report(len(charts) + 2, len(charts) + 2, tr("Done"))
    return [*written, "report.html"]


def sections(gathered: Gathered, cube: Cube) -> list[Section]:
    """What the report shows, in its order."""
    kinds, files = gathered.colours, slugs(gathered.names)
    matrix = gathered.correlation
    listed: list[Section] = [
        (
            tr("Descriptor by descriptor"),
            tr(
                "Left: how many songs have which value, coloured. Right: each box holds the middle half of "
                "its songs, the line in it is the median, dots are far off."
            ),
            _distributions(gathered, kinds, files),
        ),
        (
            tr("What goes together"),
            _about_correlation(matrix, gathered.names),
            [("correlation", insight_charts.correlation(matrix, gathered.names))],
        ),
    ]
    pairs = _pairs(gathered, kinds, files)
    if pairs:
        listed.append(
            (
                tr("Two at a time"),
                tr("Each dot is a song; where they are many, the colour is fuller."),
                pairs,
            )
        )
    if len(gathered.names) > 2:
        listed.append(_three(gathered, cube, files))
    if gathered.principal is not None:
        charts = [
            ("pca", point_charts.principal(gathered.principal, kinds)),
            ("pca-loadings", point_charts.loadings(gathered.principal)),
        ]
        listed.append((tr("All at once"), _about_axes(gathered.principal), charts))
    if gathered.silhouettes is not None and "group" in gathered.kinds:
        picture = insight_charts.silhouettes(gathered.silhouettes, gathered.kinds["group"])
        listed.append(
            (
                tr("Are the groups apart?"),
                _about_silhouette(gathered.silhouettes.mean),
                [("silhouette", picture)],
            )
        )
    return listed


def _distributions(gathered: Gathered, kinds: Kinds, files: dict[str, str]) -> list[tuple[str, Chart]]:
    """A histogram and boxes for each number."""
    charts = []
    for name in gathered.names:
        values, distribution = gathered.column(name), gathered.distribution(name)
        for kind, draw in (
            ("histogram", distribution_charts.histogram),
            ("boxes", distribution_charts.boxes),
        ):
            charts.append((f"{kind}-{files[name]}", draw(name, values, kinds, distribution=distribution)))
    return charts


def _pairs(gathered: Gathered, kinds: Kinds, files: dict[str, str]) -> list[tuple[str, Chart]]:
    """The numbers that tell most about each other, two at a time."""
    return [
        (
            f"scatter-{files[a]}-{files[b]}",
            point_charts.scatter(
                (named(a), named(b)),
                gathered.column(a),
                gathered.column(b),
                kinds,
                title=tr("{one} and {other}", one=_words(a), other=_words(b)),
            ),
        )
        for a, b in telling_pairs(gathered)
    ]


def _three(gathered: Gathered, cube: Cube, files: dict[str, str]) -> Section:
    """Three numbers as a cube that is seen from somewhere."""
    names = cube.names or first_three(gathered.names)
    points = gathered.cube[:, [gathered.names.index(name) for name in names]]
    chart, _ = space_charts.space(
        names, points, gathered.colours, yaw=cube.yaw, pitch=cube.pitch, ranges=gathered.ranges(names)
    )
    words = tr(
        "Each dot is a song; the cube is seen from {yaw}° to the side and {pitch}° above. In the window it "
        "turns.",
        yaw=round(np.degrees(cube.yaw)),
        pitch=round(np.degrees(cube.pitch)),
    )
    return tr("Three at a time"), words, [(_CUBE + "-".join(files[name] for name in names), chart)]


def slugs(names: Sequence[str]) -> dict[str, str]:
    """For each name one that any file system takes, all of them different."""
    short_names: dict[str, str] = {}
    for name in names:
        plain = "".join(c if c.isascii() and (c.isalnum() or c in "_-") else "-" for c in name.lower())
        short = slug = plain.strip("-")[:60] or "feature"
        number = 2
        while slug in short_names.values():
            slug, number = f"{short}-{number}", number + 1
        short_names[name] = slug
    return short_names


def _words(name: str) -> str:
    return readable(name)


def _about_correlation(matrix: insight.Array, names: Sequence[str]) -> str:
    strength = np.where(np.isfinite(matrix), np.abs(matrix), -1.0)
    np.fill_diagonal(strength, -1.0)
    if strength.size < 2 or strength.max() < 0:
        return tr("There are too few songs to tell what goes together.")
    a, b = divmod(int(strength.argmax()), len(names))
    value = matrix[a, b]
    values = {"one": _words(names[a]), "other": _words(names[b]), "value": number(float(value), 2)}
    if value > 0:
        pair = (
            tr("Strongest pair: {one} and {other} hardly rise and fall together ({value}).", **values)
            if value < 0.3
            else tr("Strongest pair: {one} and {other} somewhat rise and fall together ({value}).", **values)
            if value < 0.6
            else tr("Strongest pair: {one} and {other} clearly rise and fall together ({value}).", **values)
        )
    else:
        pair = (
            tr("Strongest pair: {one} and {other} hardly go opposite ways ({value}).", **values)
            if value > -0.3
            else tr("Strongest pair: {one} and {other} somewhat go opposite ways ({value}).", **values)
            if value > -0.6
            else tr("Strongest pair: {one} and {other} clearly go opposite ways ({value}).", **values)
        )
    colours = tr("Orange: high values come together; blue: one is high where the other is low.")
    return f"{colours} {pair}"


def _about_axes(principal: insight.Principal) -> str:
    sentences = [
        tr(
            "The plane that shows most of how the songs differ: {share}% of it. Songs near each other are "
            "alike. Arrows point to where a descriptor is high.",
            share=round(100 * float(sum(principal.explained[:2]))),
        )
    ]
    for axis in (0, 1):
        if principal.explained[axis] > 0:
            order = np.argsort(-np.abs(principal.loadings[:, axis]))[:3]
            names = ", ".join(
                tr("more {name}", name=_words(principal.names[i]))
                if principal.loadings[i, axis] > 0
                else tr("less {name}", name=_words(principal.names[i]))
                for i in order
            )
            sentences.append(
                tr("To the right: {names}.", names=names)
                if axis == 0
                else tr("Upward: {names}.", names=names)
            )
    return " ".join(sentences)


def _about_silhouette(mean: float) -> str:
    bars = tr(
        "A long bar: the song is much nearer to its own group than to the next. A bar to the left: it would "
        "fit better elsewhere."
    )
    shown = number(mean, 2)
    if mean >= 0.5:
        apart = tr("The mean is {mean}: these groups are well apart.", mean=shown)
    elif mean >= 0.25:
        apart = tr("The mean is {mean}: these groups are apart, with blurred borders.", mean=shown)
    else:
        apart = tr(
            "The mean is {mean}: these groups are ways to cut one cloud rather than islands: music seldom "
            "falls into clear heaps.",
            mean=shown,
        )
    return f"{bars} {apart}"


def _tables(db: Database, gathered: Gathered) -> dict[str, tuple[list[str], list[list[object]]]]:
    kinds, names = gathered.colours, gathered.names
    box_rows: list[list[object]] = []
    bin_rows: list[list[object]] = []
    for name in names:
        distribution = gathered.distribution(name)
        for kind, one in zip(
            ("all songs", *kinds.names), (distribution.whole, *distribution.boxes), strict=True
        ):
            if one is not None:
                quartiles = (one.low, one.q1, one.median, one.q3, one.high)
                box_rows.append([name, kind, one.count, one.mean, *quartiles, len(one.outliers)])
        bins = distribution.histogram
        for left, right, counts in zip(bins.edges[:-1], bins.edges[1:], bins.counts.T, strict=True):
            bin_rows.append([name, float(left), float(right), int(counts.sum()), *(int(c) for c in counts)])
    matrix = gathered.correlation
    tables: dict[str, tuple[list[str], list[list[object]]]] = {
        "boxes": (
            ["descriptor", gathered.by, "songs", "mean", "low", "q1", "median", "q3", "high", "outliers"],
            box_rows,
        ),
        "histograms": (["descriptor", "from", "to", "songs", *kinds.names, "none"], bin_rows),
        "correlation": (
            ["descriptor", *names],
            [[name, *(_or_empty(v) for v in matrix[at])] for at, name in enumerate(names)],
        ),
        "songs": song_table(db, gathered),
    }
    if gathered.labels is not None:
        tables["genres-by-group"] = csv_rows(gathered.labels)
    axes = gathered.principal
    if axes is not None:
        loadings: list[list[object]] = [["share of variance", *axes.explained]]
        loadings += [[name, *map(float, axes.loadings[at])] for at, name in enumerate(axes.names)]
        tables["pca"] = (["loading of", "axis 1", "axis 2"], loadings)
    return tables


def song_table(
    db: Database, gathered: Gathered, rows: Sequence[int] | None = None
) -> tuple[list[str], list[list[object]]]:
    """Header and one row per song: who it is, its colour, its numbers, its place on the two axes."""
    chosen = range(len(gathered.ids)) if rows is None else rows
    songs = {song.id: song for song in tracks.get_many(db, [int(gathered.ids[row]) for row in chosen])}
    kinds = gathered.colours
    header = ["path", "title", "artist", gathered.by, *gathered.names]
    if gathered.principal is not None:
        header += ["axis 1", "axis 2"]
    table: list[list[object]] = []
    for row in chosen:
        song, label = songs.get(int(gathered.ids[row])), int(kinds.labels[row])
        if song is None:  # gone since
            continue
        cells: list[object] = [song.path, song.title, song.artist, kinds.names[label] if label >= 0 else ""]
        cells += [_or_empty(value) for value in gathered.values[row]]
        if gathered.principal is not None:
            cells += [float(value) for value in gathered.principal.points[row]]
        table.append(cells)
    return header, table


def _or_empty(value: float) -> object:
    return float(value) if np.isfinite(value) else None


def page(gathered: Gathered, parts: Sequence[Section]) -> str:
    """The report as one page that needs nothing else."""
    picture: Callable[[Chart], str] = lambda chart: f"<figure>{chart_files.svg(chart, alone=False)}</figure>"  # noqa: E731
    body = "".join(
        f"<section><h2>{escape(heading)}</h2><p>{escape(words)}</p>"
        f'<div class="charts">{"".join(picture(chart) for _, chart in charts)}</div></section>'
        for heading, words, charts in parts
    )
    n = len(gathered.ids)
    numbers = plural("{n} descriptor", "{n} descriptors", len(gathered.names))
    sentences = [
        plural("{n} song, {numbers}.", "{n} songs, {numbers}.", n, numbers=numbers),
        _coloured(gathered),
    ]
    missing = int((~np.isfinite(gathered.values)).sum())
    if missing:
        sentences.append(
            plural(
                "{n} value is not known; it is left out, and on the plane replaced by the median.",
                "{n} values are not known; they are left out, and on the plane replaced by medians.",
                missing,
            )
        )
    sentences.append(tr("The numbers are in the CSV files beside this page."))
    title = escape(tr("What these songs are like"))
    return (
        f'<!DOCTYPE html><html lang="{tag()}"><head><meta charset="utf-8"><title>{title}</title>'
        '<meta name="viewport" content="width=device-width">'
        f"<style>{chart_files.style()}{_PAGE}{report_tables.STYLE}</style></head><body><main>"
        f"<h1>{title}</h1><p>{escape(' '.join(sentences))}</p>{body}"
        f"{report_tables.section(gathered.labels)}</main></body></html>\n"
    )


def _coloured(gathered: Gathered) -> str:
    return tr("Coloured by group.") if gathered.by == "group" else tr("Coloured by genre.")


def _colours(table: dict[str, str]) -> str:
    return "".join(f"--{role}:{colour};" for role, colour in table.items())


_PAGE = (
    f":root{{color-scheme:light dark;{_colours(chart_files.LIGHT)}}}"
    f"@media(prefers-color-scheme:dark){{:root{{{_colours(chart_files.DARK)}}}}}"
    "body{margin:0;background:var(--paper);color:var(--ink);font:15px/1.55 system-ui,sans-serif}"
    "main{max-width:1280px;margin:0 auto;padding:32px 24px}p{max-width:75ch}h2{margin:40px 0 0}"
    ".charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,520px),1fr));gap:16px}"
    "figure{margin:0;border:1px solid var(--quiet);border-radius:8px;overflow:hidden}"
    "svg{display:block;width:100%}"
)
