"""Messages about the media that a field takes: kind, formats, and limits that no client checks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from clientwright.evolution.diff.keyword_phrases import must_phrase
from clientwright.schema.keyword_edit import KeywordEdit
from clientwright.schema.media_formats import usual_format
from clientwright.specs.model import Endpoint

Media = Mapping[str, Any]
_NOUNS = {"image": "images", "video": "videos", "audio": "audio"}
UNCHECKED_NOTE = " A URL does not show it, so only the service checks it."
PROSE_FORMATS_NOTE = " Its description changed as well, and may still state the formats in a way that is not recognized."
_OPERATORS = {
    "<=": "at most",
    "<": "less than",
    ">=": "at least",
    ">": "more than",
    "=": "exactly",
    "==": "exactly",
    "!=": "other than",
}


def media_message(edit: KeywordEdit, field: str) -> str:
    """Return a sentence that describes an edit of `x-media`."""
    old, new = edit.old_value, edit.new_value
    if new is None:
        return f"{field} need no longer {must_phrase(edit.keyword, old)}."
    if old is None:
        return f"{field} must now {must_phrase(edit.keyword, new)}."
    parts = _limit_messages(old, new, field) if edit.undecidable else ()
    messages = (
        [*parts, *_format_messages(old, new, field)]
        if not _kind_changed(old, new)
        else [_kind_message(old, new, field)]
    )
    return " ".join(f"{one}." for one in messages) + (UNCHECKED_NOTE if edit.undecidable else "")


def media_advice(edit: KeywordEdit, field: str, refused: str) -> str:
    """Return what to check in calling code."""
    if edit.undecidable:
        return f"Check the media that you pass to {field}: only the service checks this."
    if formats_dropped(edit):
        return f"Read the new description of {field}, and pass only what it allows."
    return f"Check the media that you pass to {field}: some {refused} now."


def formats_dropped(edit: KeywordEdit) -> bool:
    """Return whether formats were documented, and no longer are."""
    before, after = (media.get("formats") for media in (edit.old_value or {}, edit.new_value or {}))
    return bool(before) and not after


def description_changed(at: str, old: Endpoint, new: Endpoint) -> bool:
    """Return whether an input's field, or the array around it, has another description than before."""
    above = at.removesuffix("/items")
    return any(
        text and text != old.words.get(locale, {}).get(place, {}).get("description", "")
        for locale, words in new.words.items()
        for place in {at, above}
        for text in (words.get(place, {}).get("description", ""),)
    )


def _kind_changed(old: Media, new: Media) -> bool:
    return old.get("kind") != new.get("kind")


def _kind_message(old: Media, new: Media, field: str) -> str:
    was = must_phrase("x-media", old).removeprefix("be ")
    now = f"must now {must_phrase('x-media', new)}" if "kind" in new else "may now be any medium"
    return f"{field} {now}; it was {was}"


def _format_messages(old: Media, new: Media, field: str) -> Iterator[str]:
    before, after = (list(media.get("formats", ())) for media in (old, new))
    what = f"{_NOUNS.get(new.get('kind', ''), 'media')} of any format"
    removed, added = _formats_missing_from(before, after), _formats_missing_from(after, before)
    if before and after and removed and added:
        yield f"{field} no longer accepts {removed}, but accepts {added} now"
    elif before and after and (removed or added):
        yield (
            f"{field} also accepts {added} now" if added else f"{field} no longer accepts {removed}"
        )
    elif before and not after:
        yield f"{field} now accepts {what}; before, only {', '.join(before)}"
    elif after and not before:
        yield f"{field} now accepts only {', '.join(after)}; before, {what}"


def _formats_missing_from(names: Sequence[str], others: Sequence[str]) -> str:
    """Return the formats that are not among others, ignoring their spelling."""
    known = set(map(usual_format, others))
    return ", ".join(name for name in names if usual_format(name) not in known)


def _limit_messages(old: Media, new: Media, field: str) -> Iterator[str]:
    """Yield a message for each limit that was added, removed or changed."""
    before, after = (list(media.get("limits", ())) for media in (old, new))
    removed, added = ([x for x in a if x not in b] for a, b in ((before, after), (after, before)))
    for limit in added:
        was = next((x for x in removed if (x["of"], x["is"]) == (limit["of"], limit["is"])), None)
        if was:
            removed.remove(was)
        before_that = f"; it was {was['value']}" if was else ""
        yield _limit_message(limit, field, "must now") + before_that
    yield from (_limit_message(limit, field, "need no longer") for limit in removed)


def _limit_message(limit: Media, field: str, must: str) -> str:
    sign = _OPERATORS.get(limit["is"], limit["is"])
    return f"The `{limit['of']}` of {field} {must} be {sign} {limit['value']}"
