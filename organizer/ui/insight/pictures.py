"""The pictures of Insight: which there are, and each as a list of marks, for files."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from organizer.base.language import tr
from organizer.pictures import distribution_charts, insight_charts, point_charts, space_charts
from organizer.pictures.charts import Array, Chart, Size, beside, named, nothing
from organizer.work.insight.insighting import Gathered

#: From this width on, loadings stand beside the songs.
_WIDE = 980


class Picture(StrEnum):
    """The pictures by name, in the order of their buttons."""

    DISTRIBUTION = "distribution"
    CORRELATION = "correlation"
    SCATTER = "scatter"
    PCA = "pca"
    SPACE = "3-d"
    LEARNING = "learning"


#: Those in which a song has a place.
OF_POINTS = (Picture.SCATTER, Picture.PCA, Picture.SPACE)


@dataclass(frozen=True, slots=True)
class Seen:
    """What of the songs is seen, and from where."""

    picture: Picture = Picture.DISTRIBUTION
    features: tuple[str, str, str] = ("", "", "")
    view: point_charts.Limits | None = None  #: in charts of points; none: all of them
    yaw: float = space_charts.YAW
    pitch: float = space_charts.PITCH
    zoom: float = 1.0  #: of the cube


def halves(size: Size) -> tuple[Size, Size]:
    """The histogram and the boxes."""
    left = (size[0] * 9 // 20, size[1])
    return left, (size[0] - left[0], size[1])


def parts(size: Size) -> tuple[Size, Size | None]:
    """The songs on their principal axes, and what the axes are made of, where there is room for it."""
    if size[0] < _WIDE:
        return size, None
    own = (size[0] * 3 // 5, size[1])
    return own, (size[0] - own[0], size[1])


def as_marks(songs: Gathered, seen: Seen, size: Size, selected: npt.NDArray[np.bool_]) -> Chart:
    """What is seen, as a list of marks."""
    kinds, (a, b, _) = songs.colours, seen.features
    if seen.picture == Picture.DISTRIBUTION:
        (left, right), values, distribution = halves(size), songs.column(a), songs.distribution(a)
        return beside(
            distribution_charts.histogram(
                a, values, kinds, size=left, selected=selected, named_colours=False, distribution=distribution
            ),
            distribution_charts.boxes(
                a, values, kinds, size=right, selected=selected, distribution=distribution
            ),
        )
    if seen.picture == Picture.CORRELATION:
        return insight_charts.correlation(songs.correlation, songs.names, size=size)
    if seen.picture == Picture.SPACE:
        return cube(songs, seen, size, selected)[0]
    if seen.picture == Picture.SCATTER:
        x, y, names = songs.column(a), songs.column(b), (named(a), named(b))
        return point_charts.scatter(names, x, y, kinds, size=size, view=seen.view, selected=selected)
    if songs.principal is None:
        return no_axes(size)
    own, rest = parts(size)
    chart = point_charts.principal(songs.principal, kinds, size=own, view=seen.view, selected=selected)
    return beside(chart, point_charts.loadings(songs.principal, size=rest)) if rest else chart


def no_axes(size: Size) -> Chart:
    """Why there are no principal axes."""
    return nothing(tr("PCA"), size, tr("it takes two songs that differ"))


def cube(songs: Gathered, seen: Seen, size: Size, selected: npt.NDArray[np.bool_]) -> tuple[Chart, Array]:
    """Songs by three numbers, and where each of them is: shape=(n, 2)."""
    return space_charts.space(
        seen.features,
        songs.cube[:, [songs.names.index(name) for name in seen.features]],
        songs.colours,
        yaw=seen.yaw,
        pitch=seen.pitch,
        zoom=seen.zoom,
        ranges=songs.ranges(seen.features),
        size=size,
        selected=selected,
    )
