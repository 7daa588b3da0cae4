"""What to try next where HDBSCAN calls most songs noise: in plain words, and as wishes that can be made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from organizer.base.arrangement import Grouping
from organizer.base.language import either, plural, tr

#: A share of noise that is worth a word.
MUCH_NOISE = 0.5
#: Axes that are offered: density means the more, the fewer there are.
_AXES = (3, 2)
_SMALLEST_OFFERED = 5


@dataclass(frozen=True, slots=True)
class Offer:
    """Something to try next."""

    title: str  #: on a button
    option: str  #: on the command line
    method: str = "hdbscan"
    components: int | None = None
    smallest: int | None = None


@dataclass(frozen=True, slots=True)
class Advice:
    """What to do about groups that leave many songs out."""

    text: str
    offers: tuple[Offer, ...]

    @property
    def on_the_command_line(self) -> str:
        """The advice with the options to give."""
        options = either([offer.option for offer in self.offers])
        return f"{self.text} {tr('Try the same with {options}.', options=options)}"


def advice(made: Grouping, songs: int) -> Advice | None:
    """What to say about groups of HDBSCAN among so many songs; None where there is nothing to say."""
    if made.method != "hdbscan" or made.noise is None or made.noise < MUCH_NOISE:
        return None
    numbers = len(made.space.features)
    axes = made.space.components or (min(numbers, 8) if numbers else 8)
    sentences = [_noise(made, songs, axes)]
    if made.noise < 1.0:
        sentences.append(
            tr("They are left unsorted.")
            if made.unsorted
            else tr("They were given to the nearest group, so these groups say less than they seem to.")
        )
    sentences.append(
        tr("That is usual for music: it thins out slowly and has few gaps. Fewer axes make it denser.")
    )
    return Advice(" ".join(sentences), tuple(_offers(axes, made.smallest or 0)))


def _noise(made: Grouping, songs: int, axes: int) -> str:
    if made.noise is None or made.noise >= 1.0:
        return plural(
            "HDBSCAN calls all songs noise: along one line nowhere do enough of them lie close together. "
            "They are shown as one group.",
            "HDBSCAN calls all songs noise: in {n} dimensions nowhere do enough of them lie close together. "
            "They are shown as one group.",
            axes,
        )
    return plural(
        "HDBSCAN calls {share}% of {songs} songs noise: along one line they lie in no dense region.",
        "HDBSCAN calls {share}% of {songs} songs noise: in {n} dimensions they lie in no dense region.",
        axes,
        share=round(100 * made.noise),
        songs=songs,
    )


def _offers(axes: int, smallest: int) -> Sequence[Offer]:
    fewer = [n for n in _AXES if n < axes][:1]
    offers = [
        Offer(plural("By {n} principal axis", "By {n} principal axes", n), f"--pca {n}", components=n)
        for n in fewer
    ]
    half = max(_SMALLEST_OFFERED, smallest // 2)
    if not smallest or half < smallest:
        words = plural("Groups from {n} song on", "Groups from {n} songs on", half)
        offers.append(Offer(words, f"--min-size {half}", smallest=half))
    return [*offers, Offer("KMeans", "--method kmeans", method="kmeans")]
