"""URLs that cannot be a medium: another scheme, no host, another format."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from clientwright.schema.generation.media import MEDIA_EXTENSIONS, is_valid_media_url
from clientwright.schema.generation.value_generator import ValueGenerator, schema_types
from clientwright.schema.keyword_fault import KeywordFault, Schema
from clientwright.schema.vocabulary import MEDIA_KEYWORD

SCHEMES = ("https",)


def iter_faults(schema: Schema) -> Iterator[KeywordFault]:
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
    wrong = [url for url in wrong if not is_valid_media_url(url, media, SCHEMES)]
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


def _choose_plain_url(media: Any) -> Callable[[ValueGenerator, Schema], Any]:
    ends = tuple(media.get("formats", ())) or MEDIA_EXTENSIONS[media.get("kind", "image")][:3]
    fit = [f"https://example.com/cat.{end}" for end in ends]
    return lambda generator, _: generator.choices.pick(fit)


def _apply_edit(way: Callable[[str], str]) -> Callable[[ValueGenerator, Any], Any]:
    return lambda generator, valid: way(valid)


def _choose_from(urls: list[str]) -> Callable[[ValueGenerator, Any], Any]:
    return lambda generator, valid: generator.choices.pick(urls)
