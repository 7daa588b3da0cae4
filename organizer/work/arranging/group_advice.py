"""What to try next where HDBSCAN calls most songs noise: in plain words, and as wishes that can be made."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from organizer.base.arrangement import Grouping

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
        return f"{self.text} Try the same with {', with '.join(offer.option for offer in self.offers)}."


def advice(made: Grouping, songs: int) -> Advice | None:
    """What to say about groups of HDBSCAN among so many songs; None where there is nothing to say."""
    if made.method != "hdbscan" or made.noise is None or made.noise < MUCH_NOISE:
        return None
    numbers = len(made.space.features)
    axes = made.space.components or (min(numbers, 8) if numbers else 8)
    where = f"in {axes} dimensions" if axes > 1 else "along one line"
    if made.noise >= 1.0:
        text = (
            f"HDBSCAN calls all songs noise: {where} nowhere do enough of them lie close together. They are "
            "shown as one group."
        )
    else:
        then = (
            "They are left unsorted."
            if made.unsorted
            else "They were given to the nearest group, so these groups say less than they seem to."
        )
        text = (
            f"HDBSCAN calls {made.noise:.0%} of {songs:,} songs noise: {where} they lie in no dense region. "
            f"{then}"
        )
    text += " That is usual for music: it thins out slowly and has few gaps. Fewer axes make it denser."
    return Advice(text, tuple(_offers(axes, made.smallest or 0)))


def _offers(axes: int, smallest: int) -> Sequence[Offer]:
    fewer = [n for n in _AXES if n < axes][:1]
    offers = [Offer(f"By {n} principal axes", f"--pca {n}", components=n) for n in fewer]
    half = max(_SMALLEST_OFFERED, smallest // 2)
    if not smallest or half < smallest:
        words = f"Groups from {half} songs on"
        offers.append(Offer(words, f"--min-size {half}", smallest=half))
    return [*offers, Offer("KMeans", "--method kmeans", method="kmeans")]
