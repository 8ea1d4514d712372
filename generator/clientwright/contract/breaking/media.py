"""URLs that cannot be a medium's: another scheme, no host, another format."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from clientwright.contract.breaking.faults import Fault, Schema
from clientwright.contract.making.media import ENDINGS, fits
from clientwright.contract.making.values import Maker, types
from clientwright.specs.schema_keywords import MEDIA_KEYWORD

SCHEMES = ("https",)


def faults(schema: Schema) -> Iterator[Fault]:
    """Break the scheme, then the documented formats, then the kind (which binds only the client)."""
    if MEDIA_KEYWORD not in schema or "string" not in types(schema):
        return
    media = schema[MEDIA_KEYWORD]
    said = "is a public https URL"
    for name, way in _SCHEMES.items():
        yield Fault(MEDIA_KEYWORD, f"url-{name}", said, _turned(way), _plain_url(media))
    formats, kind = media.get("formats"), media.get("kind", "image")
    others = {end: k for k, ends in ENDINGS.items() for end in ends}
    wrong = [f"https://example.com/cat.{end}" for end in others]
    wrong = [url for url in wrong if not fits(url, media, SCHEMES)]
    own = [url for url in wrong if others[url.rpartition(".")[2]] == kind]
    if formats and own:
        said = f"is one of these formats: {', '.join(formats)}"
        yield Fault(MEDIA_KEYWORD, "format", said, _one_of(own), _plain_url(media))
    foreign = [url for url in wrong if url not in own]
    if foreign:
        said = f"is {'an' if kind[0] in 'aio' else 'a'} {kind}, as far as its name tells"
        yield Fault(
            MEDIA_KEYWORD, "kind", said, _one_of(foreign), _plain_url(media), only_client=True
        )


_SCHEMES: dict[str, Callable[[str], str]] = {
    "http": lambda url: url.replace("https://", "http://", 1),
    "ftp": lambda url: url.replace("https://", "ftp://", 1),
    "file": lambda url: url.replace("https://example.com", "file://", 1),
    "bare": lambda url: url.replace("https://", "", 1),
    "hostless": lambda url: url.replace("example.com", "", 1),
}


def _plain_url(media: Any) -> Callable[[Maker, Schema], Any]:
    ends = tuple(media.get("formats", ())) or ENDINGS[media.get("kind", "image")][:3]
    fit = [f"https://example.com/cat.{end}" for end in ends]
    return lambda maker, _: maker.choices.pick(fit)


def _turned(way: Callable[[str], str]) -> Callable[[Maker, Any], Any]:
    return lambda maker, good: way(good)


def _one_of(urls: list[str]) -> Callable[[Maker, Any], Any]:
    return lambda maker, good: maker.choices.pick(urls)
