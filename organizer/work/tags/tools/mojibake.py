"""Letters that came out wrong, for bytes of one encoding were taken for another: proposals, with how sure."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from organizer.base.errors import UsageError
from organizer.base.language import either, tr
from organizer.work.tags.tools.parameters import parameter
from organizer.work.tags.tools.readings import TAKEN, WRITTEN, Reading, of_several, read_as, readings
from organizer.work.tags.tools.song import BATCH, EVERY, NOTHING, Outcome, Song, Tool, chosen, field_name

#: The encoding is looked for, text by text.
AUTO = "auto"
#: The text stays as it is.
AS_IS = "as-is"

#: So many readings are named where none is sure enough.
_NAMED = 3


@dataclass(frozen=True)
class Mojibake(Tool):
    """Wrong letters read again in the right encoding."""

    kind = "mojibake"
    label = tr("Repair wrong letters")
    about = tr(
        "Ïåñíÿ is Песня, MotÃ¶rhead is Motörhead: proposes what wrong letters say, with how sure that is."
    )

    fields: tuple[str, ...] = parameter((EVERY,), tr("Fields"), "fields", tr("* is every field of text"))
    written: str = parameter(
        AUTO,
        tr("Written in"),
        "choice",
        tr("The encoding that the text had; chosen by hand, all that can be read so is"),
        choices={AUTO: tr("Look for it"), **{name: name for name in WRITTEN}},
    )
    least: float = parameter(
        0.8, tr("At least so sure"), "share", tr("What is less sure is shown and left as it is")
    )

    by_field: tuple[str, ...] = parameter(
        (),
        tr("By field"),
        "words",
        tr("Fields whose encoding you know: title=CP1251, artist=Shift-JIS; comment=as-is stays as it is"),
    )
    picked: tuple[str, ...] = parameter(
        (),
        tr("Chosen readings"),
        "hidden",
        tr("Texts that were chosen one by one in the preview, as ENCODING=text"),
    )

    def problem(self) -> str:
        """A field or an encoding that there is not."""
        for each in self.by_field:
            name, _, written = each.partition("=")
            try:
                field_name(name)
            except UsageError as error:
                return error.cause
            if written not in (AS_IS, *WRITTEN):
                return tr(
                    "“{text}” names no encoding: write {example}, one of {names}",
                    text=each,
                    example="title=CP1251",
                    names=", ".join((*WRITTEN, AS_IS)),
                )
        return ""

    def choosing(self, text: str, written: str) -> Mojibake:
        """The same tool, with one more text that a person read; ``written``: ``AS_IS`` leaves it."""
        others = tuple(each for each in self.picked if each.partition("=")[2] != text)
        return replace(self, picked=(*others, f"{written}={text}"))

    def choice(self, text: str) -> str:
        """The encoding that was chosen for a text; "" for none."""
        return next((each.partition("=")[0] for each in self.picked if each.partition("=")[2] == text), "")

    def of(self, song: Song) -> Outcome:
        """What it proposes for a song by itself."""
        return self._of(song, {})

    def run(self, songs: Sequence[Song], check: Callable[[], object]) -> list[Outcome]:
        """What it proposes for each song; those of one folder are looked at together."""
        folders: dict[str, list[str]] = {}
        together: dict[str, Mapping[str, float]] = {}
        if self.written == AUTO:
            for number, song in enumerate(songs):
                if not number % BATCH:
                    check()
                texts = [
                    text
                    for name in chosen(song, self.fields)
                    for text in song.get(name)
                    if not text.isascii()
                ]
                if texts:
                    folders.setdefault(os.path.dirname(song.path), []).extend(texts)
            for folder, texts in folders.items():
                check()
                together[folder] = of_several(texts)
        outcomes = []
        for number, song in enumerate(songs):
            if not number % BATCH:
                check()
            outcomes.append(self._of(song, together.get(os.path.dirname(song.path), {})))
        return outcomes

    def _of(self, song: Song, together: Mapping[str, float]) -> Outcome:
        new, sure, notes, unclear = {}, 1.0, [], []
        for name in chosen(song, self.fields):
            values = []
            for text in song.get(name):
                proposed = self._proposed(name, text, together)
                if proposed and proposed[0].sure >= self.least:
                    values.append(proposed[0].text)
                    sure = min(sure, proposed[0].sure)
                    notes.append(_in_words(proposed))
                else:
                    values.append(text)
                    if proposed:
                        unclear.append(
                            tr("“{text}” may be {readings}", text=text, readings=_in_words(proposed))
                        )
            if tuple(values) != song.get(name):
                new[name] = tuple(values)
        if not new:
            return Outcome(misfit="; ".join(unclear)) if unclear else NOTHING
        return Outcome(new, note="; ".join(dict.fromkeys((*notes, *unclear))), sure=sure)

    def _proposed(self, name: str, text: str, together: Mapping[str, float]) -> Sequence[Reading]:
        if text.isascii():
            return ()
        written = self.choice(text) or self._of_field(name) or self.written
        if written == AS_IS:
            return ()
        if written != AUTO:
            read = next(
                (read for taken in TAKEN if (read := read_as(text, written, taken)) is not None), None
            )
            return (Reading(read, written, 1.0),) if read is not None else ()
        return with_others(text, together)

    def _of_field(self, name: str) -> str:
        """The encoding that a person said for a field; "" for none."""
        for each in self.by_field:
            field, _, written = each.partition("=")
            if field_name(field) == name:
                return written
        return ""


def with_others(text: str, together: Mapping[str, float]) -> list[Reading]:
    """The readings of a text, with what the other texts of its folder make likely."""
    own = {each.written: each for each in readings(text)}
    for written, sure in together.items():
        if written in own:
            each = own[written]
            own[written] = Reading(each.text, written, max(each.sure, 0.95 * sure))
        elif sure >= 0.9 and not any(sign.isascii() and sign.isalpha() for sign in text):
            read = read_as(text, written)
            if read is not None:
                # “Ö” among Russian songs may be meant, “ÄÄÒ” hardly
                several = sum(map(str.isalpha, text)) > 2
                own[written] = Reading(read, written, (0.9 if several else 0.7) * sure)
    return sorted(own.values(), key=lambda each: -each.sure)


def _in_words(proposed: Sequence[Reading]) -> str:
    return either(
        [
            tr(
                "“{text}” ({encoding}, {share}%)",
                text=each.text,
                encoding=each.written,
                share=round(100 * each.sure),
            )
            for each in proposed[:_NAMED]
        ]
    )
