"""``organizer map``: train the map, or show the current one; draw it as a picture."""

from __future__ import annotations

import os
from dataclasses import asdict

from organizer.base import settings
from organizer.base.arrangement import MusicMap, Space
from organizer.base.errors import UsageError
from organizer.cli.command import Options
from organizer.cli.opening import open_library
from organizer.cli.options.shared import names
from organizer.cli.terminal import job, print_json, say
from organizer.library import maps
from organizer.library.storage.database import Database
from organizer.work.arranging import grouping, mapping


def _run(options: Options) -> int:
    with open_library(options) as db:
        space = _space(db, options)
        music_map = _current(db) if options.show else _train(db, options, space)
        image = None
        if options.image:
            from organizer.work.arranging import map_picture

            image = os.path.abspath(options.image)
            with job("Drawing the map", unit="steps") as context:
                map_picture.write_picture(context, db, music_map, image, layer=options.layer)
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
        raise UsageError("scale and pca are for chosen numbers", remedy="name them with --features")
    if options.query:
        raise UsageError("a map of some songs is a map by numbers", remedy="name them with --features")
    return None


def _current(db: Database) -> MusicMap:
    music_map = maps.load_map(db)
    if music_map is None:
        raise UsageError("there is no map yet", remedy="make it with “organizer map”")
    return music_map


def _train(db: Database, options: Options, space: Space | None) -> MusicMap:
    """``--weights`` are those of a space of numbers, if there is one, else of the aspects of the ear."""
    by_ear = space is None and options.weights is not None
    with job("Training the map", unit="epochs") as context:
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


def _print_map(music_map: MusicMap, image: str | None) -> None:
    say(
        f"{len(music_map.track_ids)} songs on {music_map.rows} × {music_map.columns} cells, "
        f"{'a torus' if music_map.toroidal else 'a plane'}: quantization error "
        f"{music_map.quantization_error:.3f}, topographic error {music_map.topographic_error:.3f}, "
        f"songs in the outermost cells {mapping.edge_share(music_map):.2f} × those cells' share"
    )
    if music_map.space.features:
        say("by " + ", ".join(music_map.space.features))
    if image:
        say(f"drawn to {image}")


COMMANDS = {"map": _run}
