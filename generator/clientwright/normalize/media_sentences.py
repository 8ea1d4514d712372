"""Read the file formats that a media field's description lists, from sentences of a closed form.

A sentence is read only if all of it is understood: its formats, sizes and punctuation, and words that
`media_words` has for one language. Anything else in it may deny the list, make it one of examples, or
speak of another file, and a wrong list refuses a good file; so the whole description is left unread.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from unicodedata import normalize

from clientwright.normalize.media_words import (
    ABOUT_FORMATS,
    FORMAT_WORDS,
    ROLES,
    SIZE_UNITS,
    SIZE_WORDS,
    FormatWords,
)

EXTENSIONS: Mapping[str, str] = {
    **dict.fromkeys("jpg jpeg png bmp webp gif tif tiff heic heif avif svg".split(), "image"),
    **dict.fromkeys("mp4 mov webm avi mkv m4v mpeg mpg".split(), "video"),
    **dict.fromkeys("mp3 wav m4a aac ogg flac opus".split(), "audio"),
}
"""The known file extensions, each with its kind of media."""
_NAMES = "|".join(sorted(EXTENSIONS, key=len, reverse=True))
_NAME = re.compile(rf"(?<![a-z0-9])(?<![a-z0-9_-]\.)({_NAMES})s?(?![a-z0-9])", re.I)
"""A format in a text, unless it is the end of a file's name or URL."""
_FORMAT = re.compile(rf"(?:\*?\.)?({_NAMES})s?(?![a-z0-9])(?!\.[a-z0-9])", re.I)
_SIZE = re.compile(
    rf"(?:(?:{SIZE_WORDS})\.? ?|[<≤] ?)?\d+(?:[.,]\d+)?(?: ?[-–x×] ?\d+(?:[.,]\d+)?)? ?"
    rf"(?:{SIZE_UNITS})(?![a-z])",
    re.I,
)
_PUNCTUATION = re.compile(
    r"""[\s,、，،/|()（）\[\]【】:：;；•·・*`"'“”‘’«»„&–—-]|\.(?=\s|[)）]|$)"""
)
_LETTERS = re.compile(r"[^\W\d_]+")
_NO_ABBREVIATION = r"(?<!\b\w)(?<!\b\w\w)(?<!\b(?:etc|esp|max|min|máx|usw|bzw|bsp|vgl|ecc|dll))(?<!\b(?:incl|напр))"
_SENTENCE_END = re.compile(
    rf"(?<![.!]){_NO_ABBREVIATION}[.!](?=\s|$)|[。！।]|\n\s*\n|(?<![:：,、，\s])\n(?!\s*[-*•])"
)
_ABOUT_FORMATS = re.compile(ABOUT_FORMATS, re.I)


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence that is read: the formats in it, and whether it says that they are accepted, or are all."""

    formats: tuple[str, ...] = ()
    accepting: bool = False
    only: bool = False


def named_formats(text: object) -> list[str]:
    """Return the known file formats that a text names, sorted; not those that end a file's name."""
    found = _NAME.findall(text) if isinstance(text, str) else ()
    return sorted({name.lower() for name in found})


def listed_formats(text: object) -> list[str]:
    """Return the formats that a text lists as those that are accepted, sorted; none where it is not sure.

    Two or more are a list. A single one is an example unless the sentence excludes others: "jpg only".
    """
    if not isinstance(text, str):
        return []
    sentences = [one for one in _SENTENCE_END.split(normalize("NFC", text)) if one.strip()]
    with_formats = [one for one in sentences if _NAME.search(one)]
    others = [one for one in sentences if not _NAME.search(one)]
    read = [_read_sentence(one) for one in with_formats]
    if not all(read) or (others and not _may_stand_beside(others, [one for one in read if one])):
        return []
    found = sorted({name for one in read if one for name in one.formats})
    is_list = len(found) > 1 or any(one.only for one in read if one)
    return found if is_list else []


def _may_stand_beside(others: Sequence[str], read: Sequence[_Sentence]) -> bool:
    """Return whether the other sentences leave the lists as they are.

    A list without a word that says what it is may be the end of any sentence ("e.g. jpg, png").
    """
    if all(one.accepting or one.only for one in read):
        return not any(map(_ABOUT_FORMATS.search, others))
    english = FORMAT_WORDS["en"]
    wider = [*FORMAT_WORDS.values(), replace(english, neutral=english.neutral | ROLES)]
    return all(_read_sentence(one, wider) for one in others)


def _read_sentence(
    text: str, languages: Iterable[FormatWords] = FORMAT_WORDS.values()
) -> _Sentence | None:
    """Return what a sentence says in the first language in which all of it is understood."""
    found = (_read_in(text.lower(), words) for words in languages)
    return next((one for one in found if one is not None), None)


def _read_in(text: str, words: FormatWords) -> _Sentence | None:
    parts = list(_parts(text, words))
    if None in parts:
        return None
    spoken = {word for kind, word in filter(None, parts) if kind == "word"}
    return _Sentence(
        tuple(name for kind, name in filter(None, parts) if kind == "format"),
        bool(spoken & words.accepting),
        bool(spoken & words.only),
    )


def _parts(text: str, words: FormatWords) -> Iterator[tuple[str, str] | None]:
    """Yield the formats and words of a sentence, and None at the first part that is neither."""
    at = 0
    while at < len(text):
        if found := _FORMAT.match(text, at):
            yield "format", found[1].lower()
        elif found := _SIZE.match(text, at) or _PUNCTUATION.match(text, at):
            pass
        else:
            word = _word_at(text, at, words)
            if word is None:
                yield None
                return
            yield "word", word
            at += len(word)
            continue
        at = found.end()


def _word_at(text: str, at: int, words: FormatWords) -> str | None:
    """Return the word of a language that begins at a place: a whole one, or the longest if words are joined."""
    run = _LETTERS.match(text, at)
    if not words.joined:
        return run[0] if run and run[0] in words.all_words else None
    known = (word for word in words.all_words if text.startswith(word, at))
    return max(known, key=len, default=None)
