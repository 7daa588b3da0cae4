"""The lessons beside the window: steps with buttons that lead there, and a question that the songs answer."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from organizer.base.errors import printable
from organizer.base.language import plural, tr, tr_as
from organizer.ui.looks.dialog import Dialog
from organizer.ui.state.app_state import AppState
from organizer.ui.state.job_ids import Job
from organizer.ui.widgets.complaint import complaint
from organizer.ui.widgets.parts import STEP
from organizer.work.helper import Helper
from organizer.work.insight.lesson_answers import FEWEST, Answer, answer_in_helper
from organizer.work.insight.lessons import LESSONS, Lesson, Step

_WIDTH, _HEIGHT = 440, 680


class LessonsDialog(Dialog):
    """Not modal: one works in the window while it stays open."""

    show_requested = Signal(object)  #: lessons.Place
    demo_requested = Signal()

    def __init__(self, state: AppState, helper: Helper, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Lessons"))
        self.resize(_WIDTH, _HEIGHT)
        self._state, self._helper = state, helper
        self.answers: dict[str, Answer | str] = {}  #: by lesson; text where there is none
        self.choice = QComboBox()
        self.choice.setAccessibleName(tr("Lesson"))
        self.choice.setToolTip(tr("Six walks through clustering, on your own songs"))
        for lesson in LESSONS:
            self.choice.addItem(f"{lesson.number}  {lesson.title}", lesson.key)
        self.choice.currentIndexChanged.connect(lambda _: self._show_lesson())
        self.offer = QFrame()
        self.offer.setFrameShape(QFrame.Shape.StyledPanel)
        self.offer_text = _text("", wrap=True)
        self.demo = QPushButton(tr("Add the &demo songs"))
        self.demo.setToolTip(tr("Make sixty short synthesized songs and add them"))
        self.demo.clicked.connect(self.demo_requested)
        column = QVBoxLayout(self.offer)
        column.addWidget(self.offer_text)
        column.addWidget(self.demo, 0, Qt.AlignmentFlag.AlignLeft)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setAccessibleName(tr("Steps of the lesson"))
        self.back, self.next = QPushButton(tr_as("verb", "&Back")), QPushButton(tr("&Next lesson"))
        self.back.clicked.connect(lambda: self.choice.setCurrentIndex(self.choice.currentIndex() - 1))
        self.next.clicked.connect(lambda: self.choice.setCurrentIndex(self.choice.currentIndex() + 1))
        for button in (self.back, self.next, self.demo):
            button.setAutoDefault(False)
        row = QHBoxLayout()
        row.addWidget(self.back)
        row.addStretch(1)
        row.addWidget(self.next)
        layout = QVBoxLayout(self)
        layout.setSpacing(STEP)
        layout.addWidget(self.choice)
        layout.addWidget(self.offer)
        layout.addWidget(self.area, 1)
        layout.addLayout(row)
        self.places: list[QPushButton] = []  #: of the steps that lead somewhere
        state.counts_changed.connect(self._show_offer)
        state.library_changed.connect(self._forget)
        state.groups_changed.connect(self._forget)
        state.map_changed.connect(self._forget)
        self._show_lesson()

    @property
    def lesson(self) -> Lesson:
        """The lesson that is chosen."""
        return LESSONS[self.choice.currentIndex()]

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show_offer()

    def _show_offer(self, *_: object) -> None:
        counts = self._state.counts
        songs = counts.all if counts is not None else 0
        self.offer.setVisible(counts is not None and songs < FEWEST)
        self.offer_text.setText(
            tr("Your library is empty. The lessons go on your own songs, or on sixty demo songs.")
            if not songs
            else plural(
                "{n} song is too little to fall into groups: add music, or the demo songs.",
                "{n} songs are too few to fall into groups: add music, or the demo songs.",
                songs,
            )
        )

    def _show_lesson(self) -> None:
        lesson, at = self.lesson, self.choice.currentIndex()
        self.back.setEnabled(at > 0)
        self.next.setEnabled(at < len(LESSONS) - 1)
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, STEP, 0)
        column.setSpacing(STEP)
        column.addWidget(_text(lesson.about, wrap=True))
        self.places = []
        for number, step in enumerate(lesson.steps, start=1):
            column.addWidget(self._card(number, step))
        column.addWidget(self._question(lesson))
        column.addStretch(1)
        self.area.setWidget(page)

    def _card(self, number: int, step: Step) -> QWidget:
        card = QFrame()
        card.setFrameShape(QFrame.Shape.StyledPanel)
        column = QVBoxLayout(card)
        column.setSpacing(STEP // 2)
        column.addWidget(_text(f"{number}.  {step.do}", wrap=True, bold=True))
        column.addWidget(_text(f"{tr('You should see:')} {step.see}", wrap=True))
        row = QHBoxLayout()
        if step.place is not None:
            button = QPushButton(tr("Show me"))
            button.setAutoDefault(False)
            button.setAccessibleName(tr("Show me step {n}", n=number))
            button.setToolTip(tr("Go to the right view, with the right settings"))
            button.clicked.connect(partial(self.show_requested.emit, step.place))
            row.addWidget(button)
            self.places.append(button)
        row.addStretch(1)
        if step.place is not None or step.command:
            column.addLayout(row)
        if step.command:
            card.setToolTip(tr("On the command line: {command}", command=step.command))
        return card

    def _question(self, lesson: Lesson) -> QWidget:
        card = QFrame()
        card.setFrameShape(QFrame.Shape.StyledPanel)
        column = QVBoxLayout(card)
        column.addWidget(_text(f"{tr('Question:')} {lesson.question}", wrap=True, bold=True))
        column.addWidget(_text(tr("Think first, then look."), wrap=True))
        self.ask_button = QPushButton(tr("&Answer from my songs"))
        self.ask_button.setAutoDefault(False)
        self.ask_button.setObjectName("primary")
        self.ask_button.clicked.connect(self.ask)
        column.addWidget(self.ask_button, 0, Qt.AlignmentFlag.AlignLeft)
        self.answer_text, self.reason = _text("", wrap=True, bold=True), _text("", wrap=True)
        self.figures = _text("", wrap=True)
        for label in (self.answer_text, self.reason, self.figures):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            column.addWidget(label)
        self._show_answer()
        return card

    def ask(self) -> None:
        """Let the library answer the question of the lesson."""
        key = self.lesson.key
        selected = self._state.selection
        track = int(selected[0]) if len(selected) else None
        self.answer_text.setText(tr("Looking at your songs…"))
        self.answer_text.show()
        self.ask_button.setEnabled(False)

        def answered(answer: Answer) -> None:
            self.answers[key] = answer
            self._show_answer()

        def failed(error: Exception) -> None:
            self.answers[key] = complaint(error)
            self._show_answer()

        self._state.jobs.start(
            Job.LESSON,
            self._helper.run,
            answer_in_helper,
            str(self._state.db.path),
            key,
            track,
            on_result=answered,
            on_error=failed,
            owner=self,
        )

    def _forget(self, *_: object) -> None:
        """The songs, the groups or the map are others now."""
        if self.answers:
            self.answers.clear()
            self._show_answer()

    def _show_answer(self) -> None:
        answer = self.answers.get(self.lesson.key)
        self.ask_button.setEnabled(True)
        if isinstance(answer, Answer):
            self.answer_text.setText(printable(answer.text))
            self.reason.setText(tr("Why: {reason}", reason=printable(answer.reason)))
            self.figures.setText("\n".join(f"{printable(name)}: {value}" for name, value in answer.figures))
        else:
            self.answer_text.setText(answer or "")
        self.answer_text.setVisible(answer is not None)
        for label in (self.reason, self.figures):
            label.setVisible(isinstance(answer, Answer))


def _text(text: str, *, wrap: bool = False, bold: bool = False) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(wrap)
    font = label.font()
    font.setBold(bold)
    label.setFont(font)
    return label
