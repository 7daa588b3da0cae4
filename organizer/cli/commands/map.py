"""``organizer map``: train the map, or show the current one; draw it as a picture."""

from __future__ import annotations

import os
import time
from dataclasses import asdict

from organizer.base import settings
from organizer.base.arrangement import MusicMap, Space
from organizer.base.errors import UsageError
from organizer.base.language import number, plural, tr
from organizer.cli import map_pins
from organizer.cli.command import Options
from organizer.cli.opening import open_library
from organizer.cli.options.shared import names
from organizer.cli.terminal import job, note, print_json, print_table, right, row_of, say
from organizer.library import maps
from organizer.library.places import map_versions
from organizer.library.storage.database import Database
from organizer.work.arranging import grouping, mapping


def _run(options: Options) -> int:
    with open_library(options) as db:
        if options.versions:
            return _versions(db, options)
        if options.pins or options.pin is not None or options.unpin is not None:
            return map_pins.run(db, options)
        space = _space(db, options)
        if options.restore:
            music_map = _restore(db, options.restore)
        else:
            music_map = _current(db) if options.show else _train(db, options, space)
        image = None
        if options.image:
            from organizer.work.arranging import map_picture

            image = os.path.abspath(options.image)
            with job(tr("Drawing the map"), unit="steps") as context:
                map_picture.write_picture(
                    context, db, music_map, image, layer=options.layer, dark=options.dark
                )
    if options.json:
        print_json(_document(music_map, image))
    else:
        _print_map(music_map, image)
    return 0


def _space(db: Database, options: Options) -> Space | None:
    """The numbers that songs are compared by; None: by ear."""
    features = names(options.features)
    if not features and (options.pca or options.scale != "standard" or options.query):
        features = grouping.usual_space(db).features  # of a library of tables
    if features:
        weights = tuple((options.weights or {}).items())
        return Space(features, options.scale, options.pca, weights, options.query)
    if options.pca or options.scale != "standard":
        raise UsageError(tr("scale and pca are for chosen numbers"), remedy=tr("name them with --features"))
    if options.query:
        raise UsageError(
            tr("a map of some songs is a map by numbers"), remedy=tr("name them with --features")
        )
    return None


def _versions(db: Database, options: Options) -> int:
    listed = map_versions.listed(db)
    if options.json:
        print_json([asdict(version) for version in listed])
    elif listed:
        rows = [(v.number, _when(v.replaced), v.songs, v.reason) for v in listed]
        print_table((right(tr("Version")), tr("Until"), right(tr("Songs")), tr("Then")), rows)
    else:
        say(tr("there are no earlier maps: one is kept each time the map is built again"))
    return 0


def _when(seconds: float) -> str:
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(seconds))


def _restore(db: Database, version: int) -> MusicMap:
    from organizer.work.arranging.map_versions import restore

    done = restore(db, version)
    note(
        plural(
            "back to version {version}; {n} song that came since is on it; the map of before is version "
            "{before}",
            "back to version {version}; {n} songs that came since are on it; the map of before is version "
            "{before}",
            done.new,
            version=str(version),
            before=str(done.replaced),
        )
        if done.new
        else tr(
            "back to version {version}; the map of before is version {before}",
            version=str(version),
            before=str(done.replaced),
        )
    )
    return done.music_map


def _current(db: Database) -> MusicMap:
    music_map = maps.load_map(db)
    if music_map is None:
        raise UsageError(tr("there is no map yet"), remedy=tr("make it with “organizer map”"))
    return music_map


def _train(db: Database, options: Options, space: Space | None) -> MusicMap:
    """``--weights`` are those of a space of numbers, if there is one, else of the aspects of the ear."""
    by_ear = space is None and options.weights is not None
    with job(tr("Training the map"), unit="epochs") as context:
        return mapping.build_map(
            context,
            db,
            rows=options.rows,
            columns=options.columns,
            seed=options.seed,
            toroidal=not options.plane,
            keep_places=not options.afresh,
            weights=options.weights if by_ear else settings.load().weights,
            space=space,
        )


def _document(music_map: MusicMap, image: str | None) -> dict[str, object]:
    return {
        "rows": music_map.rows,
        "columns": music_map.columns,
        "toroidal": music_map.toroidal,
        "space": asdict(music_map.space),
        "seed": music_map.seed,
        "songs": len(music_map.track_ids),
        "quantization_error": music_map.quantization_error,
        "topographic_error": music_map.topographic_error,
        "edge_share": mapping.edge_share(music_map),
        "cells": [
            {"row": cell // music_map.columns, "column": cell % music_map.columns, "name": name}
            for cell, name in enumerate(music_map.names)
            if name
        ],
        "image": image,
    }


def _size(music_map: MusicMap) -> str:
    songs, rows, columns = len(music_map.track_ids), music_map.rows, music_map.columns
    if music_map.toroidal:
        return plural(
            "{n} song on {rows} × {columns} cells of a torus",
            "{n} songs on {rows} × {columns} cells of a torus",
            songs,
            rows=rows,
            columns=columns,
        )
    return plural(
        "{n} song on {rows} × {columns} cells of a plane",
        "{n} songs on {rows} × {columns} cells of a plane",
        songs,
        rows=rows,
        columns=columns,
    )


def _print_map(music_map: MusicMap, image: str | None) -> None:
    facts = (
        _size(music_map),
        tr("quantization error {error}", error=number(music_map.quantization_error, 3)),
        tr("topographic error {error}", error=number(music_map.topographic_error, 3)),
        tr(
            "songs in the outermost cells {share} × those cells' share",
            share=number(mapping.edge_share(music_map), 2),
        ),
    )
    say(row_of(facts))
    if music_map.space.features:
        say(tr("by {features}", features=row_of(music_map.space.features)))
    if image:
        say(tr("drawn to {image}", image=image))


COMMANDS = {"map": _run}
