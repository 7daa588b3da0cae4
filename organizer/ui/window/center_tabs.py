"""The views in the middle of the window: one at a time, each made when it is first shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSettings, Qt
from PySide6.QtGui import QAction, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QMenu, QTabWidget, QVBoxLayout, QWidget

from organizer.base.language import tr
from organizer.ui.looks.scrolling import Scrolled
from organizer.ui.looks.tab_order import focus_target, give_focus
from organizer.ui.widgets import theme
from organizer.ui.widgets.parts import STEP, next_turn, with_keys
from organizer.ui.window.view_names import ViewName

if TYPE_CHECKING:
    from organizer.ui.map.toolbox import MapToolBox


class CenterTabs(QTabWidget):
    """Tabs with keys and entries in a menu. With one view there is no row of tabs."""

    def __init__(self, menu: QMenu, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("views")
        self.setAccessibleName(tr("Views"))
        self.setDocumentMode(True)
        self.setTabBarAutoHide(True)
        self.tabBar().setAccessibleName(tr("Map, groups and the other views"))
        self.tabBar().setDrawBase(False)
        self._menu = menu
        first = menu.actions()[0] if menu.actions() else None
        self._line = menu.insertSeparator(first) if first is not None else menu.addSeparator()
        self._makers: list[Callable[[], QWidget] | None] = []
        self._names: list[ViewName] = []
        #: a view that is given the keyboard when it is there, and what is called then
        self._awaited: tuple[ViewName, Callable[[QWidget], None] | None] | None = None
        self._tools: tuple[ViewName, MapToolBox] | None = None
        self.currentChanged.connect(self._shown)

    def add(self, name: ViewName, view: QWidget | Callable[[], QWidget]) -> QAction:
        """Append a view, or what makes it when it is first shown; gives its entry in the menu."""
        place = QWidget()
        place.setAccessibleName(name.caption)
        layout = QVBoxLayout(place)
        layout.setContentsMargins(0, 0, 0, 0)
        if isinstance(view, QWidget):
            layout.addWidget(view)
        self._makers.append(None if isinstance(view, QWidget) else view)
        self._names.append(name)
        action = QAction(theme.icon(name.icon), name.caption, self)
        action.setShortcut(QKeySequence(name.keys))
        action.setToolTip(with_keys(name.tip, name.keys))
        self._menu.insertAction(self._line, action)
        index = self.addTab(place, name.caption)
        self.setTabToolTip(index, action.toolTip())
        action.triggered.connect(lambda: self.open(name))
        return action

    def open(self, name: ViewName, then: Callable[[QWidget], None] | None = None) -> None:
        """Show a view and give it the keyboard; ``then`` is called with it as soon as it is there."""
        self._awaited = (name, then)
        self.setCurrentIndex(self._names.index(name))
        view = self.view(name)
        if view is not None and not view.isHidden():
            self._there(name, view)

    def view(self, name: ViewName) -> QWidget | None:
        """The view of that name, None while it was not shown yet."""
        layout = self._layout_of(name)
        item = layout.itemAt(layout.count() - 1)  # the first may be tools
        shown = item.widget() if item is not None else None
        return shown.widget() if isinstance(shown, Scrolled) else shown

    def _layout_of(self, name: ViewName) -> QVBoxLayout:
        place = self.widget(self._names.index(name))
        assert place is not None
        layout = place.layout()
        assert isinstance(layout, QVBoxLayout)
        return layout

    def set_tools(self, name: ViewName, tools: MapToolBox) -> None:
        """Show these beside the tabs while the view of that name is shown; in a row of their own below the
        tabs where there is no room beside them."""
        self._tools = (name, tools)
        self.setCornerWidget(tools, Qt.Corner.TopRightCorner)
        self.currentChanged.connect(self.place_tools)
        tools.grown.connect(self.place_tools)
        self.place_tools()

    def place_tools(self) -> None:
        """See anew how much room they have."""
        if self._tools is None:
            return
        name, tools = self._tools
        room = self.width() - self.tabBar().sizeHint().width() - STEP
        index = self._names.index(name)
        if tools.fit(room):
            if self.cornerWidget(Qt.Corner.TopRightCorner) is not tools:
                self.setCornerWidget(tools, Qt.Corner.TopRightCorner)
        else:
            tools.fit(self.width())
            if self.cornerWidget(Qt.Corner.TopRightCorner) is tools:
                self.setCornerWidget(None, Qt.Corner.TopRightCorner)  # type: ignore[arg-type]
                self._layout_of(name).insertWidget(0, tools)
        tools.setVisible(self.currentIndex() == index)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.place_tools()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            next_turn(self, self.place_tools)  # when all that is inside is dressed too

    def save(self, layout: QSettings) -> None:
        """Note which view is shown."""
        layout.setValue("view", self._names[self.currentIndex()].value)

    def restore(self, layout: QSettings) -> None:
        """Show the view of the last time; called when what the views need is loaded."""
        stored = str(layout.value("view", "")).lower()  # captions stood here once: "Map"
        index = next((at for at, name in enumerate(self._names) if name.value == stored), None)
        if index is not None:
            self.setCurrentIndex(index)

    # The tab, making its view and showing it each take a frame or two: never two of them in one turn.

    def _shown(self, index: int) -> None:
        maker = self._makers[index] if 0 <= index < len(self._makers) else None
        if maker is not None:
            self._makers[index] = None
            next_turn(self, lambda: self._make(index, maker))

    def _make(self, index: int, maker: Callable[[], QWidget]) -> None:
        view = maker()
        view.hide()
        large = theme.scaled(100) > 100  # text, so that a row of buttons may be wider than the screen
        self.widget(index).layout().addWidget(  # type: ignore[union-attr]
            Scrolled(view, sideways=True) if large else view
        )
        next_turn(view, lambda: self._reveal(index, view))

    def _reveal(self, index: int, view: QWidget) -> None:
        view.show()
        self._there(self._names[index], view)

    def _there(self, name: ViewName, view: QWidget) -> None:
        if self._awaited is None or self._awaited[0] != name:
            return
        then, self._awaited = self._awaited[1], None
        if view.isVisible():
            self._give_focus(view)
        if then is not None:
            then(view)

    def _give_focus(self, view: QWidget) -> None:
        """To the part of the view that it is for; what is not shown yet gets it as soon as it is, unless the
        keyboard went elsewhere meanwhile."""
        target = focus_target(view)
        if target.isVisible() or target is view:
            if not give_focus(view):
                self.tabBar().setFocus(Qt.FocusReason.ShortcutFocusReason)
            return
        self.tabBar().setFocus(Qt.FocusReason.ShortcutFocusReason)
        target.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget):
            watched.removeEventFilter(self)
            if self.tabBar().hasFocus():
                watched.setFocus(Qt.FocusReason.ShortcutFocusReason)
        return super().eventFilter(watched, event)
