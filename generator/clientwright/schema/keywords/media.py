"""`x-media`: which media a URL may point to, as far as a URL shows it: `kind`, `formats`, `limits`.

It is the only keyword of our own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from clientwright.schema.constraint import Constraint, SchemaMutation, failure
from clientwright.schema.equality import canonical_json
from clientwright.schema.keyword_edit import EditKind, KeywordEdit, SchemaPair, refined_edit_kind
from clientwright.schema.keyword_fault import (
    KeywordFault,
    MakeInvalid,
    MakeValid,
    Schema,
    drop_mutations,
    replace,
)
from clientwright.schema.media_formats import (
    KNOWN_FORMATS,
    MEDIA_EXTENSIONS,
    MEDIA_KEYWORD,
    is_valid_media_url,
    usual_format,
    valid_media_urls,
)
from clientwright.schema.protocols import Semantics
from clientwright.schema.types import STRINGS, schema_types
from clientwright.schema.wording import Wording

SCHEMES = "schemes"
"""The word under which the validator puts the URL schemes of the service."""
UNCHECKED_NOTE = " A URL does not show it, so only the service checks it."
_NOUNS = {"image": "images", "video": "videos", "audio": "audio"}
_OPERATORS = {
    "<=": "at most",
    "<": "less than",
    ">=": "at least",
    ">": "more than",
    "=": "exactly",
    "==": "exactly",
    "!=": "other than",
}


def accept(validator: Any, media: Any, value: Any, _: Any) -> Iterator[Any]:
    """Check a URL; `schemes` beside the keyword's own words are the URL schemes of the service."""
    schemes = tuple(media.get(SCHEMES, ("https",)))
    if validator.is_type(value, "string") and not is_valid_media_url(value, media, schemes):
        yield from failure("the URL cannot be the medium's")


def violate(schema: Schema, _: Semantics) -> Iterator[KeywordFault]:
    """Yield the faults of the scheme, of the documented formats, and of the kind (only for clients)."""
    if MEDIA_KEYWORD not in schema or "string" not in schema_types(schema):
        return
    media = schema[MEDIA_KEYWORD]
    sentence = "is a public https URL"
    for name, way in _URL_EDITS.items():
        yield KeywordFault(
            MEDIA_KEYWORD, f"url-{name}", sentence, _apply_edit(way), _choose_plain_url(media)
        )
    formats, kind = media.get("formats"), media.get("kind", "image")
    others = {end: k for k, ends in MEDIA_EXTENSIONS.items() for end in ends}
    wrong = [f"https://example.com/cat.{end}" for end in others]
    wrong = [url for url in wrong if not is_valid_media_url(url, media, ("https",))]
    own = [url for url in wrong if others[url.rpartition(".")[2]] == kind]
    if formats and own:
        sentence = f"is one of these formats: {', '.join(formats)}"
        yield KeywordFault(
            MEDIA_KEYWORD, "format", sentence, _choose_from(own), _choose_plain_url(media)
        )
    foreign = [url for url in wrong if url not in own]
    if foreign:
        sentence = f"is {'an' if kind[0] in 'aio' else 'a'} {kind}, by its file extension"
        yield KeywordFault(
            MEDIA_KEYWORD,
            "kind",
            sentence,
            _choose_from(foreign),
            _choose_plain_url(media),
            only_client=True,
        )


_URL_EDITS: dict[str, Callable[[str], str]] = {
    "http": lambda url: url.replace("https://", "http://", 1),
    "ftp": lambda url: url.replace("https://", "ftp://", 1),
    "file": lambda url: url.replace("https://example.com", "file://", 1),
    "bare": lambda url: url.replace("https://", "", 1),
    "hostless": lambda url: url.replace("example.com", "", 1),
}


def _choose_plain_url(media: Any) -> MakeValid:
    ends = tuple(media.get("formats", ())) or MEDIA_EXTENSIONS[media.get("kind", "image")][:3]
    fit = [f"https://example.com/cat.{end}" for end in ends]
    return lambda generator, _: generator.choices.pick(fit)


def _apply_edit(way: Callable[[str], str]) -> MakeInvalid:
    return lambda generator, valid: way(valid)


def _choose_from(urls: list[str]) -> MakeInvalid:
    return lambda generator, valid: generator.choices.pick(urls)


def compare(pair: SchemaPair) -> Iterator[KeywordEdit]:
    """Compare kind and formats, then what a URL does not show: limits such as file sizes and dimensions."""
    old, new = pair.old.get(MEDIA_KEYWORD), pair.new.get(MEDIA_KEYWORD)
    if not pair.shares(STRINGS) or old == new:
        return
    if old is None or new is None:
        added = old is None
        yield pair.keyword_edit(
            MEDIA_KEYWORD,
            pair.edit_kind(MEDIA_KEYWORD),
            shrinks=added,
            grows=not added,
            witness_schemas=_urls_refused,
        )
        return
    before, after = _endings(old), _endings(new)
    visible_change = before != after
    if visible_change:
        shrinks, grows = bool(before - after), bool(after - before)
        edit = refined_edit_kind(EditKind.CHANGED, shrinks, grows)
        yield pair.keyword_edit(
            MEDIA_KEYWORD, edit, shrinks=shrinks, grows=grows, witness_schemas=_urls_refused
        )
    invisible = [_url_invisible(media, visible_change) for media in (old, new)]
    if invisible[0] != invisible[1]:
        yield pair.keyword_edit(
            MEDIA_KEYWORD, EditKind.CHANGED, undecidable=True, values=(invisible[0], invisible[1])
        )


def _url_invisible(media: Mapping[str, Any], visible_change: bool) -> dict[str, Any]:
    """Return what a URL does not show, without what is already reported."""
    listed = sorted(media.get("limits", ()), key=canonical_json)
    limits = {"limits": listed} if listed else {}
    kind = {word: media[word] for word in ("kind",) if word in media}
    return (
        limits
        if visible_change
        else {**kind, **limits, "formats": sorted(_formats(media) - KNOWN_FORMATS)}
    )


def _formats(media: Mapping[str, Any]) -> frozenset[str]:
    return frozenset(map(usual_format, media.get("formats", ())))


def _endings(media: Mapping[str, Any]) -> frozenset[str]:
    kind = MEDIA_EXTENSIONS.get(media.get("kind", ""))
    any_format = KNOWN_FORMATS if kind is None else frozenset(map(usual_format, kind))
    return (_formats(media) or any_format) & KNOWN_FORMATS


def _urls_refused(accepting: dict[str, Any], refusing: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield a URL of each dropped format; any string, if there was no `x-media`."""
    if MEDIA_KEYWORD not in accepting:
        yield {**accepting, "enum": ["a"]}
        return
    dropped = _endings(accepting[MEDIA_KEYWORD]) - _endings(refusing.get(MEDIA_KEYWORD, {}))
    for ending in sorted(dropped):
        url = valid_media_urls({"formats": [ending]}, ("https",))[0]
        yield {**accepting, "enum": [url]}


def tell(edit: KeywordEdit, field: str) -> str | None:
    """Tell another kind, other formats, or other limits, which only the service checks."""
    old, new = edit.old_value, edit.new_value
    if new is None or old is None:
        return None
    told = list(_tell_limits(old, new, field)) if edit.undecidable else []
    if old.get("kind") != new.get("kind"):
        told = [_tell_kind(old, new, field)]
    else:
        told += _tell_formats(old, new, field)
    return " ".join(f"{one}." for one in told) + (UNCHECKED_NOTE if edit.undecidable else "")


def _tell_kind(old: Schema, new: Schema, field: str) -> str:
    was = _must_be_url(old).removeprefix("be ")
    now = f"must now {_must_be_url(new)}" if "kind" in new else "may now be any medium"
    return f"{field} {now}; it was {was}"


def _tell_formats(old: Schema, new: Schema, field: str) -> Iterator[str]:
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


def _tell_limits(old: Schema, new: Schema, field: str) -> Iterator[str]:
    """Yield a message for each limit that was added, removed or changed."""
    before, after = (list(media.get("limits", ())) for media in (old, new))
    removed, added = ([x for x in a if x not in b] for a, b in ((before, after), (after, before)))
    for limit in added:
        was = next((x for x in removed if (x["of"], x["is"]) == (limit["of"], limit["is"])), None)
        if was:
            removed.remove(was)
        before_that = f"; it was {was['value']}" if was else ""
        yield _tell_limit(limit, field, "must now") + before_that
    yield from (_tell_limit(limit, field, "need no longer") for limit in removed)


def _tell_limit(limit: Schema, field: str, must: str) -> str:
    sign = _OPERATORS.get(limit["is"], limit["is"])
    return f"The `{limit['of']}` of {field} {must} be {sign} {limit['value']}"


def describe(schema: Schema) -> Iterator[str]:
    """Yield the formats, then each limit."""
    media: Mapping[str, Any] = schema.get(MEDIA_KEYWORD, {})
    if media.get("formats"):
        yield "as " + ", ".join(map(str, media["formats"]))
    for limit in media.get("limits", ()):
        yield f"{limit['of']} {limit['is']} {limit['value']}"


def _must_be_url(media: Any) -> str:
    formats, kind = ", ".join(media.get("formats", ())), media.get("kind", "medium")
    article = "an" if kind[0] in "aeiou" else "a"
    return f"be the URL of {article} {kind}{f' ({formats})' if formats else ''}"


def mutate(schema: Schema) -> Iterator[tuple[str, str, SchemaMutation]]:
    """Yield the keyword dropped, its formats dropped, and all but the first."""
    yield from drop_mutations(schema, (MEDIA_KEYWORD,))
    media: Any = schema.get(MEDIA_KEYWORD)
    formats = media.get("formats", []) if isinstance(media, dict) else []
    if formats:
        bare = {word: value for word, value in media.items() if word != "formats"}
        yield MEDIA_KEYWORD, "formats-dropped", replace(MEDIA_KEYWORD, bare)
    if len(formats) > 1:
        fewer = {**media, "formats": formats[1:]}
        yield MEDIA_KEYWORD, "formats-shrunk", replace(MEDIA_KEYWORD, fewer)


def emit(kind: str, schema: Schema) -> Mapping[str, Any] | None:
    """Return the medium of a text, which annotates its type; not beside a list of values."""
    return {MEDIA_KEYWORD: schema[MEDIA_KEYWORD]} if "enum" not in schema else None


MEDIA = Constraint(
    "media",
    (MEDIA_KEYWORD,),
    beside_enum=True,
    accept={MEDIA_KEYWORD: accept},
    violate=violate,
    compare=compare,
    tell=tell,
    describe=describe,
    wording={MEDIA_KEYWORD: Wording(_must_be_url)},
    mutate=mutate,
    emit=emit,
    waived={"generate": "the strings that the lengths make are such URLs"},
)
