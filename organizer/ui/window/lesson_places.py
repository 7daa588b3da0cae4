"""Takes a person to where a step of a lesson is, with the settings that it needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from organizer.ui.groups.page_names import PageName
from organizer.ui.window.frame import WindowFrame
from organizer.ui.window.view_names import ViewName
from organizer.work.insight.lessons import Place

if TYPE_CHECKING:
    from organizer.ui.groups.view import GroupsView
    from organizer.ui.insight.view import InsightView


def go(window: WindowFrame, place: Place) -> None:
    """Open the view of a step and set it; nothing is made or changed that a person did not press for."""
    if not place.view:
        window.actions_[place.action].trigger()
    elif place.view == ViewName.MAP.value:
        window.views.open(ViewName.MAP)
        _show_layer(window, place.layer)
    elif place.view == ViewName.GROUPS.value:
        window.views.open(ViewName.GROUPS, lambda view: _set_groups(cast("GroupsView", view), place))
    elif place.view == ViewName.INSIGHT.value:
        window.views.open(ViewName.INSIGHT, lambda view: _set_insight(cast("InsightView", view), place))
    else:
        ids = window.table.tracks.ids
        if not len(window.state.selection) and len(ids):
            window.state.select([int(ids[0])], "lesson")
        window.views.open(ViewName.SONG)


def _show_layer(window: WindowFrame, layer: str) -> None:
    if window.map is None or not layer:
        return
    from organizer.ui.canvas.layers import PLANE, number_of

    songs, name = window.map.content.songs, number_of(layer)
    if songs is not None and name is not None and not np.isfinite(songs.values.get(name, [])).any():
        # no song has this number here: any other one does as well
        layer = next((f"{PLANE}{other}" for other in songs.numbers if other not in songs.values), layer)
    window.toolbar.choose_layer(layer)


def _set_groups(view: GroupsView, place: Place) -> None:
    setup = view.setup
    if place.method:
        setup.method.setCurrentIndex(max(0, setup.method.findData(place.method)))
    if place.groups is not None:
        setup.number.setValue(place.groups)
    if place.page:
        view.show_page(PageName(place.page))  # type: ignore[call-arg]  # it looks at __new__
    target: QWidget = setup.make if place.method else view.tabs.tabBar()
    target.setFocus(Qt.FocusReason.OtherFocusReason)


def _set_insight(view: InsightView, place: Place) -> None:
    from organizer.ui.insight.pictures import Picture

    if place.learner:
        view.learning.method.setCurrentIndex(view.learning.method.findData(place.learner))
        view.learning.restart()
    if place.page:
        view.show_picture(Picture(place.page))
    at = view.colours.findData(place.colour) if place.colour else -1
    if at >= 0:
        view.colours.setCurrentIndex(at)
        view.plot.show_colours(place.colour)
