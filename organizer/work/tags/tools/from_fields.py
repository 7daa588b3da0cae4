"""A field from others, by a template: ``{artist} - {title}``, ``{year}``, ``{album_artist|artist}``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from organizer.base.errors import UsageError
from organizer.base.fields.tag_names import NAMED_FIELDS
from organizer.base.language import tr
from organizer.base.model import EDITABLE_FIELDS, TagValue, Track, field_value, values_of
from organizer.base.template_fields import NAMES, of_track
from organizer.base.templates import Template, parse
from organizer.work.tags.tools.parameters import parameter
from organizer.work.tags.tools.song import NOTHING, Outcome, Song, Tool, field_name


@dataclass(frozen=True)
class FromFields(Tool):
    """A field from other fields."""

    kind = "from-fields"
    label = tr("A field from fields")
    about = tr("Fills a field by a template of other fields, as names of files are made too.")

    field: str = parameter("album_artist", tr("Field"), "field", tr("What is written"))
    template: str = parameter(
        "{artist}",
        tr("Template"),
        "text",
        tr(
            "{first}: the first that is there; {optional}: only where it says something",
            first="{album_artist|artist}",
            optional="[ ({mood})]",
        ),
        examples=("{artist}", "{album_artist|artist}", "{artist} - {title}", "{title}[ ({mood})]", "{year}"),
    )
    only_empty: bool = parameter(
        False, tr("Only where it is empty"), "flag", tr("What tags say already stays as it is")
    )

    def problem(self) -> str:
        """What is wrong with the template."""
        try:
            self._template()
        except UsageError as error:
            return f"{error.cause}: {error.remedy}" if error.remedy else error.cause
        return ""

    def looks_at(self) -> tuple[str, ...]:
        """The fields of the template."""
        return () if self.problem() else self._template().fields

    def of(self, song: Song) -> Outcome:
        """The text of the template for this song."""
        before = song.get(self.field)
        if self.only_empty and before:
            return NOTHING
        template = self._template()
        value: TagValue = template.value(_looking(song))
        texts = tuple(text.strip() for text in values_of(value) if text.strip())
        if not texts:
            missing = [name for name in template.fields if not song.get(field_of(name))]
            return Outcome(
                misfit=tr("it says nothing of {fields}", fields=", ".join(missing or template.fields))
            )
        return Outcome({self.field: texts}) if texts != before else NOTHING

    def _template(self) -> Template:
        return parse(self.template, _NAMES)


_NAMES = tuple(dict.fromkeys((*NAMES, *NAMED_FIELDS)))


def field_of(name: str) -> str:
    """The field of tags that a name in a template stands for, where there is one."""
    try:
        return field_name(name)
    except UsageError:
        return name


def _looking(song: Song) -> Callable[[str], TagValue]:
    """What a field says of the song with the tags that the steps before left it."""
    track = song.track or Track(song.track_id, song.path, 0, 0)
    names = dict.fromkeys((*EDITABLE_FIELDS, *song.values))
    tags = track.tags.changed({name: field_value(name, song.get(name)) for name in names})
    look = of_track(replace(track, tags=tags), stand_ins=False)
    return lambda name: look(name) or tags.get(name)
