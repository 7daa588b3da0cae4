"""What words for sound have to say to a search: a better one, or that a word in it cannot be trusted."""

from __future__ import annotations

from dataclasses import dataclass

from organizer.base.language import number, plural, tr
from organizer.library import sound_words, tracks
from organizer.library.sound_words import Word
from organizer.library.storage.database import Database

#: A search for a word is offered where it finds so many times the songs.
_TIMES = 4
#: Words in one search, and letters: what is longer is no list of words.
_MOST, _LONGEST = 4, 100


@dataclass(frozen=True, slots=True)
class WordOffer:
    """What is said about a search."""

    text: str
    search: str = ""  #: what to search for instead; empty: nothing better is known
    songs: int = 0  #: that it finds


def offer(db: Database, query: str, found: int) -> WordOffer | None:
    """What to say about a search that found so many songs; None for nothing.

    A search for "jazz" alone looks in titles, artists, albums and genres. Where that finds few songs and many
    sound like jazz, these are offered.
    """
    if not query.strip() or len(query) > _LONGEST:
        return None
    words = sound_words.vocabulary(db)
    if not words:
        return None
    if doubted := _doubted(words, query):
        return WordOffer(
            tr(
                "What the network says of “{name}” is hardly better than chance where it was measured "
                "(AUC {auc}).",
                name=doubted.name,
                auc=number(doubted.auc or 0.0, 2),
            )
        )
    if not found and next(sound_words.in_search(words, query), None) and not sound_words.any_song(db):
        return WordOffer(
            tr("The network has not listened to any song yet: its words come with the analysis.")
        )
    search = _search(words, query)
    if not search:
        return None
    ids = tracks.matching(db, search)
    songs = 0 if ids is None else len(ids)
    if songs <= _TIMES * found:
        return None
    text = plural(
        "{n} song sounds like that to the network: {search}",
        "{n} songs sound like that to the network: {search}",
        songs,
        search=search,
    )
    return WordOffer(text, search, songs)


def _search(words: tuple[Word, ...], query: str) -> str:
    """The search for the words that a plain one names, as a whole or one by one; "" when it has others."""
    text = query.strip().strip('"“”„').strip()
    whole = sound_words.named(words, text)
    meant = [whole] if whole is not None else [sound_words.named(words, part) for part in text.split()]
    trusted = [word for word in meant if word is not None and word.trust != "poor"]
    if not trusted or len(trusted) < len(meant) or len(meant) > _MOST or ":" in text:
        return ""
    return " ".join(dict.fromkeys(word.search for word in trusted))


def _doubted(words: tuple[Word, ...], query: str) -> Word | None:
    """The first word of a search that was measured and cannot be trusted."""
    return next((word for word in sound_words.in_search(words, query) if word.trust == "poor"), None)
