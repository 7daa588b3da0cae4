"""``organizer tag --from-analysis``: what it writes, into which field, and how."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from organizer.base import settings
from organizer.base.errors import UsageError, printable
from organizer.base.language import tr
from organizer.base.model import TagEdit, Track
from organizer.base.musical_keys import Notation
from organizer.cli.command import Options
from organizer.cli.terminal import job
from organizer.library.storage.database import Database
from organizer.work.tags import describing, estimates, tagging
from organizer.work.tags.describing import Wanted
from organizer.work.tags.estimates import Field

#: What is estimated, and the tags it goes into.
_ESTIMATED: dict[str, tuple[Field, ...]] = {"bpm-key": ("bpm", "key"), "bpm": ("bpm",), "key": ("key",)}
_AS = "-as-"


@dataclass(frozen=True, slots=True)
class Plan:
    """What the options of ``--from-analysis`` ask for."""

    label: str
    fields: tuple[Field, ...] = ()  #: of estimates
    replace: bool = False
    factor: Fraction = Fraction(1)
    notation: Notation = "classic"
    least: float = 0.0
    wanted: Wanted | None = None  #: anything else


def plan(options: Options) -> Plan | None:
    """The plan of these options; None without ``--from-analysis``. Raises ``UsageError`` for options that do
    not go together."""
    what: str = options.from_analysis or ""
    kind, as_, field = what.partition(_AS)
    into = options.into or ""
    if what and kind not in _ESTIMATED and kind not in describing.KINDS:
        listed = ", ".join((*_ESTIMATED, *describing.KINDS))
        raise UsageError(
            tr("nothing is called “{kind}”", kind=printable(kind)),
            remedy=tr("one of {listed}", listed=listed),
        )
    if as_ and into:
        raise UsageError(tr("{what} says the field already", what=what), remedy=tr("leave out --into"))
    fields = _ESTIMATED.get(kind, ())
    _check(options, fields, estimated=bool(fields), described=bool(what) and not fields)
    if not what:
        return None
    if not fields:
        wanted = describing.wanted(kind, field or into, append=options.append)
        what = kind.replace("-", " ")
        said = (
            tr("{what} behind {field}", what=what, field=wanted.field)
            if options.append
            else tr("{what} as {field}", what=what, field=wanted.field)
        )
        return Plan(said, wanted=wanted)
    if as_:
        raise UsageError(
            tr("{kind} has fields of its own", kind=kind),
            remedy=tr("leave out {what}", what=f"{_AS}{printable(field)}"),
        )
    return Plan(
        what.replace("-", " "),
        fields,
        options.replace,
        estimates.factor_of(options.tempo_factor) if options.tempo_factor else Fraction(1),
        options.key_notation or settings.load().key_notation,
        options.least or 0.0,
    )


def _check(options: Options, fields: tuple[Field, ...], *, estimated: bool, described: bool) -> None:
    """Refuse options that would do nothing."""
    for given, goes, name, goes_with in (
        (options.replace, estimated, "--replace", "--from-analysis bpm-key"),
        (options.least is not None, estimated, "--min", "--from-analysis bpm-key"),
        (options.tempo_factor, "bpm" in fields, "--tempo-factor", tr("--from-analysis bpm-key or bpm")),
        (options.key_notation, "key" in fields, "--key-notation", tr("--from-analysis bpm-key or key")),
        (options.into, described, "--into", f"--from-analysis {', '.join(describing.KINDS)}"),
        (options.append, described, "--append", f"--from-analysis {', '.join(describing.KINDS)}"),
    ):
        if given and not goes:
            raise UsageError(
                tr("{name} goes with {goes_with}", name=name, goes_with=goes_with), remedy=tr("leave it out")
            )


def edits(db: Database, songs: Sequence[Track], plan: Plan) -> list[TagEdit]:
    """The edits of a plan. Raises ``UsageError`` where there is nothing to write for any song."""
    if plan.wanted is None:
        return tagging.edits_from_descriptors(
            songs,
            fields=plan.fields,
            replace=plan.replace,
            factor=plan.factor,
            notation=plan.notation,
            least=plan.least,
        )
    with job(tr("Looking at songs")) as context:
        made = describing.edits(db, songs, plan.wanted, context)
    if not made:
        raise describing.nothing_known(plan.wanted.kind)
    return made
