"""What became of the media that a field takes: kind and formats, and the limits that no client checks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from clientwright.evolve.difference.claims import Claim
from clientwright.evolve.difference.phrases import asked
from clientwright.specs.model import Endpoint

Media = Mapping[str, Any]
_SAME = {"jpeg": "jpg", "jpe": "jpg", "tif": "tiff"}
_NOUNS = {"image": "images", "video": "videos", "audio": "audio"}
UNCHECKED = " It cannot be read off a URL: the service checks it, no client does."
UNREAD = (
    " Its description changed as well, and may still say the formats, in words that are not read."
)
_IS = {
    "<=": "at most",
    "<": "less than",
    ">=": "at least",
    ">": "more than",
    "=": "exactly",
    "==": "exactly",
    "!=": "other than",
}


def usual(name: str) -> str:
    """Give the usual spelling of a format."""
    return _SAME.get(name.lower(), name.lower())


def message(claim: Claim, who: str) -> str:
    """Say what was changed."""
    old, new = claim.said_old, claim.said_new
    if new is None:
        return f"{who} need no longer {asked(claim.keyword, old)}."
    if old is None:
        return f"{who} must now {asked(claim.keyword, new)}."
    parts = _limits(old, new, who) if claim.open else ()
    told = [*parts, *_formats(old, new, who)] if not _kinds(old, new) else [_kind(old, new, who)]
    return " ".join(f"{one}." for one in told) + (UNCHECKED if claim.open else "")


def advice(claim: Claim, who: str, refused: str) -> str:
    """Say what to look at in calling code."""
    if claim.open:
        return f"Look at the media that you give {who}: only the service checks that."
    if dropped(claim):
        return f"Look at what the description of {who} says now, and give it what that allows."
    return f"Look at the media that you give {who}: some {refused} now."


def dropped(claim: Claim) -> bool:
    """Tell whether the formats of a medium were told, and no longer are."""
    told = [media.get("formats") for media in (claim.said_old or {}, claim.said_new or {})]
    return bool(told[0]) and not told[1]


def reworded(at: str, old: Endpoint, new: Endpoint) -> bool:
    """Tell whether an input's field, or the array around it, is described in other words than before."""
    above = at.removesuffix("/items")
    return any(
        text and text != old.words.get(locale, {}).get(place, {}).get("description", "")
        for locale, words in new.words.items()
        for place in {at, above}
        for text in (words.get(place, {}).get("description", ""),)
    )


def _kinds(old: Media, new: Media) -> bool:
    return old.get("kind") != new.get("kind")


def _kind(old: Media, new: Media, who: str) -> str:
    was = asked("x-media", old).removeprefix("be ")
    now = f"must now {asked('x-media', new)}" if "kind" in new else "may now be any medium"
    return f"{who} {now}; it was {was}"


def _formats(old: Media, new: Media, who: str) -> Iterator[str]:
    before, after = (list(media.get("formats", ())) for media in (old, new))
    what = f"{_NOUNS.get(new.get('kind', ''), 'media')} of any format"
    gone, come = _beside(before, after), _beside(after, before)
    if before and after and gone and come:
        yield f"{who} no longer takes {gone}, but takes {come} now"
    elif before and after and (gone or come):
        yield f"{who} also takes {come} now" if come else f"{who} no longer takes {gone}"
    elif before and not after:
        yield f"{who} now takes {what}; before, only {', '.join(before)}"
    elif after and not before:
        yield f"{who} now takes only {', '.join(after)}; before, {what}"


def _beside(names: Sequence[str], others: Sequence[str]) -> str:
    """List the formats that are not among others, however they are spelled."""
    known = set(map(usual, others))
    return ", ".join(name for name in names if usual(name) not in known)


def _limits(old: Media, new: Media, who: str) -> Iterator[str]:
    """Tell of each limit that is new, gone or another one."""
    before, after = (list(media.get("limits", ())) for media in (old, new))
    gone, come = ([x for x in a if x not in b] for a, b in ((before, after), (after, before)))
    for limit in come:
        was = next((x for x in gone if (x["of"], x["is"]) == (limit["of"], limit["is"])), None)
        if was:
            gone.remove(was)
        before_that = f"; it was {was['value']}" if was else ""
        yield _limit(limit, who, "must now") + before_that
    yield from (_limit(limit, who, "need no longer") for limit in gone)


def _limit(limit: Media, who: str, must: str) -> str:
    sign = _IS.get(limit["is"], limit["is"])
    return f"The `{limit['of']}` of {who} {must} be {sign} {limit['value']}"
