"""Every message of the window, to be read again."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from datetime import datetime

from PySide6.QtCore import QObject, Signal

from organizer.base.language import plural, tr
from organizer.ui.state.app_state import AppState, Choice
from organizer.ui.widgets.plain_text import shown

#: So many are remembered.
MOST = 500

#: The levels of messages, as they are said to a person.
LEVELS = {"info": tr("Info"), "warning": tr("Warning"), "error": tr("Error")}

#: Milliseconds that a message stays: to notice it, and to read each of its letters at a calm pace.
_NOTICE_MS, _LETTER_MS = 5_000, 60


@dataclass(frozen=True, slots=True)
class Message:
    """What was said, and when."""

    when: datetime
    text: str
    level: str  #: "info", "warning" or "error"
    times: int = 1  #: how often in a row
    choices: tuple[Choice, ...] = ()  #: what it offers to do

    @property
    def line(self) -> str:
        """ "18:53  The disk is full (3 times)" """
        line = f"{self.when:%H:%M}  {self.text}"
        if self.times > 1:
            return plural("{line} ({n} time)", "{line} ({n} times)", self.times, line=line)
        return line


def reading_time(text: str) -> int:
    """Milliseconds that a message has to stay so that it can be read."""
    return _NOTICE_MS + _LETTER_MS * len(text)


class MessageLog(QObject):
    """Listens to what the state says. The same message twice in a row is one."""

    added = Signal(object)  #: Message; one that is said again comes again, with its count
    over = Signal(str)  #: the text of a message that is no longer true

    def __init__(self, state: AppState, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.messages: deque[Message] = deque(maxlen=MOST)  #: the latest last
        state.message.connect(self._take)
        state.offer.connect(self._take_offer)
        state.message_over.connect(self.over)

    def clear(self) -> None:
        """Forget all of them."""
        self.messages.clear()

    def _take_offer(self, text: str, choices: tuple[Choice, ...]) -> None:
        self.messages.append(Message(datetime.now(), shown(text), "info", choices=choices))
        self.added.emit(self.messages[-1])

    def _take(self, text: str, level: str) -> None:
        now, last = datetime.now(), self.messages[-1] if self.messages else None
        if last is not None and (last.text, last.level) == (shown(text), level):
            self.messages[-1] = replace(last, when=now, times=last.times + 1)
        else:
            self.messages.append(Message(now, shown(text), level))
        self.added.emit(self.messages[-1])
