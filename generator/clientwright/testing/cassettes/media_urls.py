"""Real media URLs in payloads, for a provider that fetches them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from clientwright.errors import UsageError
from clientwright.io.json_types import is_dict, is_list
from clientwright.problems import quote_value
from clientwright.schema.references import inline_references
from clientwright.specs.model import Endpoint
from clientwright.testing.cassettes.errors import ScenarioDiverged


def parse_media_options(options: tuple[str, ...]) -> dict[str, str]:
    """Return URLs by kind of media from `KIND=URL` options.

    Raises:
        UsageError: an option has another form.
    """
    found = dict(option.partition("=")[::2] for option in options)
    wrong = [kind for kind, url in found.items() if not (kind and url.startswith("https://"))]
    if wrong:
        advice = "give a kind and a public URL, such as image=https://example.com/cat.png"
        raise UsageError(f"--media: {quote_value(wrong[0])} is not usable; {advice}")
    return found


def with_media_urls(payload: Any, endpoint: Endpoint, media: Mapping[str, str]) -> Any:
    """Return a payload with real URLs wherever the schema has media.

    Raises:
        ScenarioDiverged: there is no URL for a kind of media.
    """
    return _replace_media(
        payload, inline_references(endpoint.input), lambda kind: _media_url(kind, media)
    )


def media_kinds(payload: Any, endpoint: Endpoint) -> frozenset[str]:
    """Return the kinds of media in a payload."""
    found: set[str] = set()
    _replace_media(payload, inline_references(endpoint.input), found.add)
    return frozenset(found)


def _replace_media(value: Any, schema: Any, url: Callable[[str], object]) -> Any:
    known: Mapping[str, Any] = schema if is_dict(schema) else {}
    if isinstance(value, str) and "x-media" in known:
        return url(str(known["x-media"].get("kind", "")))
    if is_dict(value):
        inner: Mapping[str, Any] = known.get("properties", {})
        return {name: _replace_media(one, inner.get(name), url) for name, one in value.items()}
    return (
        [_replace_media(one, known.get("items"), url) for one in value] if is_list(value) else value
    )


def _media_url(kind: str, media: Mapping[str, str]) -> str:
    if kind not in media:
        raise ScenarioDiverged(
            f"a URL of {kind or 'a medium'} that the provider can fetch", f"no --media {kind}=URL"
        )
    return media[kind]
