"""The language of the window: Qt's own texts, its numbers and dates, and which way everything runs."""

from __future__ import annotations

from PySide6.QtCore import QLibraryInfo, QLocale, QObject, Qt, QTranslator
from PySide6.QtWidgets import QApplication

from organizer.base import language
from organizer.base.language import catalogue


class CatalogueTranslator(QTranslator):
    """Texts that Qt is asked for, out of the program's one catalogue."""

    def translate(
        self, context: str, source_text: str, disambiguation: str | None = None, n: int = -1
    ) -> str:
        """The text in the language of the process; none, so that Qt asks the next translator."""
        del context, n
        texts = catalogue.translations()
        shown = texts.pgettext(disambiguation, source_text) if disambiguation else texts.gettext(source_text)
        return shown if shown != source_text else None  # type: ignore[return-value]


def install(app: QApplication) -> None:
    """Let Qt speak the language of the process, from right to left where the language does."""
    tag = language.tag()
    if QLocale.system().language() != QLocale(tag).language():  # else the person's own country stays
        QLocale.setDefault(QLocale(tag))
    app.setLayoutDirection(
        Qt.LayoutDirection.RightToLeft if language.is_mirrored() else Qt.LayoutDirection.LeftToRight
    )
    for translator in _translators(app, tag):
        app.installTranslator(translator)


def _translators(owner: QObject, tag: str) -> list[QTranslator]:
    """Qt's own texts in this language where it has them, and ours, which are asked first."""
    own = QTranslator(owner)
    path = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    loaded = own.load(QLocale(tag), "qtbase", "_", path)
    return [*([own] if loaded else []), CatalogueTranslator(owner)]
